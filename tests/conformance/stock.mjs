// Unmodified y-websocket providers join one document; each writes a mark, all must see all marks.
// Arguments: one JSON {modules, server, room, cookies, origin, clients, params}; prints one JSON line.
import { createRequire } from 'node:module'

const { modules, server, room, cookies, origin, clients, params = {} } = JSON.parse(process.argv[2])
const require = createRequire(`${modules}/package.json`)
const Y = require('yjs')
const { WebsocketProvider } = require('y-websocket')
const WebSocket = require('ws')

const until = async (condition, what) => {
  const end = Date.now() + 20000
  while (!condition()) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

const errors = []
console.error = (...words) => errors.push(words.join(' '))

const people = Array.from({ length: clients }, (_, number) => {
  class Socket extends WebSocket {
    constructor (url, protocols) {
      super(url, protocols, { origin, headers: { cookie: cookies[number % cookies.length] } })
    }
  }
  const doc = new Y.Doc()
  const provider = new WebsocketProvider(server, room, doc, { WebSocketPolyfill: Socket, disableBc: true, params })
  const closed = []
  provider.on('connection-close', (event) => event && closed.push(event.code))
  provider.awareness.setLocalStateField('user', { name: `forged ${number}`, color: '#f00' })
  return { doc, body: doc.getText('body'), provider, closed }
})

const refused = people.every(({ provider }) => provider.shouldConnect)
await until(() => people.every(({ provider, closed }) => provider.synced || closed.length > 0), 'the first exchange')
const result = { closed: people.map(({ closed }) => closed), before: people[0].body.toString(), refused }

if (people.every(({ provider }) => provider.synced)) {
  const marks = people.map((_, number) => `<é😀${number}>`)
  people.forEach(({ body }, number) => body.insert(0, marks[number], { bold: number % 2 === 0 ? true : null }))
  await until(() => people.every(({ body }) => marks.every((mark) => body.toString().includes(mark))), 'all marks')
  await until(() => people.every(({ provider }) => provider.awareness.getStates().size === clients), 'everybody’s awareness')
  result.texts = people.map(({ body }) => body.toString())
  result.deltas = people.map(({ body }) => JSON.stringify(body.toDelta()))
  result.names = [...people.at(-1).provider.awareness.getStates().entries()]
    .filter(([client]) => client !== people.at(-1).doc.clientID).map(([, state]) => state.user)

  // Cut off, go on writing, come back.
  const [away] = people
  away.provider.disconnect()
  away.body.insert(0, 'hors ligne ')
  people.at(-1).body.insert(people.at(-1).body.length - 1, ' en ligne')
  away.provider.connect()
  await until(() => people.every(({ body }) => body.toString().startsWith('hors ligne ') && body.toString().includes(' en ligne')), 'the one who was away')
  result.after = people.map(({ body }) => body.toString())
}
result.errors = errors
console.log(JSON.stringify(result))
process.exit(0)
