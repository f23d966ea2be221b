import { beforeAll, describe, expect, it } from 'vitest'
import { contextSet } from '../../src/contexts.ts'
import { deriveCredential, ecdsaSd2023, signSelectiveCredential } from '../../src/ecdsa-sd-2023.ts'
import { type Issuer, signCredential } from '../../src/issue.ts'
import { exportKeyPair } from '../../src/keys/key-pair.ts'
import { createPresentation, verifyPresentation } from '../../src/present.ts'
import type { JsonObject, KeyAlgorithm } from '../../src/types.ts'
import { verifyCredential } from '../../src/verify.ts'
import { CREATED, type Draft, draftOf, issuerWith, NOW, summaryOf } from '../support/signed.ts'

/** `@digitalbazaar/vc` and its suites, with nothing of ours but the context documents. They have no types. */
interface Reference {
  readonly vc: Record<
    'issue' | 'derive' | 'verifyCredential' | 'verify' | 'signPresentation',
    (options: object) => Promise<Draft>
  >
  readonly DataIntegrityProof: new (options: object) => object
  readonly suites: Readonly<Record<string, Draft>>
  readonly keys: Readonly<Record<string, { from(key: object): Promise<{ signer(): object }> }>>
}

let reference: Reference

beforeAll(async () => {
  const load = (name: string): Promise<Draft> => import(`@digitalbazaar/${name}`)
  const [vc, integrity, eddsa, ecdsa, sd, ed25519, ec] = await Promise.all(
    [
      'vc',
      'data-integrity',
      'eddsa-rdfc-2022-cryptosuite',
      'ecdsa-rdfc-2019-cryptosuite',
      'ecdsa-sd-2023-cryptosuite',
      'ed25519-multikey',
      'ecdsa-multikey',
    ].map(load),
  )
  reference = {
    vc: vc as Reference['vc'],
    DataIntegrityProof: integrity?.DataIntegrityProof,
    suites: { 'eddsa-rdfc-2022': eddsa as Draft, 'ecdsa-rdfc-2019': ecdsa as Draft, 'ecdsa-sd-2023': sd as Draft },
    keys: { Ed25519: ed25519 as never, 'P-256': ec as never, 'P-384': ec as never },
  }
})

/** Contexts, and did:key documents; everything else is refused. */
async function documentLoader(url: string): Promise<object> {
  const document = contextSet().get(url) ?? keyDocument(url)
  if (document === undefined) throw new Error(`asked for ${url}`)
  return { contextUrl: null, documentUrl: url, document }
}

function keyDocument(url: string): JsonObject | undefined {
  const [controller = '', fragment] = url.split('#')
  if (!controller.startsWith('did:key:')) return undefined
  const publicKeyMultibase = controller.slice('did:key:'.length)
  const id = `${controller}#${publicKeyMultibase}`
  const method = { id, type: 'Multikey', controller, publicKeyMultibase }
  if (fragment !== undefined) return { '@context': 'https://w3id.org/security/multikey/v1', ...method }
  const contexts = ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1']
  return {
    '@context': contexts,
    id: controller,
    verificationMethod: [method],
    assertionMethod: [id],
    authentication: [id],
  }
}

function suiteFor(name: string, role: 'sign' | 'verify', more: object = {}): object {
  const suite = reference.suites[name] as Draft
  if (name !== 'ecdsa-sd-2023') return suite.cryptosuite
  return role === 'sign' ? suite.createSignCryptosuite(more) : suite.createVerifyCryptosuite()
}

async function theirSigner(issuer: Issuer): Promise<object> {
  if (!issuer.keyPair) throw new Error('no key pair')
  const key = await reference.keys[issuer.signer.algorithm]?.from(exportKeyPair(issuer.keyPair, { format: 'multikey' }))
  if (!key) throw new Error('no key')
  return key.signer()
}

async function theirsVerifies(credential: object, name: string): Promise<boolean> {
  const suite = new reference.DataIntegrityProof({ cryptosuite: suiteFor(name, 'verify') })
  const { verified } = await reference.vc.verifyCredential({
    credential: structuredClone(credential),
    suite,
    documentLoader,
    now: new Date(NOW),
  })
  return verified
}

async function theirsIssues(draft: Draft, issuer: Issuer, name: string, more: object = {}): Promise<Draft> {
  const cryptosuite = suiteFor(name, 'sign', more)
  const suite = new reference.DataIntegrityProof({ signer: await theirSigner(issuer), date: CREATED, cryptosuite })
  return reference.vc.issue({ credential: structuredClone(draft), suite, documentLoader, now: new Date(NOW) })
}

async function oursSays(credential: object): Promise<readonly string[]> {
  return summaryOf(await verifyCredential(credential, { now: NOW, cryptosuites: [ecdsaSd2023] }))
}

