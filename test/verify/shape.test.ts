import { describe, expect, it } from 'vitest'
import { contextSet } from '../../src/contexts.ts'
import { createDocumentLoader } from '../../src/documents/loader.ts'
import { explain } from '../../src/explain/index.ts'
import { verifyJwt } from '../../src/jwt.ts'
import { checkProof } from '../../src/proof/check.ts'
import type { JsonObject, JsonValue } from '../../src/types.ts'
import type { VerifyOptions } from '../../src/verification.ts'
import { verifyCredential } from '../../src/verify.ts'
import { ROOT_MEMBERS } from '../support/root-members.ts'
import {
  changed,
  type Draft,
  draftOf,
  issuerWith,
  jwtOf,
  NOW,
  remarksOf,
  signRaw,
  summaryOf,
} from '../support/signed.ts'

const issuer = await issuerWith()
const draft = await draftOf(issuer)
const badge = await signRaw(draft, issuer.signer)

/** Expired, and with a status: what a rewrite would want to hide. Its evidence has a digest. */
const burdened = await signRaw(
  {
    ...draft,
    validUntil: '2026-03-02T09:00:00Z',
    credentialStatus: {
      id: 'https://cce.example/status/1#7',
      type: 'BitstringStatusListEntry',
      statusPurpose: 'revocation',
      statusListIndex: '7',
      statusListCredential: 'https://cce.example/status/1',
    },
  },
  issuer.signer,
)

async function answer(input: object | string, options: VerifyOptions = {}): Promise<readonly string[]> {
  return summaryOf(await verifyCredential(input, { now: NOW, ...options }))
}

async function resigned(change: (draft: Draft) => void, of: Draft = draft): Promise<Draft> {
  return signRaw(changed(of, change), issuer.signer)
}

function proofAlone(document: Draft) {
  return checkProof(document as JsonObject, {
    loader: createDocumentLoader(),
    contexts: contextSet(),
    now: Date.parse(NOW),
    skewSeconds: 60,
    issuer: issuer.profile.id,
    purpose: 'assertionMethod',
  })
}

function rename(object: Draft, from: string, to: string, value: unknown = object[from]): void {
  delete object[from]
  object[to] = value
}

const CRED = 'https://www.w3.org/2018/credentials#'
const XSD_DATE = 'http://www.w3.org/2001/XMLSchema#dateTime'

describe('a class or a purpose under its IRI', () => {
  const OB = 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#'
  const SECURITY = 'https://w3id.org/security#'
  const purpose = (name: string) => (one: Draft) => Object.assign(one.proof[0], { proofPurpose: name })

  it.each<[string, string, (one: Draft) => void]>([
    ['the class of the issuer', '/issuer/type', (one) => Object.assign(one.issuer, { type: [`${OB}Profile`] })],
    [
      'the class of the credential',
      '/type',
      (one) => Object.assign(one, { type: [one.type[0], `${OB}OpenBadgeCredential`] }),
    ],
    [
      'VerifiableCredential',
      '/type',
      (one) => Object.assign(one, { type: [`${CRED}VerifiableCredential`, one.type[1]] }),
    ],
    [
      'the class of the achievement',
      '/credentialSubject/achievement/type',
      (one) => Object.assign(one.credentialSubject.achievement, { type: `${OB}Achievement` }),
    ],
    ['the purpose', '/proof/0/proofPurpose', purpose(`${SECURITY}assertionMethod`)],
  ])('is outside the closed shape, and not disproved: %s', async (_, pointer, change) => {
    const report = await verifyCredential(changed(badge, change), { now: NOW })
    expect(summaryOf(report)).toEqual(['indeterminate', 'shape.iri_name'])
    expect(report.problems).toMatchObject([{ pointer }])
  })

  it.each<[string, readonly string[], (one: Draft) => void]>([
    ['another purpose', ['invalid', 'proof.purpose'], purpose('authentication')],
    ['the IRI of another purpose', ['invalid', 'proof.purpose'], purpose(`${SECURITY}authentication`)],
    [
      'the IRI of a purpose of nobody',
      ['invalid', 'proof.purpose'],
      purpose('https://district.example/#assertionMethod'),
    ],
    [
      'the IRI of another class',
      ['invalid', 'credential.type'],
      (one) => Object.assign(one, { type: [one.type[0], `${OB}Nonsense`] }),
    ],
    [
      'the IRI of a class beside its term',
      ['valid'],
      (one) => Object.assign(one.issuer, { type: ['Profile', `${OB}Profile`] }),
    ],
  ])('is told from %s', async (_, expected, change) => {
    expect(await answer(changed(badge, change))).toEqual(expected)
  })

  it('is told from a class of somebody else’s', async () => {
    const own = await resigned((one) => one.evidence[0].type.push('https://w3id.org/openbadges#Assertion'))
    expect(await answer(own)).toEqual(['valid'])
    const alias = await resigned((one) =>
      Object.assign(one, { type: ['VerifiableCredential', 'AchievementCredential', `${OB}OpenBadgeCredential`] }),
    )
    expect(await answer(alias)).toEqual(['valid'])
  })
})

