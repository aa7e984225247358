import { randomBytes } from 'node:crypto';
import { equalBytes } from '#core/bytes/bytes.ts';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { openDevelopmentCa } from '../../development/development-ca.ts';
import { DEVELOPMENT_OCSP } from '../../development/development-ocsp.ts';
import { createDevelopmentService, hasDevelopmentService } from '../../development/development-service.ts';
import { DEVELOPMENT_TSA } from '../../development/development-tsa.ts';
import { dataPaths, type InstallOptions } from '../install-options.ts';
import { putOwnAnchors, readOwnAnchors } from './own-anchors.ts';

const ANCHOR = 'development-ca';

/**
 * Gives an install that trusts its own development CA the services under it that it lacks: installs made by former versions
 * have no time-stamp authority, or no OCSP responder. Gives what this call made, in words for a person.
 */
export async function ensureDevelopmentServices(
  options: Pick<InstallOptions, 'data' | 'mongo'>,
  now: IsoInstant,
): Promise<readonly string[]> {
  const paths = dataPaths(options.data);
  const missing = [
    { folder: paths.timeStamping, kind: DEVELOPMENT_TSA, words: 'TEST time-stamp authority' },
    { folder: paths.responder, kind: DEVELOPMENT_OCSP, words: 'TEST OCSP responder' },
  ].filter(({ folder, kind }) => !hasDevelopmentService(folder, kind));
  const ca = missing.length === 0 ? null : openDevelopmentCa(paths.authority);
  if (ca === null) return [];
  const clock = { now: () => now };
  const anchor = (await readOwnAnchors(options, clock)).find(({ id }) => id === ANCHOR);
  if (anchor === undefined || !equalBytes(anchor.certificate, ca.certificate)) return [];
  for (const { folder, kind } of missing) {
    // The anchor is told first, so that no time-stamp comes from an authority that it does not vouch for.
    if (kind === DEVELOPMENT_TSA && !anchor.timeStamping)
      await putOwnAnchors(options, clock, [{ ...anchor, timeStamping: true }]);
    await createDevelopmentService(folder, ca, kind, {
      now,
      randomBytes: (count) => new Uint8Array(randomBytes(count)),
    });
  }
  return missing.map(({ words }) => words);
}
