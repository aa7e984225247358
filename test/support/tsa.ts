/** A time-stamp authority of the test PKI that answers requests over http, as well or as badly as it is told. */
import { sign } from 'node:crypto';
import { octetsOf, readDer, TAG } from '#core/asn1/der.ts';
import { fieldsOf, unsignedOctets } from '#core/asn1/der-values.ts';
import { contextTag, integer, octetString, oid, sequence } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { buildTimeStampToken, type TimeStampParts } from '#core/cms/timestamp/build-time-stamp-token.ts';
import { forgeTimeStamp } from './cms.ts';
import { type CertificateRecipe, purposeExtension, TEST_NOW, type TestCertificate, testKey, testLeaf } from './pki.ts';
import type { Asked, WebAnswer } from './web-server.ts';

export const TEST_POLICY = '1.3.6.1.4.1.32473.1.2';

/** A certificate for time-stamps. */
export function testTsa(
  issuer: TestCertificate,
  name = 'tsa',
  years: Pick<CertificateRecipe, 'notBefore' | 'notAfter'> = {},
): Promise<TestCertificate> {
  const extensions = [{ ...purposeExtension(OID.timeStamping), critical: true }];
  const recipe = { key: testKey('p-256', name), commonName: `TEST ${name}`, subject: {}, extensions };
  return testLeaf(issuer, { ...recipe, ...years });
}

/** A token over a SHA-256, with whatever parts the test wants otherwise. */
export function testToken(
  tsa: TestCertificate,
  imprint: Uint8Array,
  change: Partial<TimeStampParts> = {},
): Promise<Uint8Array> {
  const parts = {
    ...{ imprint, policy: TEST_POLICY, serial: Uint8Array.of(0x41, 1), nonce: null },
    ...{ genTime: Date.parse(TEST_NOW), accuracySeconds: 1 },
    ...change,
  };
  return buildTimeStampToken(parts, {
    algorithm: 'ecdsa-p256-sha256',
    certificate: tsa.der,
    chain: [],
    sign: async (bytes) => new Uint8Array(sign('sha256', bytes, tsa.key)),
  });
}

/** What a request asks for (RFC 3161 §2.4.1), read by the test itself. */
export function readRequest(body: Uint8Array): { readonly imprint: Uint8Array; readonly nonce: Uint8Array } {
  const fields = fieldsOf(readDer(body), 'TimeStampReq');
  fields.next('version');
  const imprint = fieldsOf(fields.next('messageImprint'), 'MessageImprint');
  imprint.next('hashAlgorithm');
  const hashedMessage = octetsOf(imprint.next('hashedMessage'));
  fields.optional(TAG.oid);
  return { imprint: hashedMessage, nonce: unsignedOctets(fields.next('nonce')) };
}

/** Answers a request with a token, changed as the test says. */
export function answerWith(tsa: TestCertificate, change: Partial<TimeStampParts> = {}) {
  return async ({ body }: Asked): Promise<WebAnswer> => {
    const { imprint, nonce } = readRequest(body);
    const token = await testToken(tsa, imprint, { nonce, ...change });
    return { status: 200, octets: sequence(sequence(integer(0)), token) };
  };
}

/** A statement of a qualified authority (EN 319 422, 9.1): esi4-qtstStatement-1, not critical. */
const QUALIFIED = contextTag(
  1,
  sequence(oid('1.3.6.1.5.5.7.1.3'), octetString(sequence(sequence(oid('0.4.0.19422.1.1'))))),
);

/** Answers as a qualified authority does, with an extension in what it says, and the fraction of its time in full. */
export function answerAsQualified(tsa: TestCertificate, now: () => string) {
  return async ({ body }: Asked): Promise<WebAnswer> => {
    const { imprint, nonce } = readRequest(body);
    const genTime = `${now().replace(/\D/g, '').slice(0, 14)}.000Z`;
    const token = forgeTimeStamp({ tsa, stamped: new Uint8Array(), imprint, nonce, genTime, extensions: QUALIFIED });
    return { status: 200, octets: sequence(sequence(integer(0)), token) };
  };
}
