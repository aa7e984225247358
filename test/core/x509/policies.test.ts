import { beforeAll, describe, expect, it } from '@jest/globals';
import { sequence, tlv } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { buildChain } from '#core/x509/build-chain.ts';
import {
  inhibitAnyPolicy,
  policies,
  policyConstraints,
  policyMappings,
  rawExtension,
} from '../../support/path-extensions.ts';
import {
  CA_EXTENSIONS,
  issueCertificate,
  LEAF_EXTENSIONS,
  TEST_NOW,
  type TestCertificate,
  type TestExtension,
  testKey,
  testLeaf,
  testRoot,
} from '../../support/pki.ts';

/** Certificate policies (RFC 5280 §6.1) for a relying party that demands none. */

const [P1, P2, P3] = ['1.2.3.1', '1.2.3.2', '1.2.3.3'] as const;
const ANY = OID.anyPolicy;
const demanded = policyConstraints({ explicit: 0 });

let root: TestCertificate;
beforeAll(async () => {
  root = await testRoot({ name: 'policy-root' });
});

/** What becomes of a path whose CAs, from the anchor down, and whose signer carry these extensions. */
async function judge(cas: readonly (readonly TestExtension[])[], leaf: readonly TestExtension[]): Promise<string> {
  let issuer = root;
  const others: Uint8Array[] = [];
  for (const [depth, extensions] of cas.entries()) {
    const name = `policy-${depth}`;
    issuer = await issueCertificate({
      key: testKey('p-256', name),
      commonName: `TEST ${name}`,
      issuer,
      extensions: [...CA_EXTENSIONS, ...extensions],
    });
    others.push(issuer.der);
  }
  const signer = await testLeaf(issuer, { extensions: [...LEAF_EXTENSIONS, ...leaf] });
  const result = await buildChain({ signer: signer.der, others, anchors: [root.der], at: TEST_NOW });
  return result.kind === 'chain-invalid' ? result.problem : result.kind;
}

describe('where no policy is demanded', () => {
  it.each([
    ['none', [[]], []],
    ['one that nobody above names', [[policies(P1)]], [policies(P2)]],
    ['mapped and inhibited ones', [[policies(P1), policyMappings([P1, P2]), policyConstraints({ mapping: 0 })]], []],
    ['anyPolicy, inhibited', [[policies(ANY), inhibitAnyPolicy(0)]], [policies(ANY)]],
    ['a demand that begins further down', [[policyConstraints({ explicit: 5 })]], []],
  ])('%s', async (_what, cas, leaf) => {
    expect(await judge(cas, leaf)).toBe('trusted');
  });
});

describe('where a CA demands one', () => {
  it.each([
    ['the same all along', [[policies(P1), demanded]], [policies(P1)], true],
    ['one of several', [[policies(P1, P2), demanded]], [policies(P2, P3)], true],
    ['none in the signer', [[policies(P1), demanded]], [], false],
    ['none in the CA', [[demanded]], [policies(P1)], false],
    ['another', [[policies(P1), demanded]], [policies(P2)], false],
    ['any above', [[policies(ANY), demanded]], [policies(P2)], true],
    ['any below', [[policies(P1), demanded]], [policies(ANY)], true],
    ['any below, inhibited', [[policies(P1), demanded, inhibitAnyPolicy(0)]], [policies(ANY)], false],
    ['any below, inhibited later', [[policies(P1), demanded, inhibitAnyPolicy(1)]], [policies(ANY)], true],
    ['mapped', [[policies(P1), demanded, policyMappings([P1, P2])]], [policies(P2)], true],
    ['mapped away', [[policies(P1), demanded, policyMappings([P1, P2])]], [policies(P1)], false],
    ['mapped from any', [[policies(ANY), demanded, policyMappings([P1, P2])]], [policies(P2)], true],
    [
      'mapped twice',
      [
        [policies(P1), policyMappings([P1, P2])],
        [policies(P2), demanded, policyMappings([P2, P3])],
      ],
      [policies(P3)],
      true,
    ],
    [
      'mapped where that is inhibited',
      [
        [policies(P1), policyConstraints({ explicit: 0, mapping: 0 })],
        [policies(P1), policyMappings([P1, P2])],
      ],
      [policies(P2)],
      false,
    ],
    ['a break in the middle', [[policies(P1), demanded], [], []], [policies(P1)], false],
    ['with the next but one', [[policies(P1), policyConstraints({ explicit: 1 })], []], [policies(P1)], false],
    ['in the signer itself', [[]], [demanded], false],
  ] as const)('%s', async (_what, cas, leaf, holds) => {
    expect(await judge(cas, leaf)).toBe(holds ? 'trusted' : 'policy-required');
  });

  it('the anchor’s own demand holds', async () => {
    const anchor = await testRoot({ name: 'policy-anchor', extensions: [...CA_EXTENSIONS, demanded] });
    const of = async (...extensions: readonly TestExtension[]) => {
      const signer = await testLeaf(anchor, { extensions: [...LEAF_EXTENSIONS, ...extensions] });
      const result = await buildChain({ signer: signer.der, others: [], anchors: [anchor.der], at: TEST_NOW });
      return result.kind === 'chain-invalid' ? result.problem : result.kind;
    };
    expect([await of(), await of(policies(P1))]).toEqual(['policy-required', 'trusted']);
  });

  it.each([
    ['trusted', 'TEST policy-0'],
    ['policy-required', 'TEST policy-1'],
  ])('%s: only a CA that did not issue to itself brings the demand nearer (%s)', async (expected, commonName) => {
    const demanding = [...CA_EXTENSIONS, policyConstraints({ explicit: 2 })];
    const upper = { key: testKey('p-256', 'policy-0'), commonName: 'TEST policy-0', issuer: root };
    const issuer = await issueCertificate({ ...upper, extensions: demanding });
    const lower = { key: testKey('p-256', 'policy-lower'), commonName, issuer, extensions: CA_EXTENSIONS };
    const between = await issueCertificate(lower);
    const signer = await testLeaf(between);
    const request = { signer: signer.der, others: [issuer.der, between.der], anchors: [root.der], at: TEST_NOW };
    const result = await buildChain(request);
    expect(result.kind === 'chain-invalid' ? result.problem : result.kind).toBe(expected);
  });
});

it.each([
  ['from anyPolicy', [ANY, P1]],
  ['to anyPolicy', [P1, ANY]],
] as const)('refuses a mapping %s', async (_what, mapping) => {
  expect(await judge([[policies(P1), policyMappings(mapping)]], [])).toBe('policy-mapping-of-any');
});

describe('malformed', () => {
  const many = Array.from({ length: 65 }, (_, index) => `1.2.4.${index}`);
  it.each([
    ['a policy twice', policies(P1, P1)],
    ['more policies than any real one', policies(...many)],
    ['more mappings than any real one', policyMappings(...many.map((id) => [id, P1] as const))],
    ['constraints without one', rawExtension(OID.policyConstraints, sequence())],
    ['a negative number', rawExtension(OID.policyConstraints, sequence(tlv(0x80, Uint8Array.of(0xff))))],
    ['no number', rawExtension(OID.inhibitAnyPolicy, sequence())],
  ])('%s', async (_what, extension) => {
    expect(await judge([[extension]], [])).toBe('certificate-malformed');
  });
});
