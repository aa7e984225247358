import { dataPaths } from '../compose.ts';
import type { IsoInstant } from '../domain/calendar.ts';
import { openDevelopmentCa } from '../keys/development-ca.ts';
import { refreshDevelopmentCrl } from '../keys/development-crl.ts';

/** Lets the development CA of an install sign a fresh revocation list; null where the install has no such CA. */
export async function refreshRevocationList(
  data: string,
  now: IsoInstant,
): Promise<{ readonly file: string; readonly nextUpdate: IsoInstant } | null> {
  const paths = dataPaths(data);
  const ca = openDevelopmentCa(paths.authority);
  return ca === null ? null : refreshDevelopmentCrl(ca, paths.crl, now);
}
