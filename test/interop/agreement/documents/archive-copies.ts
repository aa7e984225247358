import { dataPaths } from '../../../../server/compose/install-options.ts';
import { type Install, openInstall } from '../../../../server/compose/open-install.ts';
import { operatorActor } from '../../../../server/model/access/actor.ts';
import { openSqliteStore } from '../../../../server/stores/sqlite/open-store.ts';
import { expectDone } from '../../../support/actors.ts';
import { seededRequest, testOptions } from '../../../support/install.ts';
import { type AgreementDocument, documentsOf } from './agreement-document.ts';

const NOBODY = { timeStampAddresses: ['http://127.0.0.1:1/'], timeStampTimeMs: 500 };

/** The archive's copies: of a document as it leaves the house, renewed a second time, and of one that had no time-stamp. */
export async function archiveCopies(data: string): Promise<readonly AgreementDocument[]> {
  const [one, forty] = await using(data, (install) => Promise.all([issued(install, 600, 1), issued(install, 601, 40)]));
  const bare = await using(data, (install) => issued(install, 602, 1), { ...NOBODY, withoutProof: 'issue-b-b' });
  const first = await using(data, (install) => renewed(install, [one, forty, bare]));
  await makeDue(data, one);
  const [second] = await using(data, (install) => renewed(install, [one]));
  const none = new Uint8Array();
  return documentsOf('verify', [
    ['archive-1', 'archive copy, one vehicle: DSS and a document time-stamp added', first[0] ?? none],
    ['archive-40', 'archive copy, 40 vehicles', first[1] ?? none],
    ['archive-b-b', 'archive copy of a document that was sealed without a time-stamp', first[2] ?? none],
    ['archive-twice', 'archive copy, renewed a second time', second ?? none],
  ]);
}

async function using<Value>(data: string, work: (install: Install) => Promise<Value>, change: object = {}) {
  const install = await openInstall(testOptions(data, change));
  try {
    return await work(install);
  } finally {
    await install.close();
  }
}

async function issued(install: Install, seed: number, vehicles: number): Promise<string> {
  const answer = await install.issue(seededRequest(seed, vehicles), { by: operatorActor('interop') });
  if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
  return answer.value.confirmation.number;
}

async function renewed(install: Install, numbers: readonly string[]): Promise<readonly Uint8Array[]> {
  // Revocation data must be of a moment after the time-stamps, which are good to the second.
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  const report = expectDone(await install.renew({ numbers, by: operatorActor('interop') }));
  if (report.renewed !== numbers.length) throw new Error(JSON.stringify(report));
  return Promise.all(
    numbers.map(async (number) => {
      const found = await install.archivePdf(number, operatorActor());
      if (!found.ok) throw new Error(found.problem.code);
      return found.value.pdf;
    }),
  );
}

/** As if the years had gone by: certificates that live for long are renewed once in a lifetime. */
async function makeDue(data: string, number: string): Promise<void> {
  const now = () => new Date().toISOString();
  const store = openSqliteStore({ file: dataPaths(data).store, now });
  const found = await store.archive.find(number);
  await store.archive.postpone({ number, dueAt: now(), copy: found?.sha256 ?? null });
  store.close();
}
