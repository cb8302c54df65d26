// Forms with data-saves-itself save while somebody types, say when, and are told when another tab saved the same page.
const AFTER_TYPING = 4000
const WHILE_TYPING = 20000
const tabs = 'BroadcastChannel' in window ? new BroadcastChannel('evidencehub-saved') : null

function savesItself (form) {
  const says = form.querySelector('[data-saves-itself-says]')
  let timer = 0
  let typedSince = 0 // when what is not saved yet was begun; 0: all is saved
  let sending = null

  function say (state) {
    const time = new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
    says.textContent = says.dataset[state].replace('{time}', time)
  }

  async function send () {
    clearTimeout(timer)
    const begun = typedSince
    typedSince = 0
    try {
      const answer = await fetch(form.action, {
        method: 'POST', body: new FormData(form), headers: { 'X-Saves-Itself': '1' }, redirect: 'manual', keepalive: true
      })
      const isOurs = (answer.headers.get('Content-Type') || '').startsWith('application/json')
      if (!isOurs) {
        say(answer.status >= 500 ? 'offline' : 'ended')
        return
      }
      const told = await answer.json()
      if (told.seen) {
        form.elements.seen.value = told.seen
        tabs?.postMessage({ path: window.location.pathname, seen: told.seen })
      }
      const tally = document.querySelector('[data-saves-itself-tally]')
      if (tally && told.tally) tally.textContent = told.tally
      say(told.state)
    } catch {
      say('offline')
      typedSince = typedSince || begun
      timer = setTimeout(save, WHILE_TYPING)
    }
  }

  function save () {
    if (typedSince && !sending) {
      sending = send().finally(() => { sending = null })
    }
  }

  form.addEventListener('input', () => {
    typedSince = typedSince || Date.now()
    clearTimeout(timer)
    timer = setTimeout(save, Math.max(0, Math.min(AFTER_TYPING, typedSince + WHILE_TYPING - Date.now())))
  })
  document.addEventListener('visibilitychange', () => { if (document.hidden) save() })
  // A press must not overtake what is under way: it would carry the mark of what was saved before.
  form.addEventListener('submit', event => {
    clearTimeout(timer)
    if (sending) {
      event.preventDefault()
      sending.then(() => form.requestSubmit(event.submitter))
    }
  })
  tabs?.addEventListener('message', ({ data }) => {
    if (data.path === window.location.pathname && data.seen !== form.elements.seen.value) say('elsewhere')
  })
}

document.querySelectorAll('form[data-saves-itself]').forEach(savesItself)