describe('dates, recipient and evidence of a badge whose shape is open', () => {
  const asked = {
    recipient: { id: 'did:example:somebody-else' },
    evidence: { 'https://files.example/a': new Uint8Array() },
  }

  it.each<[string, (one: Draft) => void]>([
    ['whose end is null', (one) => Object.assign(one, { validUntil: null })],
    [
      'whose end is a value object',
      (one) => Object.assign(one, { validUntil: { '@value': one.validUntil, '@type': XSD_DATE } }),
    ],
    ['whose end is past, and another member null', (one) => Object.assign(one, { awardedDate: null })],
    [
      'whose end is no date, and another member null',
      (one) => Object.assign(one, { awardedDate: null, validUntil: 'never' }),
    ],
  ])('are not judged: %s', async (_, change) => {
    for (const options of [{}, asked]) {
      const report = await verifyCredential(changed(burdened, change), { now: NOW, ...options })
      expect(report.verdict).toBe('indeterminate')
      expect(report.problems.map(({ code }) => code.split('.')[0])).not.toContain('time')
      expect(report.checks).toMatchObject({
        validity: { outcome: 'not-reached' },
        proof: { outcome: 'not-reached' },
        recipient: { outcome: 'recipient' in options ? 'not-reached' : 'not-applicable' },
        evidence: { outcome: 'evidence' in options ? 'not-reached' : 'not-applicable' },
      })
      for (const locale of ['en', 'es']) {
        expect(explain(report, { locale })).toMatch(/could hide an end date|podría ocultar una fecha de fin/)
        expect(explain(report, { locale })).not.toMatch(/no end date|No tiene fecha de fin|ends on|Termina/)
      }
    }
  })

  it('are judged where the shape is closed, good signature or not', async () => {
    expect(await answer(burdened)).toContain('time.expired')
    const edited = changed(burdened, (one) => {
      one.name = 'Another'
    })
    const report = await verifyCredential(edited, { now: NOW, recipient: asked.recipient })
    expect(summaryOf(report)).toEqual(['invalid', 'proof.signature_invalid', 'time.expired', 'recipient.mismatch'])
  })

  it('are judged where the caller opens the shape', async () => {
    const opened = changed(burdened, (one) => Object.assign(one, { awardedDate: null }))
    expect(await answer(opened, { dangerous: { allowOpenShape: true } })).toContain('time.expired')
  })

  it('are not judged in a JWT either', async () => {
    const until = (validUntil: unknown) =>
      jwtOf({ ...draft, validUntil }, issuer.signer, { claims: { exp: undefined } })
    expect(await answer(await until(null))).toEqual(['indeterminate', 'shape.null'])
    expect(await answer(await until('2026-03-02T09:00:00Z'))).toEqual(['invalid', 'time.expired'])
    const report = await verifyJwt(await until(null), { now: NOW })
    expect([report.verdict, report.checks.validity.outcome]).toEqual(['indeterminate', 'not-reached'])
  })
})

