import { beforeAll, describe, expect, test } from '@jest/globals';
import { prepareProofs } from '../../../server/app/proofs/prepare-proofs.ts';
import type { SigningKey } from '../../../server/ports/signing-keys.ts';
import type { TimeStamps } from '../../../server/ports/time-stamps.ts';
import type { TrustAnchor } from '../../../server/ports/trust-list.ts';
import { TEST_NOW, type TestCertificate, testRoot } from '../../support/pki.ts';
import { testTsa } from '../../support/tsa.ts';

let root: TestCertificate;
let tsa: TestCertificate;
beforeAll(async () => {
  root = await testRoot({ name: 'margin-tsa-root' });
  tsa = await testTsa(root, 'margin-tsa', { notAfter: '2026-03-11T08:00:00Z' });
});

const KEY = { certificate: new Uint8Array(), chain: [] } as unknown as SigningKey;

async function prepare(marginDays: number, withoutProof: 'refuse' | 'issue-b-b', until: string | null = null) {
  const timeStamps: TimeStamps = {
    maxBytes: 9_000,
    certificates: async () => [tsa.der, root.der],
    stamp: async () => ({ kind: 'unavailable', detail: 'not asked here' }),
  };
  const anchor: TrustAnchor = {
    ...{ id: 'tsa', certificate: root.der, manufacturers: [], timeStamping: true, status: 'active', from: null, until },
  };
  const revocation = { find: async () => ({ crls: [], ocsps: [] }), kept: async () => ({ crls: [], ocsps: [] }) };
  const deps = { revocation, trustList: { anchors: async () => [anchor] }, timeStamps, marginDays };
  const policy = { level: 'B-T', embedRevocation: false, withoutProof } as const;
  const prepared = await prepareProofs(deps, { key: KEY, policy, at: TEST_NOW });
  if (!prepared.ok) return prepared.problem.code;
  return prepared.value.timeStamps === null ? 'nobody' : 'stamps';
}

describe('a time-stamp authority that ends', () => {
  test.each([
    ['in ten days, where ten are asked for', 10, null, 'stamps'],
    ['in ten days, where eleven are asked for', 11, null, 'time-stamp-ends-too-soon'],
    ['with its anchor on the last day asked for', 4, '2026-03-05', 'stamps'],
    ['with its anchor before that', 5, '2026-03-05', 'time-stamp-ends-too-soon'],
  ] as const)('%s', async (_what, days, until, expected) => {
    expect(await prepare(days, 'refuse', until)).toBe(expected);
  });

  test('stamps all the same where a document may do without: better one that ends than none', async () => {
    expect(await prepare(11, 'issue-b-b')).toBe('stamps');
  });

  test('has ended already: that is another refusal', async () => {
    expect(await prepare(0, 'refuse', '2026-02-27')).toBe('time-stamp-unavailable');
  });
});
