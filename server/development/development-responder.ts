import { type KeyObject, sign } from 'node:crypto';
import { equalBytes, hex } from '#core/bytes/bytes.ts';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { buildOcspResponse } from '#core/revocation/ocsp-response.ts';
import { NO_MATERIAL } from '#core/validation/validation.ts';
import { type Certificate, readCertificate } from '#core/x509/certificate.ts';
import { isIssuedBy } from '#core/x509/is-issued-by.ts';
import type { Clock } from '../ports/clock.ts';
import type { RevocationSource } from '../ports/revocation-source.ts';

/** A certificate that the CA has revoked: serial number in hex, since when, and the code of RFC 5280 §5.3.1. */
export type Revoked = { readonly serialNumber: string; readonly at: IsoInstant; readonly reason: number };

export type DevelopmentResponderOptions = {
  /** On P-256, with its certificate in DER. */
  readonly key: KeyObject;
  readonly certificate: Uint8Array;
  /** DER of the CA that appointed it, and whose certificates it answers for. */
  readonly issuer: Uint8Array;
  /** All that the CA has revoked: the same that its lists are made from. */
  readonly revoked: () => readonly Revoked[];
  readonly clock: Clock;
};

const HOUR_MS = 3_600_000;
/** Validity of an answer. */
const VALID_MS = 24 * HOUR_MS;
/** How long it is given again, unless the CA says something else meanwhile. */
const REPEATED_MS = HOUR_MS;
/** Certificates of which an answer is remembered. */
const MAX_REMEMBERED = 1_000;

type Given = {
  readonly asOf: number;
  readonly revocation: Revoked | null;
  /** Null where its CA has not signed the certificate. */
  readonly answer: Promise<Uint8Array | null>;
};

/**
 * A TEST OCSP responder in this process, without the network. It answers for certificates that its CA has signed, and for no
 * others.
 */
export function openDevelopmentResponder(options: DevelopmentResponderOptions): RevocationSource {
  const remembered = new Map<string, Given>();
  return {
    kept: async () => NO_MATERIAL,
    find: async ({ certificate, issuer }) => {
      if (!equalBytes(issuer, options.issuer)) return NO_MATERIAL;
      const key = hex(certificate);
      const asOf = Date.parse(options.clock.now());
      const revocation = revocationOf(readCertificate(certificate), options.revoked());
      const known = remembered.get(key);
      const given = known !== undefined && isStillTrue(known, { asOf, revocation }) ? known : null;
      const current = given ?? { asOf, revocation, answer: answerAbout(certificate, { asOf, revocation }, options) };
      if (remembered.size >= MAX_REMEMBERED) remembered.clear();
      remembered.set(key, current);
      const answer = await current.answer;
      return answer === null ? NO_MATERIAL : { crls: [], ocsps: [answer] };
    },
  };
}

type Known = Pick<Given, 'asOf' | 'revocation'>;

/** Whether what was answered before is recent, and what the CA says today. */
function isStillTrue(given: Given, { asOf, revocation }: Known): boolean {
  const age = asOf - given.asOf;
  if (age < 0 || age >= REPEATED_MS) return false;
  return revocation?.at === given.revocation?.at && revocation?.reason === given.revocation?.reason;
}

async function answerAbout(
  certificate: Uint8Array,
  { asOf, revocation }: Known,
  { issuer, key, certificate: responder }: DevelopmentResponderOptions,
): Promise<Uint8Array | null> {
  if (!(await isIssuedBy(readCertificate(certificate), readCertificate(issuer)))) return null;
  const said = revocation === null ? null : { revokedAt: Date.parse(revocation.at), reason: revocation.reason };
  return buildOcspResponse(
    { certificate, issuer, revocation: said, thisUpdate: asOf, nextUpdate: asOf + VALID_MS },
    {
      algorithm: 'ecdsa-p256-sha256',
      certificate: responder,
      sign: async (bytes) => new Uint8Array(sign('sha256', bytes, key)),
    },
  );
}

function revocationOf({ serial }: Certificate, revoked: readonly Revoked[]): Revoked | null {
  const number = BigInt(`0x${hex(serial)}`);
  return revoked.find(({ serialNumber }) => BigInt(`0x${serialNumber}`) === number) ?? null;
}
