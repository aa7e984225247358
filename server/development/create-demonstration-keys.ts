import { randomBytes } from 'node:crypto';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { addFileKey, type KeyHome } from '../keys/file/add-file-key.ts';
import type { Manufacturer } from '../model/manufacturers/manufacturer.ts';
import type { SharedRecords } from '../ports/shared-records.ts';
import type { SigningAlgorithm } from '../ports/signing-keys.ts';
import type { TrustAnchor } from '../ports/trust-list.ts';
import { createDevelopmentCa, type DevelopmentCa } from './development-ca.ts';
import { DEVELOPMENT_OCSP } from './development-ocsp.ts';
import { createDevelopmentService } from './development-service.ts';
import { DEVELOPMENT_TSA } from './development-tsa.ts';
import { issueLeaf } from './issue-leaf.ts';

type KeyPlaces = {
  readonly shared: SharedRecords;
  readonly authority: string;
  readonly timeStamping: string;
  readonly responder: string;
  readonly keys: string;
};

/** The last key added is the one signed with unless another is asked for: RSA, which every reader understands. */
export const DEMONSTRATION_ALGORITHMS = ['ecdsa-p256-sha256', 'rsa-pkcs1-sha256'] as const;

const LEAF_YEARS = 3;
const random = (count: number) => new Uint8Array(randomBytes(count));

/**
 * Makes a development CA, a time-stamp authority and OCSP responder, and the manufacturer's seal keys.
 * @returns the anchor that vouches for that manufacturer
 */
export async function createDemonstrationKeys(
  folders: KeyPlaces,
  manufacturer: Manufacturer,
  now: IsoInstant,
): Promise<TrustAnchor> {
  const ca = await createDevelopmentCa(folders.authority, { now, randomBytes: random });
  await createDevelopmentService(folders.timeStamping, ca, DEVELOPMENT_TSA, { now, randomBytes: random });
  await createDevelopmentService(folders.responder, ca, DEVELOPMENT_OCSP, { now, randomBytes: random });
  for (const algorithm of DEMONSTRATION_ALGORITHMS)
    await addKey(ca, { shared: folders.shared, folder: folders.keys }, manufacturer, algorithm, now);
  const { code, nameZh, uscc, test, listings, wmis } = manufacturer;
  return {
    id: 'development-ca',
    certificate: ca.certificate,
    manufacturers: [
      { code, nameZh, uscc, test, listings: [...listings], wmis: [...wmis], status: 'active', registry: 'here' },
    ],
    timeStamping: true,
    status: 'active',
    from: null,
    until: null,
  };
}

async function addKey(
  ca: DevelopmentCa,
  home: KeyHome,
  manufacturer: Manufacturer,
  algorithm: SigningAlgorithm,
  now: IsoInstant,
): Promise<void> {
  const notAfter = new Date(now);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + LEAF_YEARS);
  const subject = {
    organization: manufacturer.nameZh,
    uscc: manufacturer.uscc,
    commonName: `${manufacturer.nameEn} – after-sales seal`,
  };
  const request = { subject, algorithm, notBefore: now, notAfter: notAfter.toISOString(), crlAddress: null };
  const leaf = await issueLeaf(ca, request, random);
  const keyId = `${manufacturer.id}-${algorithm}`;
  await addFileKey(home, { ...leaf, manufacturerId: manufacturer.id, keyId, chain: [ca.certificate] }, random);
}
