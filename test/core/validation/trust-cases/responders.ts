import { tlv } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import {
  caExtension,
  derExtension,
  purposeExtension,
  testKey,
  testLeaf,
  testRoot,
  usageExtension,
} from '../../../support/pki.ts';
import { answer, answered, NO_CHECK, PURPOSE, RESPONDER, responderOf, signing } from './answers.ts';
import { revokedStatus } from './parts.ts';
import { between, LEAF_WITH_RESPONDER, list, revoking, root, SIGNER, signed, THEN } from './standard-material.ts';
import { PASSED, REVOKED, trustCases, UNKNOWN, UNPROVEN } from './trust-case.ts';
/** Who may answer for an issuer (RFC 6960 §4.2.2.2). */
export const RESPONDERS = trustCases([
  ['responder-appointed', 'a responder that the issuer appointed', 'RFC 6960 4.2.2.2', PASSED, () => answered()],
  ['responder-by-key', 'one named by its key', 'RFC 6960 4.2.1', PASSED, () => answered({}, { byKey: true })],
  [
    'responder-bears-issuer-name',
    'one that bears the name of its issuer',
    'RFC 6960 4.2.1',
    PASSED,
    () => answered({ commonName: 'TEST cases-root' }),
  ],
  [
    'responder-second-of-name',
    'the second of two of one name',
    'RFC 6960 4.2.1',
    PASSED,
    async () => {
      const former = await responderOf({ key: testKey('p-256', 'cases-former-responder'), serial: 71 });
      return answered({}, { certificates: [former, await responderOf()] });
    },
  ],
  [
    'responder-without-purpose',
    'one that is not for answers',
    'RFC 6960 4.2.2.2',
    UNKNOWN,
    () => answered({ extensions: [...signing, NO_CHECK] }),
  ],
  [
    'responder-without-signature-use',
    'one whose key may not sign',
    'RFC 5280 4.2.1.3',
    UNKNOWN,
    () => answered({ extensions: [caExtension(false), usageExtension('keyEncipherment'), PURPOSE, NO_CHECK] }),
  ],
  [
    'responder-of-other-ca',
    'one that another CA appointed',
    'RFC 6960 4.2.2.2',
    UNKNOWN,
    async () => answered({ by: await between() }),
  ],
  [
    'responder-of-other-ca-revokes',
    'the same, and it revokes, beside a good list',
    'RFC 6960 4.2.2.2',
    PASSED,
    async () => ({ ...(await answered({ by: await between() }, { status: revokedStatus(1) })), crls: [await list()] }),
  ],
  [
    'responder-unchecked',
    'one of whom nothing is known',
    'RFC 6960 4.2.2.2.1',
    UNKNOWN,
    () => answered({ extensions: [...signing, PURPOSE] }),
  ],
  [
    'responder-checked',
    'one that the list of the issuer names not',
    'RFC 6960 4.2.2.2.1',
    PASSED,
    async () => ({ ...(await answered({ extensions: [...signing, PURPOSE] })), crls: [await list()] }),
  ],
  [
    'responder-unchecked-revokes',
    'one of whom nothing is known, and it revokes',
    'RFC 6960 4.2.2.2.1',
    REVOKED,
    async () => ({
      ...(await answered({ extensions: [...signing, PURPOSE] }, { status: revokedStatus(1) })),
      crls: [await list(THEN)],
    }),
    'what speaks against is heard from whoever was appointed',
  ],
  [
    'responder-revoked',
    'one that the issuer revoked',
    'RFC 6960 4.2.2.2.1',
    UNKNOWN,
    async () => ({
      ...(await answered()),
      crls: [await list({ ...revoking(1, '2026-02-10T00:00:00Z', RESPONDER), ...THEN })],
    }),
    'the issuer has spoken, although nobody need ask',
  ],
  [
    'responder-ended',
    'one whose certificate had ended when it answered',
    'RFC 6960 4.2.2.2',
    UNKNOWN,
    () => answered({ notAfter: '2026-02-20T00:00:00Z' }),
  ],
  [
    'responder-not-yet',
    'one whose certificate began after it answered',
    'RFC 6960 4.2.2.2',
    UNKNOWN,
    () => answered({ notBefore: '2026-02-28T12:00:00Z' }),
  ],
  [
    'responder-ended-since',
    'one whose certificate has ended since',
    'RFC 6960 4.2.2.2',
    UNPROVEN,
    () => answered({ notAfter: '2026-02-28T12:00:00Z' }),
    'nothing proves that the answer is older than that end',
  ],
  [
    'responder-is-signer',
    'the signer answers for itself',
    'RFC 6960 4.2.2.2',
    UNKNOWN,
    async () => {
      const signer = await testLeaf(await root(), {
        serial: SIGNER,
        extensions: [...LEAF_WITH_RESPONDER, purposeExtension(OID.ocspSigning, OID.documentSigning), NO_CHECK],
      });
      return signed({
        signer,
        ocsps: [await answer({ certificate: signer, responder: signer, certificates: [signer] })],
      });
    },
    'nobody answers for itself, although the issuer appointed it',
  ],
  [
    'responder-stranger-revokes',
    'one that nobody appointed, and it revokes',
    'RFC 6960 4.2.2.2',
    PASSED,
    async () => {
      const stranger = await testRoot({ name: 'cases-stranger' });
      return signed({
        crls: [await list()],
        ocsps: [await answer({ responder: stranger, certificates: [stranger], status: revokedStatus(1) })],
      });
    },
  ],
  [
    'responder-other-key',
    'an answer that another key signed',
    'RFC 6960 3.2',
    UNKNOWN,
    async () => {
      const responder = await responderOf();
      const thief = { ...responder, key: testKey('p-256', 'cases-responder-thief') };
      return signed({ ocsps: [await answer({ responder: thief, certificates: [responder] })] });
    },
  ],
  [
    'responder-unknown-critical',
    'one with a critical extension that nobody knows',
    'RFC 5280 6.1.5 f',
    UNKNOWN,
    () => answered({ extensions: [...signing, PURPOSE, NO_CHECK, derExtension('1.2.3.4', true, tlv(0x05))] }),
  ],
]);
