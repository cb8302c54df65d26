// Sends files in parts (tus 1.0, https://tus.io), so that a broken connection costs one part and not the file. What has
// arrived is kept by the hub: choosing the same file again goes on from there, also on another day.
const PAUSES = [1, 2, 4, 8, 15, 30, 30, 30] // seconds before another try; then a person decides
const TUS = { 'Tus-Resumable': '1.0.0' }

const form = document.querySelector('form[data-uploads]')
if (form) sendsInParts(form)

function sendsInParts (form) {
  const list = document.getElementById(form.dataset.list)
  const template = list.querySelector('template')
  const input = form.querySelector('input[type=file]')
  const partBytes = Number(form.dataset.partBytes)
  let busy = false

  form.addEventListener('submit', event => {
    const files = [...input.files]
    if (busy || !files.length) return // without a file the hub says what is missing
    event.preventDefault()
    event.stopImmediatePropagation()
    sendAll(files)
  }, true)
  window.addEventListener('beforeunload', event => { if (busy) event.preventDefault() })

  async function sendAll (files) {
    busy = true
    list.querySelectorAll('[data-problem]').forEach(each => each.remove())
    const rows = files.map(file => new Row(template, list, file))
    const button = form.querySelector('button:not([type=button])')
    button.disabled = true
    rows[0].element.scrollIntoView({ block: 'nearest' })
    for (const row of rows) await send(row)
    busy = false
    button.disabled = false
    if (rows.every(row => row.isDone)) window.location.assign(form.dataset.here)
    else {
      const left = rows.filter(row => !row.isDone)
      const rest = new DataTransfer()
      left.forEach(row => rest.items.add(row.file))
      input.files = rest.files // so that pressing again sends only what is not there
      left[0].element.focus()
    }
  }

  async function send (row) {
    if (row.isStopped) return
    try {
      const known = document.querySelector(`[data-fingerprint="${CSS.escape(fingerprint(row.file))}"]`)
      row.address = row.address || known?.dataset.upload || await trying(row, () => begin(row.file))
      let offset = await trying(row, () => where(row.address))
      row.shows(offset)
      do { // once also when all is there: then the hub makes a document of it
        row.isLast = offset + partBytes >= row.file.size
        offset = await trying(row, () => part(row, offset))
        row.shows(offset)
      } while (offset < row.file.size || row.isAskedAnew)
      row.done()
    } catch (problem) {
      if (problem.isGone && row.isLast) { // it is a document by now: only the answer that said so was lost
        row.done()
        return
      }
      if (problem.isOver) row.address = null
      row.fails(problem.message, () => { busy = true; send(row).finally(() => { busy = false; leave() }) }, problem.canGoOn)
    }
  }

  // After somebody pressed “Go on”: the page shows what is there now when nothing is left to say.
  function leave () {
    if (!list.querySelector('[data-problem]')) window.location.assign(form.dataset.here)
  }

  async function begin (file) {
    const told = {
      filename: file.name, fingerprint: fingerprint(file), kind: form.elements.kind.value, caption: form.elements.caption.value
    }
    if (form.elements.who) told.who = form.elements.who.value
    const answer = await ask('POST', form.dataset.uploads, {
      'Upload-Length': file.size, 'Upload-Metadata': Object.entries(told).map(([name, value]) => `${name} ${base64(value)}`).join()
    })
    return answer.getResponseHeader('Location')
  }

  async function where (address) {
    return Number((await ask('HEAD', address)).getResponseHeader('Upload-Offset'))
  }

  async function part (row, offset) {
    row.isAskedAnew = false
    const answer = await ask('PATCH', row.address, {
      'Upload-Offset': offset, 'Content-Type': 'application/offset+octet-stream'
    }, row.file.slice(offset, offset + partBytes), sent => row.shows(offset + sent), row)
    return Number(answer.getResponseHeader('Upload-Offset'))
  }

  function ask (method, address, headers = {}, body = null, moved = null, row = null) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest() // fetch() does not tell how much of a body has gone
      request.open(method, address)
      for (const [name, value] of Object.entries({ ...TUS, 'X-CSRFToken': form.elements.csrf_token.value, ...headers })) {
        request.setRequestHeader(name, value)
      }
      if (moved) request.upload.onprogress = event => moved(event.loaded)
      request.onload = () => {
        if (request.getResponseHeader('Tus-Resumable') && request.status < 300) resolve(request)
        else reject(refusal(request))
      }
      request.onerror = () => reject(new Error(''))
      request.onabort = () => reject(problem(form.dataset.stopped))
      if (row) row.request = request
      request.send(body)
    })
  }

  function refusal (request) {
    const isOurs = request.getResponseHeader('Tus-Resumable')
    if (isOurs && request.status === 409) return Object.assign(new Error(''), { isElsewhere: true })
    if (isOurs && request.status >= 400 && request.status < 500) return Object.assign(problem(request.responseText), { isOver: true })
    if (request.status >= 500 || request.status === 408 || request.status === 429) return new Error('')
    if (request.status === 404 || request.status === 403) return Object.assign(problem(form.dataset.gone), { isOver: true, isGone: true })
    return problem(form.dataset.ended) // the page of signing in, or a form that is too old
  }

  function problem (message, canGoOn = false) {
    return Object.assign(new Error(message), { isFinal: true, canGoOn })
  }

  // Again and again after what may pass; what was refused for good is thrown.
  async function trying (row, act) {
    for (let tries = 0; ; tries++) {
      try {
        return await act()
      } catch (error) {
        if (error.isFinal) throw error
        if (error.isElsewhere) {
          row.isAskedAnew = true
          return where(row.address)
        }
        if (tries === PAUSES.length) throw problem(form.dataset.broken, true)
        row.waits()
        await pause(PAUSES[tries])
        if (row.isStopped) throw problem(form.dataset.stopped)
      }
    }
  }
}

