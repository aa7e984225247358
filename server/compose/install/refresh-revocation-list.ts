import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { readCrl } from '#core/revocation/crl.ts';
import { openDevelopmentCa } from '../../development/development-ca.ts';
import { DEVELOPMENT_CRL_FILE, refreshDevelopmentCrl } from '../../development/development-crl.ts';
import { dataPaths } from '../install-options.ts';

/** Lets the development CA of an install sign a fresh revocation list; null where the install has no such CA. */
export async function refreshRevocationList(
  data: string,
  now: IsoInstant,
): Promise<{ readonly file: string; readonly nextUpdate: IsoInstant } | null> {
  const paths = dataPaths(data);
  const ca = openDevelopmentCa(paths.authority);
  return ca === null ? null : refreshDevelopmentCrl(ca, paths.crl, now);
}

/**
 * The same, but only where the last list has run out: nothing could be sealed with it, nor judged. For the terminal, which
 * may be used while no service runs that would have made a new one.
 */
export async function renewRevocationListRunOut(data: string, now: IsoInstant): Promise<void> {
  const file = path.join(dataPaths(data).crl, DEVELOPMENT_CRL_FILE);
  const nextUpdate = existsSync(file) ? readCrl(new Uint8Array(readFileSync(file))).nextUpdate : null;
  if (nextUpdate === null || nextUpdate <= Date.parse(now)) await refreshRevocationList(data, now);
}
