import { testLeaf } from '../../../support/pki.ts';
import { keepingEndedSince } from './parts.ts';
import { list, revoking, root, SIGNER, signed, THEN } from './standard-material.ts';
import { ENDED, ENDED_GOOD, ENDED_TOLD_GOOD, REVOKED, trustCases } from './trust-case.ts';

const shortLived = async () => testLeaf(await root(), { serial: SIGNER, notAfter: '2026-02-20T00:00:00Z' });
const during = { thisUpdate: '2026-02-01T00:00:00Z', nextUpdate: '2026-02-25T00:00:00Z' };

/** Signers that have ended, and what is still known of them (EN 319 102-1 §5.2.6.4). */
export const ENDED_SIGNERS = trustCases([
  [
    'ended-list-after',
    'an ended signer, and a list made after its end',
    'RFC 5280 3.3',
    ENDED,
    async () => signed({ signer: await shortLived(), crls: [await list()] }),
  ],
  [
    'ended-list-before',
    'an ended signer, good up to its end',
    'EN 319 102-1 5.2.6.4',
    ENDED_GOOD,
    async () => signed({ signer: await shortLived(), crls: [await list(during)] }),
  ],
  [
    'ended-list-partly',
    'an ended signer, good for a part of its days',
    'EN 319 102-1 5.2.6.4',
    ENDED,
    async () => signed({ signer: await shortLived(), crls: [await list(THEN)] }),
  ],
  [
    'ended-revoked',
    'an ended signer that was revoked before',
    'EN 319 102-1 5.2.6.4',
    REVOKED,
    async () => signed({ signer: await shortLived(), crls: [await list(revoking())] }),
  ],
  [
    'ended-unknown',
    'an ended signer of which nothing is known',
    'EN 319 102-1 5.2.6.4',
    ENDED,
    async () => signed({ signer: await shortLived() }),
  ],
  [
    'ended-kept-on-list',
    'an ended signer, and a later list that keeps what ended since January',
    'ISO/IEC 9594-8 9.5.2.8',
    ENDED_TOLD_GOOD,
    async () =>
      signed({
        signer: await shortLived(),
        crls: [await list({ extensions: [keepingEndedSince('2026-01-01T00:00:00Z')] })],
      }),
  ],
  [
    'ended-kept-since-later',
    'the same, but it keeps only what ended after the signer did',
    'ISO/IEC 9594-8 9.5.2.8',
    ENDED,
    async () =>
      signed({
        signer: await shortLived(),
        crls: [await list({ extensions: [keepingEndedSince('2026-02-25T00:00:00Z')] })],
      }),
  ],
]);