describe('the same graph in other JSON', () => {
  it('starts from a badge whose only faults are that it expired and that its list cannot be read', async () => {
    expect(await answer(burdened)).toEqual(['invalid', 'time.expired', 'status.unavailable'])
  })

  it.each<[string, string, (one: Draft) => void]>([
    [
      'an expiry under its IRI',
      'shape.key_not_term',
      (one) => rename(one, 'validUntil', `${CRED}validUntil`, { '@value': one.validUntil, '@type': XSD_DATE }),
    ],
    [
      'a status under its IRI',
      'shape.key_not_term',
      (one) => rename(one, 'credentialStatus', `${CRED}credentialStatus`),
    ],
    [
      'an expiry in an included node',
      'shape.keyword_key',
      (one) => {
        one['@included'] = { id: one.id, type: ['VerifiableCredential'], validUntil: one.validUntil }
        delete one.validUntil
      },
    ],
    [
      'a status in an included node',
      'shape.keyword_key',
      (one) => {
        one['@included'] = { id: one.id, type: ['VerifiableCredential'], credentialStatus: one.credentialStatus }
        delete one.credentialStatus
      },
    ],
    [
      'a status that points back',
      'shape.keyword_key',
      (one) => {
        one['@included'] = { ...one.credentialStatus, '@reverse': { [`${CRED}credentialStatus`]: { id: one.id } } }
        delete one.credentialStatus
      },
    ],
    [
      'an expiry as a typed value',
      'shape.keyword_key',
      (one) => {
        one.validUntil = { '@value': one.validUntil, '@type': XSD_DATE }
      },
    ],
    [
      'an expiry in a list of one',
      'schema.type',
      (one) => {
        one.validUntil = [one.validUntil]
      },
    ],
    [
      'an expiry under a name of an inline context',
      'context.inline',
      (one) => {
        one['@context'].push({ ends: { '@id': `${CRED}validUntil`, '@type': XSD_DATE } })
        rename(one, 'validUntil', 'ends')
      },
    ],
    ['an id as a keyword', 'shape.keyword_key', (one) => rename(one, 'id', '@id')],
    [
      'the types of a result as a keyword',
      'shape.keyword_key',
      (one) => rename(one.credentialSubject.result[0], 'type', '@type'),
    ],
    [
      'a set around evidence',
      'shape.keyword_key',
      (one) => {
        one.evidence = { '@set': one.evidence }
      },
    ],
    [
      'a digest in a second node of one evidence',
      'shape.duplicate_id',
      (one) => {
        const [{ digestMultibase, ...evidence }] = one.evidence
        one.evidence = [evidence, { id: evidence.id, type: evidence.type, digestMultibase }]
      },
    ],
    [
      'criteria with a name of their own',
      'shape.blank_node_id',
      (one) => {
        one.credentialSubject.result[0].id = '_:result'
      },
    ],
    [
      'a member that is null',
      'shape.null',
      (one) => {
        one.awardedDate = null
      },
    ],
  ])('does not hide %s', async (_, code, rewrite) => {
    const rewritten = changed(burdened, rewrite)
    expect((await proofAlone(rewritten)).outcome, 'the signature still fits').toBe('passed')
    const [verdict, ...codes] = await answer(rewritten)
    expect(verdict).not.toBe('valid')
    expect(codes).toContain(code)
  })

  it('hides an expiry only from those who name the danger', async () => {
    const rewritten = changed(burdened, (one) => {
      rename(one, 'validUntil', `${CRED}validUntil`, { '@value': one.validUntil, '@type': XSD_DATE })
      rename(one, 'credentialStatus', `${CRED}credentialStatus`)
    })
    expect((await answer(rewritten))[0]).toBe('indeterminate')
    expect(await answer(rewritten, { dangerous: { allowOpenShape: true } })).toEqual(['valid'])
  })

  it('has no other bundled name for what a check reads', () => {
    const iris = new Map<string, Set<string>>()
    const keywords: string[] = []
    for (const [url, document] of contextSet()) {
      for (const [name, iri] of termsOf(document['@context'], {})) {
        if (iri.startsWith('@') && name !== 'id' && name !== 'type') keywords.push(`${url} ${name}`)
        iris.set(iri, (iris.get(iri) ?? new Set()).add(name))
      }
    }
    const aliased = [...iris.values()].filter((names) => names.size > 1).map((names) => [...names])
    const reserved = new Set<string>(ROOT_MEMBERS)
    expect(
      aliased.filter((names) => names.some((name) => reserved.has(name)) && !names.every((name) => reserved.has(name))),
    ).toEqual([])
    expect(keywords).toEqual([])
  })
})

