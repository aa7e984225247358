import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { readCrl } from '#core/revocation/crl.ts';
import { openDevelopmentCa } from '../../development/development-ca.ts';
import { DEVELOPMENT_LIST, signDevelopmentCrl } from '../../development/development-crl.ts';
import type { SharedRecords } from '../../ports/shared-records.ts';
import type { DataPaths } from '../install-options.ts';

/** Lets the development CA of an install sign a fresh revocation list, for all instances; null where the install has no such CA. */
export async function refreshDevelopmentList(
  shared: Pick<SharedRecords, 'change'>,
  { authority }: Pick<DataPaths, 'authority'>,
  now: IsoInstant,
): Promise<{ readonly list: string; readonly nextUpdate: IsoInstant } | null> {
  const ca = openDevelopmentCa(authority);
  if (ca === null) return null;
  const { der, nextUpdate } = await signDevelopmentCrl(ca, now);
  const put = [{ name: DEVELOPMENT_LIST, content: der }];
  await shared.change('revocation-lists', () => ({ put, remove: [], answer: null }));
  return { list: DEVELOPMENT_LIST, nextUpdate };
}

/**
 * The same, but only where there is no list that still holds: nothing could be sealed with it, nor judged. For the terminal, which
 * may be used while no service runs that would have made a new one.
 */
export async function renewDevelopmentList(
  shared: Pick<SharedRecords, 'read' | 'change'>,
  paths: Pick<DataPaths, 'authority'>,
  now: IsoInstant,
): Promise<void> {
  if (openDevelopmentCa(paths.authority) === null) return;
  const { records } = await shared.read('revocation-lists');
  const list = records.find(({ name }) => name === DEVELOPMENT_LIST);
  const nextUpdate = list === undefined ? null : readCrl(list.content).nextUpdate;
  if (nextUpdate === null || nextUpdate <= Date.parse(now)) await refreshDevelopmentList(shared, paths, now);
}
