import { testLeaf } from '../../../support/pki.ts';
import { list, root, SIGNER, STAMPED, saved, stamped, stampList, THEN, tsa } from './standard-material.ts';
import { ENDED_TOLD_GOOD, PASSED, REVOKED, trustCases } from './trust-case.ts';

/** What a time-stamp proves (RFC 3161 §2.4.2, EN 319 102-1 §5.5.4). */
export const TIME_STAMPS = trustCases([
  ['stamp-good', 'a signer that is good', 'EN 319 102-1 5.5.4', PASSED, () => stamped()],
  ['stamp-before-revocation', 'a signer revoked since', 'EN 319 102-1 5.5.4', PASSED, () => saved()],
  ['stamp-none', 'a signer revoked, and no stamp', 'EN 319 102-1 5.5.4', REVOKED, () => saved({}, { stamps: [] })],
  [
    'stamp-after-revocation',
    'a signer revoked before',
    'EN 319 102-1 5.5.4',
    REVOKED,
    () => saved({ at: '2026-02-16T00:00:00Z' }),
  ],
  [
    'stamp-at-revocation',
    'a signer revoked that very second',
    'EN 319 102-1 5.5.4',
    REVOKED,
    () => saved({ at: '2026-02-15T00:00:00Z', accuracySeconds: 0 }),
  ],
  [
    'stamp-second-before',
    'a signer revoked a second after',
    'EN 319 102-1 5.5.4',
    PASSED,
    async () => saved({ at: '2026-02-14T23:59:59Z', accuracySeconds: 0 }, { sealedCrls: await longLists() }),
  ],
  [
    'stamp-accuracy-reaches',
    'the same, and the stamp is exact to two seconds',
    'RFC 3161 2.4.2',
    REVOKED,
    async () => saved({ at: '2026-02-14T23:59:59Z', accuracySeconds: 2 }, { sealedCrls: await longLists() }),
  ],
  [
    'stamp-of-ended',
    'a signer that has ended since',
    'EN 319 102-1 5.5.4',
    PASSED,
    async () =>
      stamped({}, { signer: await testLeaf(await root(), { serial: SIGNER, notAfter: '2026-02-20T00:00:00Z' }) }),
  ],
  [
    'stamp-after-end',
    'a signer that had ended before',
    'EN 319 102-1 5.5.4',
    ENDED_TOLD_GOOD,
    async () => {
      const signer = await testLeaf(await root(), { serial: SIGNER, notAfter: '2026-02-20T00:00:00Z' });
      return stamped(
        { at: '2026-02-21T00:00:00Z' },
        { signer, sealedCrls: [await list({ ...THEN, nextUpdate: '2026-02-25T00:00:00Z' })] },
      );
    },
  ],
  [
    'stamp-before-beginning',
    'a signer whose certificate began later',
    'EN 319 102-1 5.5.4',
    ['TOTAL-FAILED', 'NOT_YET_VALID', 'good'],
    async () =>
      stamped({}, { signer: await testLeaf(await root(), { serial: SIGNER, notBefore: '2026-02-11T00:00:00Z' }) }),
  ],
  [
    'stamp-of-future',
    'a stamp of tomorrow',
    'EN 319 102-1 5.5.4',
    REVOKED,
    () => saved({ at: '2026-03-02T00:00:00Z' }),
  ],
  [
    'stamp-other-imprint',
    'a stamp over something else',
    'RFC 3161 2.4.2',
    REVOKED,
    () => saved({ oddity: 'other-imprint' }),
  ],
  [
    'stamp-other-signer',
    'a stamp that another key signed',
    'RFC 3161 2.4.2',
    REVOKED,
    () => saved({ oddity: 'other-signer' }),
  ],
  [
    'stamp-time-changed',
    'a stamp whose time was changed',
    'RFC 3161 2.4.2',
    REVOKED,
    () => saved({ oddity: 'time-changed' }),
  ],
  ['stamp-sha-1', 'a stamp over a SHA-1', 'TS 119 312 6', REVOKED, () => saved({ oddity: 'sha-1-imprint' })],
  ['stamp-ordering', 'a stamp with the ordering flag', 'RFC 3161 2.4.2', PASSED, () => saved({ oddity: 'ordering' })],
  [
    'stamp-extension',
    'a stamp with extensions',
    'RFC 3161 2.4.2',
    REVOKED,
    () => saved({ oddity: 'extension' }),
    'extensions may change what a token means',
  ],
  [
    'stamp-two',
    'a worthless stamp beside a good one',
    'EN 319 102-1 5.5.4',
    PASSED,
    async () =>
      saved(
        {},
        {
          stamps: [
            { authority: await tsa(), at: '2026-02-09T00:00:00Z', oddity: 'other-imprint' },
            { authority: await tsa(), at: STAMPED },
          ],
        },
      ),
  ],
]);
/** Lists that held up to the 25th. */
async function longLists(): Promise<readonly Uint8Array[]> {
  const held = { ...THEN, nextUpdate: '2026-02-25T00:00:00Z' };
  return [await list(held), await stampList(held)];
}
