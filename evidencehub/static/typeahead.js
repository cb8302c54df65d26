// Suggestions below a search field, as the combobox pattern of WAI-ARIA has it. Without this file the field is a plain one.
const WAIT = 120 // milliseconds after the last key

document.querySelectorAll('input[data-suggestions]').forEach(field => {
  const list = document.createElement('ul')
  const status = document.createElement('div')
  list.id = `${field.id}-suggestions`
  list.className = 'hub-suggestions'
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', 'Suggestions')
  list.hidden = true
  field.removeAttribute('list') // the browser's own suggestions would stand beside these
  status.className = 'govuk-visually-hidden'
  status.setAttribute('role', 'status')
  field.after(list, status)
  for (const [name, value] of Object.entries({
    role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id, autocomplete: 'off'
  })) field.setAttribute(name, value)

  let options = []
  let active = -1
  let waiting
  let asking

  function close () {
    clearTimeout(waiting)
    asking?.abort()
    list.hidden = true
    activate(-1)
    field.setAttribute('aria-expanded', 'false')
  }

  function activate (place) {
    active = place
    options.forEach((option, number) => option.setAttribute('aria-selected', String(number === place)))
    if (place < 0) field.removeAttribute('aria-activedescendant')
    else {
      field.setAttribute('aria-activedescendant', options[place].id)
      options[place].scrollIntoView({ block: 'nearest' })
    }
  }

  function part (name, text) {
    const made = document.createElement('span')
    made.className = `hub-suggestions__${name}`
    made.textContent = text
    return made
  }

  function show (found) {
    list.replaceChildren(...found.map((each, number) => {
      const option = document.createElement('li')
      option.id = `${list.id}-${number}`
      option.dataset.address = each.address
      option.setAttribute('role', 'option')
      option.append(part('text', each.text), ' ', part('kind', [each.kind, each.note].filter(Boolean).join(', ')))
      return option
    }))
    options = [...list.children]
    activate(-1)
    list.hidden = !options.length
    field.setAttribute('aria-expanded', String(!list.hidden))
    status.textContent = options.length ? `${options.length} suggestions. Use the up and down arrows.` : ''
  }

  async function ask () {
    asking?.abort()
    asking = new AbortController()
    try {
      const answer = await fetch(`${field.dataset.suggestions}?q=${encodeURIComponent(field.value)}`, { signal: asking.signal })
      if (answer.ok && document.activeElement === field) show((await answer.json()).suggestions)
    } catch { // asked again with the next key; a search works without suggestions
    }
  }

  field.addEventListener('input', () => {
    clearTimeout(waiting)
    if (field.value.trim().length < 2) close()
    else waiting = setTimeout(ask, WAIT)
  })
  field.addEventListener('keydown', event => {
    if (list.hidden) return
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (move) {
      event.preventDefault()
      const count = options.length + 1 // the field itself is between the last and the first
      activate((active + 1 + move + count) % count - 1)
    } else if (event.key === 'Escape') {
      event.preventDefault()
      close()
    } else if (event.key === 'Enter' && active >= 0) {
      event.preventDefault()
      location.assign(options[active].dataset.address)
    }
  })
  field.addEventListener('blur', close)
  list.addEventListener('pointerdown', event => event.preventDefault()) // so that the field keeps the focus
  list.addEventListener('click', event => {
    const option = event.target.closest('[role=option]')
    if (option) location.assign(option.dataset.address)
  })
})
