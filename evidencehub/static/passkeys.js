// A form with data-passkey asks the browser for a passkey when it is sent, and sends what it answers.
const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), sign => sign.charCodeAt(0))
const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
const listed = credentials => (credentials ?? []).map(each => ({ ...each, id: bytes(each.id) }))

const asked = {
  create: options => navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: listed(options.excludeCredentials)
    }
  }),
  get: options => navigator.credentials.get({
    publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: listed(options.allowCredentials) }
  })
}

const told = credential => JSON.stringify({
  id: credential.id,
  rawId: text(credential.rawId),
  type: credential.type,
  response: Object.fromEntries(
    ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']
      .filter(name => credential.response[name])
      .map(name => [name, text(credential.response[name])])
  )
})

if (window.PublicKeyCredential) {
  document.querySelectorAll('form[data-passkey]').forEach(form => {
    form.hidden = false
    form.addEventListener('submit', async event => {
      event.preventDefault()
      const { publicKey } = JSON.parse(form.dataset.options)
      try {
        form.elements.credential.value = told(await asked[form.dataset.passkey](publicKey))
      } catch {
        form.elements.credential.value = '' // the person said no, or there is none here: the hub says so
      }
      form.submit()
    })
  })
}
