// JavaScript only improves: every page works without this file.
import { initAll } from './vendor/govuk-frontend.min.js'

initAll()

// A part of a page that waits for the worker looks again by itself; without this its link does.
async function lookAgain (part) {
  const address = part.dataset.lookAgain
  if (!address) return
  await new Promise(resolve => setTimeout(resolve, 1500))
  try {
    const answer = await fetch(address, { credentials: 'same-origin' })
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const fresh = page.getElementById(part.id)
    if (answer.ok && fresh) {
      part.replaceChildren(...fresh.childNodes)
      part.dataset.lookAgain = fresh.dataset.lookAgain ?? ''
    }
  } catch {
    // Offline: try again, as a person would.
  }
  lookAgain(part)
}
document.querySelectorAll('[data-look-again]').forEach(lookAgain)

// Filters are folded on a phone and open beside the list where there is room.
if (window.matchMedia('(min-width: 48.0625em)').matches) {
  document.querySelectorAll('details[data-open-when-wide]').forEach(part => { part.open = true })
}
