import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { z } from 'zod';
import { OID } from '#core/asn1/oids.ts';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { DevelopmentCa } from './development-ca.ts';
import { authorityKeyIdentifier, caWebKey } from './ec-certificate.ts';

/** How long a list of the development CA is good for. */
const VALID_DAYS = 7;
const DAY_MS = 86_400_000;
/** What a development CA has revoked, in its own folder; written by the operator, read again for every list and answer. */
export const DEVELOPMENT_REVOKED_FILE = 'revoked.json';
/** Under this name the list of a development CA is among those of all instances. */
export const DEVELOPMENT_LIST = 'development-ca';

const REVOKED = z.array(
  z.strictObject({
    serialNumber: z.string().regex(/^([0-9A-F]{2})+$/),
    at: z.iso.datetime(),
    reason: z.int().min(0).max(10),
  }),
);
/** One revoked certificate: upper-case hex serial number, when, and the code of RFC 5280 §5.3.1. */
export type RevokedCertificate = z.infer<typeof REVOKED>[number];

/** All that the development CA of a folder has revoked: its lists, and the answers of its OCSP responder, are made from it. */
export function revokedDevelopmentCertificates(folder: string): readonly RevokedCertificate[] {
  const file = path.join(folder, DEVELOPMENT_REVOKED_FILE);
  return existsSync(file) ? REVOKED.parse(JSON.parse(readFileSync(file, 'utf8'))) : [];
}

/** Signs a fresh revocation list (RFC 5280 §5) with the development CA. Good for seven days. Gives when the next one is due. */
export async function signDevelopmentCrl(
  ca: DevelopmentCa,
  now: IsoInstant,
): Promise<{ readonly der: Uint8Array; readonly nextUpdate: IsoInstant }> {
  const nextUpdate = new Date(Date.parse(now) + VALID_DAYS * DAY_MS);
  return { der: await signCrl(ca, new Date(now), nextUpdate), nextUpdate: nextUpdate.toISOString() };
}

async function signCrl(ca: DevelopmentCa, thisUpdate: Date, nextUpdate: Date): Promise<Uint8Array> {
  const issuer = pkijs.Certificate.fromBER(ca.certificate.slice());
  const crl = new pkijs.CertificateRevocationList();
  crl.version = 1;
  crl.issuer = issuer.subject;
  crl.thisUpdate = new pkijs.Time({ value: thisUpdate });
  crl.nextUpdate = new pkijs.Time({ value: nextUpdate });
  const revoked = revokedDevelopmentCertificates(ca.folder).map(crlEntry);
  // RFC 5280 §5.1.2.6: an empty list is left out.
  if (revoked.length > 0) crl.revokedCertificates = revoked;
  crl.crlExtensions = new pkijs.Extensions({ extensions: [authorityKeyIdentifier(issuer), crlNumber(thisUpdate)] });
  await crl.sign(caWebKey(ca), 'SHA-256');
  return new Uint8Array(crl.toSchema(true).toBER(false));
}

/** Numbers must rise with every list (RFC 5280 §5.2.3): the time of issue in milliseconds does. */
function crlNumber(thisUpdate: Date): pkijs.Extension {
  const number = asn1js.Integer.fromBigInt(BigInt(thisUpdate.getTime()));
  return new pkijs.Extension({ extnID: OID.crlNumber, critical: false, extnValue: number.toBER(false) });
}

function crlEntry({ serialNumber, at, reason }: RevokedCertificate): pkijs.RevokedCertificate {
  const code = new asn1js.Enumerated({ value: reason }).toBER(false);
  return new pkijs.RevokedCertificate({
    userCertificate: asn1js.Integer.fromBigInt(BigInt(`0x${serialNumber}`)),
    revocationDate: new pkijs.Time({ value: new Date(at) }),
    crlEntryExtensions: new pkijs.Extensions({
      extensions: [new pkijs.Extension({ extnID: OID.reasonCode, critical: false, extnValue: code })],
    }),
  });
}
