import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { orNull } from '#core/asn1/malformed.ts';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { readCrl } from '#core/revocation/crl.ts';

/** The files of a folder of revocation lists that have run out, or are none. */
export async function expiredRevocationLists(folder: string, now: IsoInstant): Promise<readonly string[]> {
  if (!existsSync(folder)) return [];
  const files = (await readdir(folder)).filter((name) => name.endsWith('.crl')).map((name) => path.join(folder, name));
  const judged = files.map(async (file) => {
    const bytes = new Uint8Array(await readFile(file));
    const list = orNull(() => readCrl(bytes));
    const isCurrent = list !== null && (list.nextUpdate === null || list.nextUpdate > Date.parse(now));
    return isCurrent ? [] : [file];
  });
  return (await Promise.all(judged)).flat();
}
