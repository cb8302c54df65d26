// Grading beside a report: words selected in it fill page and reason of the question one is at, and keys move about.
// Nothing here is needed: page and reason can be typed. Keys are off until somebody turns them on (WCAG 2.1.4).
const desk = document.querySelector('[data-desk]')
const KEYS_ON = 'evidencehub-grading-keys'

function grading (desk) {
  const report = desk.querySelector('.hub-desk__report')
  const says = desk.querySelector('[data-desk-says]')
  const questions = [...desk.querySelectorAll('.hub-question')]
  let at = questions[0]

  const named = question => question.querySelector('h2').firstChild.textContent.trim()

  desk.addEventListener('focusin', event => { at = event.target.closest('.hub-question') || at })

  // The place that is being answered: an outcome by itself where one stands in it, else the question.
  function fieldsOf (question) {
    const own = document.activeElement?.closest('.hub-same-for details[open] .govuk-details__text')
    const place = own && question.contains(own) ? own : question
    const reason = place.querySelector('textarea')
    return { reason, page: document.getElementById(reason.id.replace(/-reason$/, '-page')) }
  }

  function pageOf (node) {
    let found = null
    for (const head of report.querySelectorAll('.hub-page')) {
      if (head.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING) found = head
    }
    return found?.id.match(/page-(\d+)$/)?.[1]
  }

  function put (field, text, between) {
    if (!field || field.value.split(between).includes(text)) return
    field.value = field.value ? field.value + between + text : text
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }

  let chosen = null // kept, since pressing a button may drop the selection
  document.addEventListener('selectionchange', () => {
    const selection = document.getSelection()
    if (report && !selection.isCollapsed && report.contains(selection.anchorNode)) {
      chosen = { text: selection.toString().trim().replace(/\s+/g, ' '), page: pageOf(selection.getRangeAt(0).startContainer) }
    }
  })

  function cite () {
    if (!chosen?.text) {
      says.textContent = 'Select some words of the report first.'
      return
    }
    const { reason, page } = fieldsOf(at)
    put(reason, `“${chosen.text}”`, '\n')
    if (chosen.page) put(page, chosen.page, '; ')
    says.textContent = `Cited${chosen.page ? ` page ${chosen.page}` : ''} for “${named(at)}”.`
  }

  function go (steps) {
    const next = questions[questions.indexOf(at) + steps]
    if (!next) return
    at = next
    const first = at.querySelector('input[type=radio]:checked') || at.querySelector('input[type=radio]')
    first.focus()
    at.scrollIntoView({ block: 'start' })
  }

  function answer (number) {
    const name = at.querySelector('input[type=radio]').name
    const radio = at.querySelectorAll(`input[type=radio][name="${CSS.escape(name)}"]`)[number - 1]
    if (!radio) return
    radio.click()
    radio.focus()
    says.textContent = `${named(at)}: ${radio.labels[0].textContent.trim()}.`
  }

  const keys = desk.querySelector('[data-desk-keys]')
  keys.checked = localStorage.getItem(KEYS_ON) === '1'
  keys.addEventListener('change', () => localStorage.setItem(KEYS_ON, keys.checked ? '1' : '0'))
  document.addEventListener('keydown', event => {
    const types = event.target.matches('textarea, select, input:not([type=radio], [type=checkbox])')
    if (!keys.checked || types || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (event.key === 'j') go(1)
    else if (event.key === 'k') go(-1)
    else if (event.key === 'c') cite()
    else if (/^[1-9]$/.test(event.key)) answer(Number(event.key))
    else return
    event.preventDefault()
  })

  desk.querySelector('.hub-desk__cite')?.addEventListener('click', cite)
  desk.querySelectorAll('[data-desk-tools]').forEach(tools => { tools.hidden = false })
}

if (desk?.querySelector('[data-desk-keys]')) grading(desk)
