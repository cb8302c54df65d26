// A word with data-means says what it means where it stands, and goes quiet again. Without this file it is a plain link
// to the glossary.
function close (link) {
  document.getElementById(link.getAttribute('aria-controls'))?.remove()
  link.setAttribute('aria-expanded', 'false')
}

function open (link, number) {
  const says = document.createElement('span')
  says.className = 'hub-term__means'
  says.id = `term-${number}`
  says.setAttribute('role', 'note')
  says.textContent = link.dataset.means
  link.setAttribute('aria-controls', says.id)
  link.setAttribute('aria-expanded', 'true')
  link.after(says)
}

document.querySelectorAll('a.hub-term[data-means]').forEach((link, number) => {
  link.setAttribute('role', 'button')
  link.setAttribute('aria-expanded', 'false')
  const toggle = event => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return // as any link: in another tab or window
    event.preventDefault()
    if (link.getAttribute('aria-expanded') === 'true') close(link)
    else open(link, number)
  }
  link.addEventListener('click', toggle)
  link.addEventListener('keydown', event => {
    if (event.key === ' ') toggle(event)
    if (event.key === 'Escape') close(link)
  })
})