/** Every term of a context with the IRI or keyword that it stands for; prefixes of the context expanded. */
function termsOf(context: JsonValue | undefined, outer: Draft): [string, string][] {
  if (Array.isArray(context)) return context.flatMap((one) => termsOf(one, outer))
  if (typeof context !== 'object' || context === null) return []
  const entries = Object.entries(context as JsonObject).filter(([name]) => !name.startsWith('@'))
  const prefixes: Draft = {
    ...outer,
    ...Object.fromEntries(entries.filter(([, value]) => /[#/:]$/.test(String(value)))),
  }
  return entries.flatMap(([name, value]) => {
    const id = typeof value === 'object' && value !== null ? (value as JsonObject)['@id'] : value
    const [prefix = '', ...rest] = typeof id === 'string' ? id.split(':') : []
    const iri = prefixes[prefix] === undefined ? String(id) : prefixes[prefix] + rest.join(':')
    const scoped = typeof value === 'object' && value !== null ? (value as JsonObject)['@context'] : undefined
    return [[name, iri] as [string, string], ...termsOf(scoped, prefixes)]
  })
}

describe('what is unusual and good', () => {
  it.each<[string, (one: Draft) => void]>([
    [
      'other order of arrays',
      (one) => {
        one.credentialSubject.achievement.tag.reverse()
        one.credentialSubject.achievement.resultDescription[0].rubricCriterionLevel.reverse()
      },
    ],
    [
      'other order of members',
      (one) => {
        const { id, ...rest } = one
        for (const name of Object.keys(one)) delete one[name]
        Object.assign(one, rest, { id })
      },
    ],
    [
      'single values in place of arrays',
      (one) => {
        one.proof = one.proof[0]
        one.credentialSubject.result = one.credentialSubject.result[0]
        one.credentialSubject.type = one.credentialSubject.type[0]
      },
    ],
    [
      'a name with a language',
      (one) => {
        one.name = { '@value': one.name, '@language': 'en' }
        one.proof = undefined
      },
    ],
    [
      'an endorsement about something else beside it',
      (one) => {
        one.credentialSubject.achievement.image.caption = 'Another caption'
        one.proof = undefined
      },
    ],
  ])('is valid with %s', async (_, rewrite) => {
    const rewritten = changed(badge, rewrite)
    if (rewritten.proof !== undefined) expect((await proofAlone(rewritten)).outcome).toBe('passed')
    const signed = rewritten.proof === undefined ? await signRaw(rewritten, issuer.signer) : rewritten
    expect(await answer(signed)).toEqual(['valid'])
  })

  it('is valid with the other type name, an older context, and VC 1.1', async () => {
    expect(
      await answer(
        await resigned((one) => {
          one.type = ['VerifiableCredential', 'AchievementCredential']
        }),
      ),
    ).toEqual(['valid'])
    const v1 = await resigned((one) => {
      one['@context'] = [
        'https://www.w3.org/2018/credentials/v1',
        'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json',
        'https://w3id.org/security/data-integrity/v2',
      ]
      rename(one, 'validFrom', 'issuanceDate')
      delete one.credentialSubject.achievement.inLanguage
      for (const evidence of one.evidence) delete evidence.digestMultibase
    })
    expect(await answer(v1)).toEqual(['valid'])
  })
})

describe('members of a credential', () => {
  it.each(ROOT_MEMBERS.filter((name) => name !== 'proof'))(
    '"%s" means nothing in evidence, in a subject or in a proof',
    async (name) => {
      const value = name === 'verifiableCredential' ? ['x'] : 'https://cce.example/x'
      for (const put of [
        (one: Draft) => {
          one.evidence[0][name] = value
        },
        (one: Draft) => {
          one.credentialSubject[name] = value
        },
        (one: Draft) => {
          one.credentialSubject.achievement[name] = value
        },
        (one: Draft) => {
          one.issuer[name] = value
        },
        (one: Draft) => {
          one.proof[0][name] = value
        },
      ]) {
        expect(await answer(changed(badge, put))).toEqual(['indeterminate', 'shape.reserved_property'])
      }
    },
  )

  it('do not move into a node that has the id of the badge', async () => {
    const moved = await resigned((one) => {
      one.evidence.push({ id: one.id, type: ['Evidence', 'VerifiableCredential'], validUntil: '2026-03-02T09:00:00Z' })
    })
    expect((await proofAlone(moved)).outcome).toBe('passed')
    expect(await answer(moved)).toEqual(['indeterminate', 'shape.reserved_property'])
  })

  it('do not move into an endorsement that has the id of the badge', async () => {
    const endorsement = (id: string) => ({
      '@context': draft['@context'],
      id,
      type: ['VerifiableCredential', 'EndorsementCredential'],
      name: 'Endorsement',
      issuer: { id: issuer.profile.id, type: ['Profile'] },
      validFrom: draft.validFrom,
      validUntil: '2026-03-02T09:00:00Z',
      credentialSubject: { id: draft.id, type: ['EndorsementSubject'] },
    })
    const own = await resigned((one) => {
      one.endorsement = [endorsement(one.id)]
    })
    expect((await proofAlone(own)).outcome).toBe('passed')
    expect(await answer(own)).toEqual(['indeterminate', 'shape.duplicate_id'])
    const another = await resigned((one) => {
      one.endorsement = [endorsement('urn:example:e')]
    })
    expect(await answer(another)).toEqual(['valid'])
    const twice = await resigned((one) => {
      one.endorsement = [endorsement('urn:example:e'), endorsement('urn:example:e')]
    })
    expect(await answer(twice)).toEqual(['indeterminate', 'shape.duplicate_id'])
    const apart = await resigned((one) => {
      one.endorsement = [endorsement('urn:example:e')]
      one.credentialSubject.achievement.endorsement = [endorsement('urn:example:e')]
    })
    expect(await answer(apart)).toEqual(['valid'])
  })

  it.each([...ROOT_MEMBERS, 'name', 'description', 'image', 'endorsement'])(
    '"%s" means nothing in an endorsement subject',
    async (name) => {
      const endorsement = {
        '@context': draft['@context'],
        id: 'urn:example:e',
        type: ['VerifiableCredential', 'EndorsementCredential'],
        name: 'Endorsement',
        issuer: draft.issuer,
        validFrom: draft.validFrom,
        credentialSubject: { id: draft.id, type: ['EndorsementSubject'], endorsementComment: 'Good' },
      }
      expect(await answer(await signRaw(endorsement, issuer.signer))).toEqual(['valid'])
      const { [name]: _, ...claimed } = { [name]: '' }
      const bad = {
        ...endorsement,
        credentialSubject: { ...endorsement.credentialSubject, ...claimed, [name]: 'https://x.example' },
      }
      expect(await answer({ ...bad, proof: badge.proof })).toEqual(['indeterminate', 'shape.reserved_property'])
      const inside = changed(badge, (one) => {
        one.endorsement = [bad]
      })
      expect((await answer(inside))[0], 'inside a badge').toBe('indeterminate')
    },
  )

  it('may be extensions in an endorsement subject', async () => {
    const context = 'https://ext.example/context.json'
    const contexts = { [context]: { '@context': { standing: 'https://ext.example/vocab#standing' } } }
    const endorsement = {
      '@context': [...draft['@context'], context],
      id: 'urn:example:e',
      type: ['VerifiableCredential', 'EndorsementCredential'],
      name: 'Endorsement',
      issuer: draft.issuer,
      validFrom: draft.validFrom,
      credentialSubject: { id: draft.id, type: ['EndorsementSubject'], standing: 'high' },
    }
    const signed = await signRaw(endorsement, issuer.signer, { contexts: contextSet(contexts) })
    expect(await answer(signed, { documentLoader: createDocumentLoader({ contexts }) })).toEqual(['valid'])
    expect(await answer(signed)).toEqual(['indeterminate', 'context.unknown'])
  })
})

describe('names of members', () => {
  it.each<[string, string, (one: Draft) => void]>([
    [
      'a prefixed name',
      'shape.key_not_term',
      (one) => {
        one['schema:name'] = 'x'
      },
    ],
    [
      'an IRI further in',
      'shape.key_not_term',
      (one) => {
        one.evidence[0]['https://schema.org/name'] = 'x'
      },
    ],
    [
      'an empty name',
      'shape.key_not_term',
      (one) => {
        one[''] = 'x'
      },
    ],
    [
      'a context further in',
      'shape.keyword_key',
      (one) => {
        one.evidence[0]['@context'] = one['@context']
      },
    ],
    [
      'a context in an RDF proof',
      'shape.keyword_key',
      (one) => {
        one.proof[0]['@context'] = ['https://other.example']
      },
    ],
    [
      'a graph',
      'shape.keyword_key',
      (one) => {
        one['@graph'] = []
      },
    ],
    [
      'a nest',
      'shape.keyword_key',
      (one) => {
        one.evidence[0]['@nest'] = {}
      },
    ],
    [
      'a value with an index',
      'shape.keyword_key',
      (one) => {
        one.name = { '@value': 'x', '@index': 'y' }
      },
    ],
    [
      'a blank-node id',
      'shape.blank_node_id',
      (one) => {
        one.credentialSubject.achievement.criteria.id = '_:b0'
      },
    ],
    [
      'a blank-node type',
      'shape.blank_node_id',
      (one) => {
        one.evidence[0].type.push('_:b0')
      },
    ],
    [
      'a null further in',
      'shape.null',
      (one) => {
        one.evidence[0].name = null
      },
    ],
    [
      'a null in an array',
      'shape.null',
      (one) => {
        one.evidence.push(null)
      },
    ],
  ])('are terms: not %s', async (_, code, put) => {
    const report = await verifyCredential(changed(badge, put), { now: NOW })
    expect(summaryOf(report)).toEqual(['indeterminate', code])
    expect(report.checks.proof.outcome).toBe('not-reached')
    expect(report.problems[0]?.pointer).toMatch(/^\//)
  })

  it('apply to a JWT as well', async () => {
    const jwt = await jwtOf({ ...draft, 'schema:name': 'x' }, issuer.signer)
    expect(await answer(jwt)).toEqual(['indeterminate', 'shape.key_not_term'])
  })
})

describe('contexts', () => {
  it.each<[string, readonly string[], (contexts: string[]) => unknown]>([
    ['missing', ['invalid', 'context.order'], () => undefined],
    ['an empty list', ['invalid', 'context.order'], () => []],
    ['in the wrong order', ['invalid', 'context.order'], ([vc, ob]) => [ob, vc]],
    ['without Open Badges', ['invalid', 'context.order'], ([vc]) => [vc]],
    ['inline alone', ['indeterminate', 'context.inline'], () => ({})],
    ['inline among others', ['indeterminate', 'context.inline'], (both) => [...both, {}]],
    ['null', ['indeterminate', 'context.inline'], (both) => [...both, null]],
    ['a list in a list', ['indeterminate', 'context.inline'], (both) => [...both, both]],
    ['not known', ['indeterminate', 'context.unknown'], (both) => [...both, 'https://ext.example/context.json']],
    [
      'of a version that does not exist',
      ['indeterminate', 'context.unknown'],
      ([vc]) => [vc, 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.9.json'],
    ],
  ])('%s', async (_, expected, contexts) => {
    const mutant = changed(draft, (one) => {
      const value = contexts(one['@context'])
      if (value === undefined) delete one['@context']
      else one['@context'] = value
    })
    const [verdict, ...codes] = await answer({ ...mutant, proof: badge.proof })
    expect(verdict).toBe(expected[0])
    expect(codes).toContain(expected[1])
  })

  it('that are not known are needed by name, and by nobody for a JWT, whose signature does not depend on them', async () => {
    const context = 'https://ext.example/context.json'
    const contexts = { [context]: { '@context': { standing: 'https://ext.example/vocab#standing' } } }
    const extended = { ...draft, '@context': [...draft['@context'], context], standing: 'high' }
    const embedded = await signRaw(extended, issuer.signer, { contexts: contextSet(contexts) })
    const report = await verifyCredential(embedded, { now: NOW })
    expect([...summaryOf(report), ...report.needs]).toEqual(['indeterminate', 'context.unknown', context])
    expect(await answer(embedded, { documentLoader: createDocumentLoader({ contexts }) })).toEqual(['valid'])
    const jwt = await verifyCredential(await jwtOf(extended, issuer.signer), { now: NOW })
    expect([...summaryOf(jwt), ...jwt.needs]).toEqual(['valid'])
    expect(remarksOf(jwt.problems)).toContain('context.unknown')
    const jcs = await verifyCredential(await signRaw(extended, issuer.signer, { suite: 'eddsa-jcs-2022' }), {
      now: NOW,
    })
    expect(summaryOf(jcs)).toEqual(['valid'])
    expect(remarksOf(jcs.problems)).toContain('context.unknown')
  })

  it('inline are processed only where the danger is named', async () => {
    const inline = {
      ...draft,
      '@context': [...draft['@context'], { standing: 'https://ext.example/vocab#standing' }],
      standing: 'high',
    }
    const signed = await signRaw(inline, issuer.signer)
    expect(await answer(signed)).toEqual(['indeterminate', 'context.inline'])
    expect(await answer(signed, { dangerous: { allowInlineContexts: true } })).toEqual(['valid'])
  })

  it('of a JCS proof are the first of its badge', async () => {
    const jcs = (contexts: unknown) =>
      signRaw(draft, issuer.signer, { suite: 'eddsa-jcs-2022', members: { '@context': contexts } })
    const [vc, ob] = draft['@context']
    expect(await answer(await jcs([vc, ob]))).toEqual(['valid'])
    const signed = await jcs([vc, ob])
    const later = { ...signed, '@context': [vc, ob, 'https://w3id.org/security/data-integrity/v2'] }
    expect(await answer(later)).toEqual(['valid'])
    for (const contexts of [[ob], [ob, vc], [vc, ob, ob]]) {
      const mutant = changed(signed, (one) => {
        one.proof[0]['@context'] = contexts
      })
      expect(await answer(mutant)).toEqual(['indeterminate', 'shape.keyword_key'])
      expect((await proofAlone(mutant)).outcome).toBe('failed')
    }
  })
})

describe('a term without a definition', () => {
  const misspelt = { ...draft, validUntill: '2026-03-02T09:00:00Z' }

  it('fails an embedded proof, whose signature does not cover it, and is found again', async () => {
    const report = await verifyCredential({ ...badge, validUntill: '2026-03-02T09:00:00Z' }, { now: NOW })
    expect(report.verdict).toBe('invalid')
    expect(report.problems).toContainEqual(
      expect.objectContaining({ code: 'proof.data_loss', pointer: '/validUntill' }),
    )
    expect(report.problems.find(({ code }) => code === 'proof.data_loss')?.hint).toContain('validUntil')
  })

  it('is a warning in a JWT and beside a JCS proof, whose signatures cover it', async () => {
    for (const input of [
      await jwtOf(misspelt, issuer.signer),
      await signRaw(misspelt, issuer.signer, { suite: 'eddsa-jcs-2022' }),
    ]) {
      const report = await verifyCredential(input, { now: NOW })
      expect(summaryOf(report)).toEqual(['valid'])
      expect(remarksOf(report.checks.schema.problems)).toContain('proof.data_loss')
    }
  })
})
