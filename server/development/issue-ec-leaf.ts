import type { KeyObject } from 'node:crypto';
import * as pkijs from 'pkijs';
import { OID } from '#core/asn1/oids.ts';
import { leafAttributes } from '../keys/leaf-subject.ts';
import type { DevelopmentCa } from './development-ca.ts';
import { extension, issueEcCertificate, keyUsage } from './ec-certificate.ts';
import type { LeafParts } from './leaf-request.ts';

/** A seal certificate for a key on an elliptic curve, DER. */
export async function issueEcLeaf(ca: DevelopmentCa, key: KeyObject, parts: LeafParts): Promise<Uint8Array> {
  const { serial, notBefore, notAfter, crlAddress } = parts;
  const extensions = [
    keyUsage(DIGITAL_SIGNATURE_AND_NON_REPUDIATION, 6),
    ...(crlAddress === null ? [] : [distributionPoints(crlAddress)]),
  ];
  return issueEcCertificate(ca, {
    key,
    subject: leafAttributes(parts.subject),
    serial,
    notBefore,
    notAfter,
    extensions,
  });
}

const DIGITAL_SIGNATURE_AND_NON_REPUDIATION = 0xc0;
const URI = 6;

function distributionPoints(address: string): pkijs.Extension {
  const point = new pkijs.DistributionPoint({
    distributionPoint: [new pkijs.GeneralName({ type: URI, value: address })],
  });
  const points = new pkijs.CRLDistributionPoints({ distributionPoints: [point] });
  return extension(OID.crlDistributionPoints, false, points.toSchema());
}
