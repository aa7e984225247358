import { createInstall } from '../../../../server/compose/install/create-install.ts';
import { readSampleOf, testOptions } from '../../../support/install.ts';
import { targetOf } from '../../../support/target.ts';
import type { AgreementDocument } from './agreement-document.ts';
import { archiveCopies } from './archive-copies.ts';
import { byteAttacks } from './byte-attacks.ts';
import { foreignChanges } from './foreign-changes.ts';
import { foreignCms } from './foreign-cms.ts';
import { genuineDocuments } from './genuine.ts';
import { genuineWriters } from './genuine-writers.ts';
import { writeTrust } from './test-trust.ts';
import { trustAttacks } from './trust-attacks.ts';
import { updateAttacks } from './update-attacks.ts';

/** Age of the install: one of its documents was sealed two hours ago, when its authority had to be in force. */
const AGE_MS = 4 * 3_600_000;

/**
 * Makes an install of its own in an empty folder, and everything that is judged.
 * @param trustFolder where the only roots and their revocation lists are put, `*.crt` and `*.crl` in DER
 * @param writers where other people's libraries may work, for files that they write and sign; none without it
 */
export async function makeDocuments(
  data: string,
  trustFolder: string,
  writers?: { readonly folder: string; readonly complain: (line: string) => void },
): Promise<readonly AgreementDocument[]> {
  await createInstall(testOptions(data), new Date(Date.now() - AGE_MS).toISOString());
  const genuine = await genuineDocuments(data);
  const archived = await archiveCopies(data);
  const hostile = await trustAttacks(data);
  const trust = await writeTrust(data, trustFolder);
  const target = targetOf(genuine[0]?.pdf ?? new Uint8Array());
  return [
    ...genuine,
    ...archived,
    ...byteAttacks(target, readSampleOf(data, 'altered').pdf),
    ...updateAttacks(target, trust),
    ...hostile,
    ...foreignCms(trust),
    ...foreignChanges(trust),
    ...(writers === undefined ? [] : await genuineWriters(trust, writers.folder, writers.complain)),
  ];
}
