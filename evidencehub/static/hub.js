// JavaScript only improves: every page works without this file.
import { initAll } from './vendor/govuk-frontend.min.js'
import './saving.js'

initAll()

// Filters are folded on a phone and open beside the list where there is room.
if (window.matchMedia('(min-width: 48.0625em)').matches) {
  document.querySelectorAll('details[data-open-when-wide]').forEach(part => { part.open = true })
}