const SUITES: readonly [string, KeyAlgorithm][] = [
  ['eddsa-rdfc-2022', 'Ed25519'],
  ['ecdsa-rdfc-2019', 'P-256'],
  ['ecdsa-rdfc-2019', 'P-384'],
]

describe.each(SUITES)('%s with %s', (name, algorithm) => {
  it('issued here verifies in @digitalbazaar/vc, and not when changed', async () => {
    const issuer = await issuerWith({ algorithm })
    const signed = await signCredential((await draftOf(issuer)) as never, issuer.signer, { created: CREATED })
    expect((signed as Draft).proof[0].cryptosuite).toBe(name)
    expect(await theirsVerifies(signed, name)).toBe(true)
    expect(await theirsVerifies({ ...(signed as Draft), name: 'Another' }, name)).toBe(false)
  })

  it('issued in @digitalbazaar/vc verifies here, and not when changed', async () => {
    const issuer = await issuerWith({ algorithm })
    const signed = await theirsIssues(await draftOf(issuer), issuer, name)
    expect(await oursSays(signed)).toEqual(['valid'])
    expect(await oursSays({ ...signed, name: 'Another' })).toEqual(['invalid', 'proof.signature_invalid'])
  })
})

describe('ecdsa-sd-2023', async () => {
  const issuer = await issuerWith({ algorithm: 'P-256' })
  const draft = await draftOf(issuer)

  it('signed and derived here verifies in @digitalbazaar/vc', async () => {
    const base = await signSelectiveCredential(draft, issuer.signer, { created: CREATED })
    for (const pointers of [[], ['/credentialSubject/result', '/evidence']]) {
      const shown = await deriveCredential(base, pointers)
      expect(await theirsVerifies(shown, 'ecdsa-sd-2023')).toBe(true)
      expect(await theirsVerifies({ ...shown, name: 'Another' }, 'ecdsa-sd-2023')).toBe(false)
    }
  })

  it('signed and derived in @digitalbazaar/vc verifies here', async () => {
    const mandatoryPointers = [
      '/id',
      '/name',
      '/issuer',
      '/validFrom',
      '/credentialSubject/id',
      '/credentialSubject/achievement',
    ]
    const base = await theirsIssues(draft, issuer, 'ecdsa-sd-2023', { mandatoryPointers })
    expect(await oursSays(base)).toEqual(['valid'])
    const cryptosuite = (reference.suites['ecdsa-sd-2023'] as Draft).createDiscloseCryptosuite({
      selectivePointers: ['/credentialSubject/result'],
    })
    const shown = await reference.vc.derive({
      verifiableCredential: structuredClone(base),
      suite: new reference.DataIntegrityProof({ cryptosuite }),
      documentLoader,
    })
    expect(shown.evidence).toBeUndefined()
    expect(await oursSays(shown)).toEqual(['valid'])
    expect(await oursSays({ ...shown, name: 'Another' })).toEqual(['invalid', 'proof.signature_invalid'])
    expect(await oursSays(await deriveCredential(base, []))).toEqual(['valid'])
  })
})

describe('presentations', async () => {
  const issuer = await issuerWith()
  const holder = await issuerWith({ name: 'A teacher' })
  const draft = await draftOf(issuer, { recipient: { id: holder.profile.id } })
  const asked = { challenge: 'c-1', domain: 'district.example' }

  it('made here verify in @digitalbazaar/vc', async () => {
    const badge = await signCredential(draft as never, issuer.signer, { created: CREATED })
    const presentation = await createPresentation([badge], holder.signer, { ...asked, created: CREATED })
    const { verified } = await reference.vc.verify({
      presentation: structuredClone(presentation),
      ...asked,
      suite: new reference.DataIntegrityProof({ cryptosuite: suiteFor('eddsa-rdfc-2022', 'verify') }),
      documentLoader,
      now: new Date(NOW),
    })
    expect(verified).toBe(true)
  })

  it('made in @digitalbazaar/vc verify here', async () => {
    const badge = await theirsIssues(draft, issuer, 'eddsa-rdfc-2022')
    const suite = new reference.DataIntegrityProof({
      signer: await theirSigner(holder),
      date: CREATED,
      cryptosuite: suiteFor('eddsa-rdfc-2022', 'sign'),
    })
    const presentation = await reference.vc.signPresentation({
      presentation: {
        '@context': ['https://www.w3.org/ns/credentials/v2'],
        type: ['VerifiablePresentation'],
        holder: holder.profile.id,
        verifiableCredential: [badge],
      },
      ...asked,
      suite,
      documentLoader,
    })
    const report = await verifyPresentation(presentation, { ...asked, now: NOW })
    expect([report.verdict, report.holder]).toEqual(['valid', holder.profile.id])
  })
})
