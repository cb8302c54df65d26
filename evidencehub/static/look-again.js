// Looks again at a list that waits for the worker, and replaces only the list: a file already chosen in the form stays.
// It gives up after two minutes; the page's own "Look again" link works always.
const list = document.querySelector('[data-look-again]')
let left = 40

async function look() {
  const answer = await fetch(list.dataset.lookAgain, { credentials: 'same-origin' })
  if (!answer.ok) return
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const fresh = page.getElementById(list.id)
  if (!fresh) return
  if (fresh.innerHTML !== list.innerHTML && !list.contains(document.activeElement)) list.innerHTML = fresh.innerHTML
  if (fresh.dataset.lookAgain && (left -= 1) > 0) setTimeout(look, 3000)
}

if (list) setTimeout(look, 1500)