class Row {
  constructor (template, list, file) {
    this.file = file
    this.offset = 0
    this.element = template.content.firstElementChild.cloneNode(true)
    this.bar = this.element.querySelector('progress')
    this.says = this.element.querySelector('[data-says]')
    this.status = this.element.querySelector('[data-status]')
    this.stop = this.element.querySelector('.hub-upload__stop')
    this.stop.setAttribute('aria-label', `Stop ${file.name}`)
    this.again = this.element.querySelector('.hub-upload__again')
    this.again.setAttribute('aria-label', `Go on with ${file.name}`)
    this.again.hidden = true
    this.element.querySelector('[data-name]').textContent = file.name
    this.bar.max = file.size || 1
    this.bar.setAttribute('aria-label', file.name)
    this.stop.addEventListener('click', () => { this.isStopped = true; this.request?.abort(); this.element.focus() })
    list.hidden = false
    list.append(this.element)
    this.shows(0)
  }

  shows (offset) {
    this.offset = offset
    this.bar.value = offset
    this.says.textContent = `${inWords(offset)} of ${inWords(this.file.size)}`
    this.status.textContent = ''
  }

  waits () { this.status.textContent = this.status.dataset.waits }

  done () {
    this.isDone = true
    this.status.textContent = this.status.dataset.done
    this.stop.hidden = true
  }

  fails (message, again, canGoOn) {
    this.element.dataset.problem = ''
    this.status.textContent = message
    this.status.classList.add('govuk-error-message')
    this.stop.hidden = true
    this.again.hidden = !canGoOn
    this.again.onclick = () => {
      delete this.element.dataset.problem
      this.status.classList.remove('govuk-error-message')
      this.again.hidden = true
      this.stop.hidden = false
      again()
    }
  }
}

function inWords (bytes) {
  if (bytes < 104858) return `${Math.ceil(bytes / 1024)} KB`
  return `${(bytes / 1048576).toLocaleString('en-GB', { maximumFractionDigits: 1 })} MB`
}

function fingerprint (file) {
  return `${file.name.length}-${file.size}-${file.lastModified}`
}

function base64 (text) {
  return btoa(Array.from(new TextEncoder().encode(text), byte => String.fromCharCode(byte)).join(''))
}

function pause (seconds) {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, seconds * 1000)
    window.addEventListener('online', () => { clearTimeout(timer); resolve() }, { once: true })
  })
}
