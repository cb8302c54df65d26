// JavaScript only improves: every page works without this file.
import { initAll } from './vendor/govuk-frontend.min.js'
import './saving.js'
import './grading.js'
import './typeahead.js'
import './terms.js'

initAll()

// Filters, and chapters of a long page, are folded on a phone and open where there is room.
if (window.matchMedia('(min-width: 48.0625em)').matches) {
  document.querySelectorAll('details[data-open-when-wide]').forEach(part => { part.open = true })
}

// A link to something folded opens it. Browsers of 2025 do so by themselves; in older ones it would seem to do nothing.
function reveal () {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  let folded = target?.closest('details:not([open])')
  if (!folded) return
  for (; folded; folded = folded.parentElement.closest('details:not([open])')) folded.open = true
  target.scrollIntoView()
}
window.addEventListener('hashchange', reveal)
reveal()
