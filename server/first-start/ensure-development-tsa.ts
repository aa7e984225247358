import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { IsoInstant } from '../domain/calendar.ts';
import { openDevelopmentCa } from '../keys/development-ca.ts';
import { createDevelopmentTsa, hasDevelopmentTsa } from '../keys/development-tsa.ts';
import { readTrustFile, saveTrustAnchor } from '../keys/trust-file.ts';
import { equalBytes } from '../pki/bytes.ts';

type Folders = { readonly authority: string; readonly timeStamping: string; readonly trust: string };

const ANCHOR_FILE = 'development-ca.json';

/**
 * Gives an install that trusts its own development CA a time-stamp authority under it, where it has none: installs made
 * by former versions have none. The anchor is told first, so that no time-stamp comes from an authority it does not
 * vouch for. True when this call made it.
 */
export async function ensureDevelopmentTsa(folders: Folders, now: IsoInstant): Promise<boolean> {
  const anchorFile = path.join(folders.trust, ANCHOR_FILE);
  if (hasDevelopmentTsa(folders.timeStamping) || !existsSync(anchorFile)) return false;
  const ca = openDevelopmentCa(folders.authority);
  const anchor = readTrustFile(anchorFile);
  if (ca === null || !equalBytes(anchor.certificate, ca.certificate)) return false;
  if (!anchor.timeStamping) saveTrustAnchor(folders.trust, { ...anchor, timeStamping: true });
  const randomOctets = (count: number) => new Uint8Array(randomBytes(count));
  await createDevelopmentTsa(folders.timeStamping, ca, { now, randomBytes: randomOctets });
  return true;
}
