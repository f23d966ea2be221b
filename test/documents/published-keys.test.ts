import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withBudget } from '../../src/documents/budget.ts'
import { resolveJwtKey, resolveProofKey } from '../../src/documents/verification-method.ts'
import { generateKeyPair, type KeyPair } from '../../src/keys/key-pair.ts'
import { buildDidDocument, buildJwks } from '../../src/keys/publish.ts'
import { type HttpsWorld, type Route, startHttpsWorld } from '../support/https-world.ts'

const DID = 'did:web:school.example%3A8443:badges'
const DID_URL = 'https://school.example:8443/badges/did.json'
const ISSUER = 'https://district.example/issuers/1'
const JWKS = 'https://district.example/.well-known/jwks.json'

let world: HttpsWorld
let ofDid: KeyPair
let ofUrl: KeyPair
beforeAll(async () => {
  ofDid = await generateKeyPair({ controller: DID })
  ofUrl = await generateKeyPair({ controller: ISSUER, algorithm: 'P-256' })
  world = await startHttpsWorld({
    [DID_URL]: buildDidDocument(ofDid),
    [ISSUER]: buildDidDocument(ofUrl),
    [JWKS]: buildJwks(ofUrl),
  })
})
afterAll(() => world.close())

const loader = (timeoutMilliseconds = 1900) =>
  withBudget(world.loader({ allowedPorts: [8443], timeoutMilliseconds, cacheSeconds: 0 }))

const proofKey = (pair: KeyPair, timeoutMilliseconds?: number) =>
  resolveProofKey({
    issuer: pair.controller,
    verificationMethod: pair.id,
    purpose: 'assertionMethod',
    loader: loader(timeoutMilliseconds),
  })

const jwtKey = (hint: { kid: string } | { jwk: KeyPair['publicKeyJwk'] }) =>
  resolveJwtKey({ issuer: ISSUER, alg: 'ES256', loader: loader(), ...hint })

describe('what we tell issuers to publish', () => {
  it('is found over https', async () => {
    const did = { id: ofDid.id, source: 'did:web', key: { publicKeyMultibase: ofDid.publicKeyMultibase } }
    expect(await proofKey(ofDid)).toMatchObject({ method: did })
    expect(await proofKey(ofUrl)).toMatchObject({ method: { id: ofUrl.id, source: 'https' } })
    expect(await jwtKey({ kid: ofUrl.id })).toMatchObject({ method: { id: ofUrl.id } })
    expect(await jwtKey({ jwk: ofUrl.publicKeyJwk })).toMatchObject({ method: { id: ofUrl.id, source: 'jwks' } })
  })

  it.each<[string, Route | undefined, string]>([
    ['gone', undefined, 'net.http_status'],
    ['a page', '<html>', 'key.not_found'],
    ['broken', '{"id":', 'net.content'],
    ['reset', (request) => request.socket.destroy(), 'net.unreachable'],
    ['silent', () => undefined, 'net.timeout'],
    ['elsewhere', (_, response) => response.writeHead(301, { location: '/x' }).end(), 'net.redirect'],
    ['too large', Buffer.alloc(1_048_577, 0x20), 'net.too_large'],
  ])('leaves badges undecided while it is %s, and says which document is needed', async (_, route, code) => {
    world.put(DID_URL, route)
    const resolution = await proofKey(ofDid, code === 'net.timeout' ? 200 : 1900)
    world.put(DID_URL, buildDidDocument(ofDid))
    expect(resolution).toMatchObject({ problems: [{ code, needs: expect.stringMatching(/school\.example/) }] })
  })
})
