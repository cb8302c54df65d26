#!/usr/bin/env bash
# Digital Bazaar's HTTP client gives no data where a credential comes under its own registered type.
#
# Expected: the body of an answer of the type application/vc is read as JSON. W3C's Verifiable Credentials Data Model 2.0
#     registers this type for documents that are JSON-LD, and the client belongs to the family of packages that checks
#     them; its README shows `response.data` of answers in JSON.
# Seen: `response.data` is undefined, without an error, for application/vc and application/did. It is looked for the
#     letters "json" in the type: application/ld+json and application/json are read.
# Version: @digitalbazaar/http-client 4.4.0.
# For an evidence hub: a list by which credentials are refused, served under the right type, arrives as nothing, and a
#     check fails although all is in order. Serve credentials and lists as application/ld+json, which they are too.
# Known: nothing was found.
set -euo pipefail

modules=(
    @digitalbazaar/http-client@4.4.0
    ky@1.14.3
    undici@6.29.1
)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --no-save "${modules[@]}"
cat >ask.mjs <<'JS'
import http from 'node:http';
import {httpClient} from '@digitalbazaar/http-client';

const types = ['application/vc', 'application/did', 'application/ld+json', 'application/json'];
const server = http.createServer((request, answer) => {
  answer.setHeader('Content-Type', request.url.slice(1));
  answer.end('{"id": "urn:example:1"}');
});
await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
const seen = {};
for(const type of types) {
  const {data} = await httpClient.get(`http://127.0.0.1:${server.address().port}/${type}`);
  seen[type] = data === undefined ? 'nothing' : data.id;
}
server.close();
const recorded = {
  'application/vc': 'nothing',
  'application/did': 'nothing',
  'application/ld+json': 'urn:example:1',
  'application/json': 'urn:example:1'
};
console.log('seen:    ', JSON.stringify(seen));
console.log('recorded:', JSON.stringify(recorded));
if(JSON.stringify(seen) !== JSON.stringify(recorded)) {
  console.error('this has changed');
  process.exit(1);
}
JS
node ask.mjs
