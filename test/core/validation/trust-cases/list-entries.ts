import { deltaOf, entryOf, invalidSince, unknownExtension } from './parts.ts';
import { between, list, OLDER, revoking, SIGNER, signed, stamped, stampList } from './standard-material.ts';
import { PASSED, REVOKED, trustCases, UNKNOWN } from './trust-case.ts';

const HOLD = 6;
const REMOVED = 8;
const entry = (reason: number, at: string, serial = SIGNER) => ({ serial, at, reason });

/** Entries, holds and delta lists (RFC 5280 §5.3, §5.2.4). */
export const LIST_ENTRIES = trustCases([
  [
    'entry-twice',
    'two entries, first a hold and then a compromise',
    'RFC 5280 5.1.2.6',
    REVOKED,
    async () =>
      signed({
        crls: [await list({ revoked: [entry(HOLD, '2026-02-10T00:00:00Z'), entry(1, '2026-02-15T00:00:00Z')] })],
      }),
  ],
  [
    'entry-twice-removed',
    'two entries, of which one is a removal',
    'RFC 5280 5.3.1',
    REVOKED,
    async () =>
      signed({
        crls: [await list({ revoked: [entry(REMOVED, '2026-02-10T00:00:00Z'), entry(1, '2026-02-15T00:00:00Z')] })],
      }),
  ],
  [
    'entry-negative-beside',
    'a negative serial number beside it',
    'RFC 5280 4.1.2.2',
    REVOKED,
    async () =>
      signed({
        crls: [await list({ revoked: [entry(1, '2026-02-10T00:00:00Z', -5), entry(1, '2026-02-15T00:00:00Z')] })],
      }),
  ],
  [
    'entry-negative-elsewhere',
    'a negative serial number of somebody else',
    'RFC 5280 4.1.2.2',
    PASSED,
    async () => signed({ crls: [await list({ revoked: [entry(1, '2026-02-10T00:00:00Z', -5)] })] }),
  ],
  [
    'entry-zero-elsewhere',
    'the serial number 0 of somebody else',
    'RFC 5280 4.1.2.2',
    PASSED,
    async () => signed({ crls: [await list({ revoked: [entry(1, '2026-02-10T00:00:00Z', 0)] })] }),
  ],
  [
    'entry-reason-7',
    'a reason that has no meaning',
    'RFC 5280 5.3.1',
    REVOKED,
    async () => signed({ crls: [await list(revoking(7))] }),
  ],
  [
    'entry-no-reason',
    'no reason',
    'RFC 5280 5.3.1',
    REVOKED,
    async () => signed({ crls: [await list({ revoked: [{ serial: SIGNER, at: '2026-02-15T00:00:00Z' }] })] }),
  ],
  [
    'entry-unknown-critical',
    'its entry has a critical extension that nobody knows',
    'RFC 5280 5.3',
    REVOKED,
    async () =>
      signed({
        crls: [
          await list({ revoked: [{ ...entry(1, '2026-02-15T00:00:00Z'), extensions: [unknownExtension(true)] }] }),
        ],
      }),
  ],
  [
    'entry-unknown-critical-elsewhere',
    'the entry of somebody else has one',
    'RFC 5280 5.3',
    UNKNOWN,
    async () =>
      signed({
        crls: [
          await list({ revoked: [{ ...entry(1, '2026-02-15T00:00:00Z', 77), extensions: [unknownExtension(true)] }] }),
        ],
      }),
  ],
  [
    'entry-to-come',
    'a revocation that is still to come',
    'EN 319 102-1 5.5.4',
    PASSED,
    async () => signed({ crls: [await list(revoking(4, '2026-05-01T00:00:00Z'))] }),
  ],
  [
    'entry-invalid-before-stamp',
    'revoked after the stamp, and lost before it',
    'RFC 5280 5.3.2',
    REVOKED,
    async () => {
      const extensions = [invalidSince('2026-02-05T00:00:00Z')];
      const lost = await list({ revoked: [{ ...entry(1, '2026-02-15T00:00:00Z'), extensions }] });
      return stamped({}, { crls: [lost, await stampList()] });
    },
    "what was signed after the loss may be a thief's; EN 319 102-1 asks the date of revocation only",
  ],
  [
    'entry-invalid-after-stamp',
    'lost after the stamp',
    'RFC 5280 5.3.2',
    PASSED,
    async () => {
      const extensions = [invalidSince('2026-02-12T00:00:00Z')];
      const lost = await list({ revoked: [{ ...entry(1, '2026-02-15T00:00:00Z'), extensions }] });
      return stamped({}, { crls: [lost, await stampList()] });
    },
  ],
  [
    'hold',
    'a hold in force',
    'EN 319 102-1 5.2.6.4',
    UNKNOWN,
    async () => signed({ crls: [await list(revoking(HOLD))] }),
  ],
  [
    'hold-lifted',
    'a hold that a newer list lifts',
    'RFC 5280 5.3.1',
    PASSED,
    async () => signed({ crls: [await list(), await list({ ...revoking(HOLD), thisUpdate: '2026-02-16T00:00:00Z' })] }),
  ],
  [
    'hold-after-good',
    'a hold that is newer than a fresh list',
    'RFC 5280 5.3.1',
    UNKNOWN,
    async () => signed({ crls: [await list(), await list({ ...revoking(HOLD), thisUpdate: '2026-02-28T12:00:00Z' })] }),
  ],
  [
    'hold-then-revoked',
    'a hold that became a revocation',
    'RFC 5280 5.3.1',
    REVOKED,
    async () =>
      signed({
        crls: [await list(revoking(1)), await list({ ...revoking(HOLD), thisUpdate: '2026-02-16T00:00:00Z' })],
      }),
  ],
  [
    'delta-alone',
    'a delta list alone',
    'RFC 5280 5.2.4',
    UNKNOWN,
    async () => signed({ crls: [await list({ extensions: [deltaOf(1)] })] }),
  ],
  [
    'delta-revokes',
    'a delta list that revokes what its base does not',
    'RFC 5280 5.2.4',
    REVOKED,
    async () => signed({ crls: [await list(), await list({ ...revoking(), extensions: [deltaOf(1)] })] }),
  ],
  [
    'delta-of-other-base',
    'a delta list of another base that revokes',
    'RFC 5280 5.2.4',
    REVOKED,
    async () => signed({ crls: [await list(), await list({ ...revoking(), extensions: [deltaOf(9)] })] }),
    'a base that is not here may not hide a revocation',
  ],
  [
    'delta-removes-nothing',
    'a delta list that removes what its base does not name',
    'RFC 5280 5.3.1',
    PASSED,
    async () => signed({ crls: [await list(), await list({ ...revoking(REMOVED), extensions: [deltaOf(1)] })] }),
  ],
  [
    'delta-lifts-hold',
    'a delta list that lifts the hold of its base',
    'RFC 5280 5.2.4',
    UNKNOWN,
    async () =>
      signed({
        crls: [
          await list(revoking(HOLD)),
          await list({ ...revoking(REMOVED), thisUpdate: '2026-02-28T12:00:00Z', extensions: [deltaOf(1)] }),
        ],
      }),
    'delta lists are not put together with their base: only a complete list lifts a hold',
  ],
  [
    'entry-of-other-issuer',
    'its serial number, of another issuer in an indirect list',
    'RFC 5280 5.3.3',
    PASSED,
    async () =>
      signed({
        crls: [
          await list(),
          await list({
            revoked: [{ ...entry(1, '2026-02-15T00:00:00Z'), extensions: [entryOf(await between())] }],
            thisUpdate: OLDER,
          }),
        ],
      }),
  ],
]);
