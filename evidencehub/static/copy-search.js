// The search of a copy made of plain files. It is no module, and asks for files as scripts, so that it works from a disk
// too; the browse lists below it lead to everything without it.
(() => {
  const A_FILE = 10 // cards, as the command that made the copy wrote them
  const AT_ONCE = 20
  const SMALL = new Set(('a an and are as at be by do does for from how i in is it my of on or our that the this to ' +
    'we what which who with').split(' '))
  const at = id => document.getElementById(id)
  const asked = (new URLSearchParams(location.search).get('q') || '').trim().slice(0, 400)
  let words = []
  const cards = new Map()
  window.copyWords = given => { words = given }
  window.copyCards = (number, given) => cards.set(number, given)

  at('without-script').hidden = true
  at('q').value = asked
  if (asked) answer().catch(() => tell('The search could not be loaded. The lists below lead to everything.'))

  function load (name) {
    return new Promise((resolve, reject) => {
      const script = document.createElement('script')
      Object.assign(script, { src: name, onload: resolve, onerror: reject })
      document.head.append(script)
    })
  }

  const plain = word => word.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')
  const indexed = word => SMALL.has(plain(word)) ? null : plain(word)

  function sought (word) { // its beginning, which other forms of the word share
    const known = indexed(word)
    return known && known.length > 5 ? known.replace(/(ings?|ed|es|s)$/, '') : known
  }

  function find () {
    const index = new window.MiniSearch({ fields: ['name', 'words'], processTerm: indexed })
    index.addAll(words.map(([name, more], id) => ({ id, name, words: more })))
    const options = { boost: { name: 3 }, prefix: word => word.length > 2, processTerm: sought }
    const fuzzy = word => word.length > 4 ? 0.2 : false
    const all = index.search(asked, { ...options, combineWith: 'AND' })
    if (all.length) return [all, false]
    const near = index.search(asked, { ...options, fuzzy, combineWith: 'AND' })
    if (near.length) return [near, false]
    const some = index.search(asked, { ...options, fuzzy, combineWith: 'OR' })
    return [some.sort((a, b) => b.queryTerms.length - a.queryTerms.length || b.score - a.score), true]
  }

  async function answer () {
    await load('words.js')
    const [hits, isLoosened] = find()
    const numbers = hits.map(hit => hit.id)
    const invented = numbers.filter(number => words[number][2]).length
    tell(`${counted(numbers.length, invented)} for “${asked}”`)
    document.title = `${asked}: ${document.title}`
    at('found-loosened').hidden = !isLoosened || !hits.length
    const more = at('found-more')
    more.addEventListener('click', () => show(numbers.splice(0, AT_ONCE), true))
    await show(numbers.splice(0, AT_ONCE), false)

    async function show (some, isAsked) {
      const files = new Set(some.map(number => Math.floor(number / A_FILE)).filter(file => !cards.has(file)))
      await Promise.all([...files].map(file => load(`cards/${file}.js`)))
      const made = document.createElement('template')
      made.innerHTML = some.map(number => cards.get(Math.floor(number / A_FILE))[number % A_FILE]).join('')
      const first = made.content.querySelector('a')
      at('found-cards').append(made.content)
      more.hidden = !numbers.length
      if (isAsked) first.focus()
    }
  }

  function tell (text) {
    at('found').hidden = false
    at('found-told').textContent = at('found-said').textContent = text
  }

  function counted (all, invented) {
    const real = all - invented
    const said = [
      real && `${real.toLocaleString('en-GB')} ${real === 1 ? 'approach' : 'approaches'}`,
      invented && `${invented.toLocaleString('en-GB')} invented ${invented === 1 ? 'example' : 'examples'}`
    ].filter(Boolean)
    return said.join(' and ') || 'Nothing found'
  }
})()
