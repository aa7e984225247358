import { tlv } from '#core/asn1/der-write.ts';
import { testLeaf, testRoot } from '../../../support/pki.ts';
import { ARCHIVE_CUTOFF, alone, answer, EXTENDED_REVOKE, SHA256, shortLived } from './answers.ts';
import { answerExtensions, generalized, invalidSince, revokedStatus, UNKNOWN_STATUS } from './parts.ts';
import { between, list, revoking, root, signed, signedBelow, stamped, stampList } from './standard-material.ts';
import { ENDED, ENDED_TOLD_GOOD, PASSED, REVOKED, trustCases, UNKNOWN } from './trust-case.ts';
/** Answers: what they say, and until when they speak (RFC 6960). */
export const OCSP = trustCases([
  ['ocsp-by-issuer', 'the issuer itself', 'RFC 6960 4.2.2.2', PASSED, () => alone({})],
  ['ocsp-by-issuer-key', 'the issuer itself, named by its key', 'RFC 6960 4.2.1', PASSED, () => alone({ byKey: true })],
  ['ocsp-revoked', 'revoked', 'RFC 6960 2.2', REVOKED, () => alone({ status: revokedStatus(1) })],
  [
    'ocsp-revoked-no-reason',
    'revoked without a reason',
    'RFC 6960 4.2.1',
    REVOKED,
    () => alone({ status: revokedStatus(null) }),
  ],
  ['ocsp-hold', 'on hold', 'RFC 6960 2.2', UNKNOWN, () => alone({ status: revokedStatus(6) })],
  ['ocsp-unknown', 'unknown', 'RFC 6960 2.2', UNKNOWN, () => alone({ status: UNKNOWN_STATUS })],
  [
    'ocsp-extended-revoke',
    'a certificate that was never issued',
    'RFC 6960 2.2',
    UNKNOWN,
    () =>
      alone({
        status: revokedStatus(6, '1970-01-01T00:00:00Z'),
        extensions: answerExtensions([EXTENDED_REVOKE, tlv(0x05)]),
      }),
  ],
  ['ocsp-sha256-id', 'the certificate named by SHA-256', 'RFC 6960 4.1.1', PASSED, () => alone({ idDigest: SHA256 })],
  [
    'ocsp-other-certificate',
    'an answer about another certificate',
    'RFC 6960 3.2',
    UNKNOWN,
    async () => alone({ certificate: await testLeaf(await root(), { serial: 71 }) }),
  ],
  [
    'ocsp-other-issuer',
    'an answer for another issuer of the same name',
    'RFC 6960 3.2',
    UNKNOWN,
    async () => {
      const impostor = await testRoot({ name: 'cases-impostor', commonName: 'TEST cases-root' });
      return alone({ issuer: impostor });
    },
  ],
  [
    'ocsp-stale',
    'an answer that is out of date',
    'RFC 6960 3.2',
    UNKNOWN,
    () => alone({ thisUpdate: '20260201000000Z', nextUpdate: '20260202000000Z' }),
  ],
  [
    'ocsp-stale-revokes',
    'one that is out of date and revokes, beside a fresh one',
    'RFC 5280 5.3.1',
    REVOKED,
    async () =>
      signed({
        ocsps: [
          await answer(),
          await answer({ status: revokedStatus(1), thisUpdate: '20260216000000Z', nextUpdate: '20260217000000Z' }),
        ],
      }),
  ],
  [
    'ocsp-future',
    'an answer of next month',
    'RFC 6960 3.2',
    UNKNOWN,
    () => alone({ thisUpdate: '20260401000000Z', nextUpdate: '20260407000000Z' }),
  ],
  [
    'ocsp-without-next',
    'an answer that does not say when the next one comes',
    'RFC 6960 4.2.2.1',
    UNKNOWN,
    () => alone({ nextUpdate: null }),
    'newer information is always there then, so that this is of its own moment only',
  ],
  [
    'ocsp-older-than-list',
    'good, and a newer list that revokes',
    'RFC 5280 6.3.3',
    REVOKED,
    async () => signed({ crls: [await list(revoking())], ocsps: [await answer({ thisUpdate: '20260214000000Z' })] }),
  ],
  [
    'ocsp-newer-than-list',
    'good, and an older list that revokes',
    'RFC 5280 5.3.1',
    REVOKED,
    async () =>
      signed({ crls: [await list({ ...revoking(), thisUpdate: '2026-02-16T00:00:00Z' })], ocsps: [await answer()] }),
    'a revocation is for good, whatever says otherwise later',
  ],
  [
    'ocsp-lifts-hold',
    'good, and an older list that holds',
    'RFC 5280 5.3.1',
    PASSED,
    async () =>
      signed({ crls: [await list({ ...revoking(6), thisUpdate: '2026-02-16T00:00:00Z' })], ocsps: [await answer()] }),
  ],
  [
    'ocsp-hold-after-good',
    'a hold that is out of date, beside an older answer',
    'EN 319 102-1 5.2.5',
    UNKNOWN,
    async () =>
      signed({
        crls: [await list({ ...revoking(6), thisUpdate: '2026-02-16T00:00:00Z', nextUpdate: '2026-02-17T00:00:00Z' })],
        ocsps: [await answer({ thisUpdate: '20260214000000Z' })],
      }),
  ],
  [
    'ocsp-unknown-critical',
    'a critical extension that nobody knows',
    'RFC 6960 4.4',
    UNKNOWN,
    () => alone({ extensions: answerExtensions(['1.2.3.4', tlv(0x05), true]) }),
  ],
  [
    'ocsp-unknown-critical-revokes',
    'the same, and revoked, beside a list that is good',
    'RFC 6960 4.4',
    REVOKED,
    async () =>
      signed({
        crls: [await list()],
        ocsps: [await answer({ status: revokedStatus(1), extensions: answerExtensions(['1.2.3.4', tlv(0x05), true]) })],
      }),
  ],
  [
    'ocsp-archive-cutoff',
    'an ended signer, and an answer kept since January',
    'RFC 6960 4.4.4',
    ENDED_TOLD_GOOD,
    async () => {
      const signer = await shortLived();
      const singleExtensions = answerExtensions([ARCHIVE_CUTOFF, generalized('2026-01-01T00:00:00Z')]);
      return signed({ signer, ocsps: [await answer({ certificate: signer, singleExtensions })] });
    },
  ],
  [
    'ocsp-archive-cutoff-later',
    'an ended signer, and an answer kept since after its end',
    'RFC 6960 4.4.4',
    ENDED,
    async () => {
      const signer = await shortLived();
      const singleExtensions = answerExtensions([ARCHIVE_CUTOFF, generalized('2026-02-25T00:00:00Z')]);
      return signed({ signer, ocsps: [await answer({ certificate: signer, singleExtensions })] });
    },
  ],
  [
    'ocsp-after-end',
    'an ended signer, and a later answer',
    'RFC 6960 4.4.4',
    ENDED,
    async () => {
      const signer = await shortLived();
      return signed({ signer, ocsps: [await answer({ certificate: signer })] });
    },
  ],
  [
    'ocsp-invalid-before-stamp',
    'revoked after the stamp, and lost before it',
    'RFC 5280 5.3.2',
    REVOKED,
    async () => {
      const extension = invalidSince('2026-02-05T00:00:00Z');
      const singleExtensions = answerExtensions([extension.oid, generalized('2026-02-05T00:00:00Z')]);
      return stamped(
        {},
        { ocsps: [await answer({ status: revokedStatus(1), singleExtensions })], crls: [await stampList()] },
      );
    },
    "what was signed after the loss may be a thief's",
  ],
  [
    'ocsp-below-ca',
    'an answer of the CA between, and a list for it',
    'RFC 6960 4.2.2.2',
    PASSED,
    async () => {
      const material = await signedBelow();
      const issuer = await between();
      return {
        ...material,
        crls: [await list()],
        ocsps: [await answer({ responder: issuer, issuer, certificate: material.signer })],
      };
    },
  ],
]);
