import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { equalBytes } from '#core/bytes/bytes.ts';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { type DevelopmentCa, openDevelopmentCa } from '../../development/development-ca.ts';
import { DEVELOPMENT_OCSP } from '../../development/development-ocsp.ts';
import { createDevelopmentService, hasDevelopmentService } from '../../development/development-service.ts';
import { DEVELOPMENT_TSA } from '../../development/development-tsa.ts';
import { readTrustFile, saveTrustAnchor } from '../../stores/trust/trust-file.ts';

type Folders = {
  readonly authority: string;
  readonly timeStamping: string;
  readonly responder: string;
  readonly trust: string;
};

const ANCHOR_FILE = 'development-ca.json';

/**
 * Gives an install that trusts its own development CA the services under it that it lacks: installs made by former versions
 * have no time-stamp authority, or no OCSP responder. Gives what this call made, in words for a person.
 */
export async function ensureDevelopmentServices(folders: Folders, now: IsoInstant): Promise<readonly string[]> {
  const missing = [
    { folder: folders.timeStamping, kind: DEVELOPMENT_TSA, words: 'TEST time-stamp authority' },
    { folder: folders.responder, kind: DEVELOPMENT_OCSP, words: 'TEST OCSP responder' },
  ].filter(({ folder, kind }) => !hasDevelopmentService(folder, kind));
  const ca = missing.length === 0 ? null : trustedDevelopmentCa(folders);
  if (ca === null) return [];
  for (const { folder, kind } of missing) {
    // The anchor is told first, so that no time-stamp comes from an authority that it does not vouch for.
    if (kind === DEVELOPMENT_TSA) vouchForTimeStamps(folders.trust);
    await createDevelopmentService(folder, ca, kind, {
      now,
      randomBytes: (count) => new Uint8Array(randomBytes(count)),
    });
  }
  return missing.map(({ words }) => words);
}

/** The development CA, where the install has one and trusts it. */
function trustedDevelopmentCa({ authority, trust }: Folders): DevelopmentCa | null {
  const anchorFile = path.join(trust, ANCHOR_FILE);
  if (!existsSync(anchorFile)) return null;
  const ca = openDevelopmentCa(authority);
  if (ca === null || !equalBytes(readTrustFile(anchorFile).certificate, ca.certificate)) return null;
  return ca;
}

function vouchForTimeStamps(trust: string): void {
  const anchor = readTrustFile(path.join(trust, ANCHOR_FILE));
  if (!anchor.timeStamping) saveTrustAnchor(trust, { ...anchor, timeStamping: true });
}
