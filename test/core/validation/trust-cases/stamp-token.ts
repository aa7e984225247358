import { createHash, sign } from 'node:crypto';
import { contextTag, integer, sequence, tlv } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { buildTimeStampToken } from '#core/cms/timestamp/build-time-stamp-token.ts';
import { forgeTimeStamp, type TimeStampRecipe } from '../../../support/cms.ts';
import { testKey } from '../../../support/pki.ts';
import { TEST_POLICY } from '../../../support/tsa.ts';
import { compact } from './parts.ts';
import type { CaseStamp } from './trust-case.ts';

/** The token of a stamp over octets; what is odd about it is made octet by octet. */
export async function stampToken(stamp: CaseStamp, octets: Uint8Array): Promise<Uint8Array> {
  const { authority, others = [], at, accuracySeconds = 1, oddity } = stamp;
  const certificates = [authority.der, ...others.map(({ der }) => der)];
  if (oddity !== undefined) {
    const plain = { tsa: authority, stamped: octets, genTime: compact(at), certificates };
    return forgeTimeStamp({ ...plain, accuracy: sequence(integer(accuracySeconds)), ...ODDITIES[oddity](plain) });
  }
  const parts = {
    imprint: new Uint8Array(createHash('sha256').update(octets).digest()),
    ...{ policy: TEST_POLICY, serial: Uint8Array.of(0x41, 1), nonce: null },
    ...{ genTime: Date.parse(at), accuracySeconds },
  };
  return buildTimeStampToken(parts, {
    algorithm: authority.key.asymmetricKeyType === 'rsa' ? 'rsa-pkcs1-sha256' : 'ecdsa-p256-sha256',
    certificate: authority.der,
    chain: certificates.slice(1),
    sign: async (bytes) => new Uint8Array(sign('sha256', bytes, authority.key)),
  });
}

type Oddity = NonNullable<CaseStamp['oddity']>;

const ODDITIES: Readonly<Record<Oddity, (plain: TimeStampRecipe) => Partial<TimeStampRecipe>>> = {
  'other-imprint': () => ({ stamped: new TextEncoder().encode('something else') }),
  'other-signer': ({ tsa }) => ({ tsa: { ...tsa, key: testKey('p-256', 'cases-stamp-thief') } }),
  'sha-1-imprint': () => ({ imprintDigest: { name: 'sha1', oid: OID.sha1 } }),
  'time-changed': () => ({ forgedGenTime: '20260201000000Z' }),
  // Behind the accuracy, where the flag stands.
  ordering: () => ({ extensions: tlv(0x01, Uint8Array.of(0xff)) }),
  extension: () => ({ extensions: contextTag(1, sequence()) }),
};
