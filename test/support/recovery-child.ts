/** One backup, restore or adoption in a process of its own, which kills itself at a step. Arguments as JSON. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { backUp } from '../../server/compose/backup.ts';
import { openInstall } from '../../server/compose/open-install.ts';
import { restoreBackup } from '../../server/compose/restore.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { testOptions } from './install.ts';

export type RecoveryWork =
  | {
      readonly kind: 'backup';
      readonly data: string;
      readonly to: string;
      readonly recipient: string;
      readonly dieAt: string;
    }
  | {
      readonly kind: 'restore';
      readonly from: string;
      readonly to: string;
      readonly identityFile: string;
      readonly dieAt: string;
      readonly mongoUrl?: string;
    }
  | { readonly kind: 'adopt'; readonly data: string; readonly files: string; readonly dieAfter: number };

const work = JSON.parse(process.argv[2] ?? '') as RecoveryWork;
const BY = operatorActor('operator');

function dieAt(wanted: string) {
  return (step: string) => {
    if (step === wanted) process.kill(process.pid, 'SIGKILL');
  };
}

if (work.kind === 'backup')
  await backUp({ data: work.data, to: work.to, key: { recipient: work.recipient }, onStep: dieAt(work.dieAt) });
if (work.kind === 'restore')
  await restoreBackup({
    ...{ from: work.from, to: work.to, key: { identityFile: work.identityFile } },
    ...{ snapshot: null, journal: null, by: BY, onStep: dieAt(work.dieAt) },
    mongo: work.mongoUrl === undefined ? null : { url: work.mongoUrl, migrates: false },
  });
if (work.kind === 'adopt') {
  const install = await openInstall(testOptions(work.data));
  for (const [index, name] of readdirSync(work.files).toSorted().entries()) {
    const adopted = install.adopt(new Uint8Array(readFileSync(path.join(work.files, name))), BY);
    // While it is at work on the next one, not between two.
    if (index === work.dieAfter) setTimeout(() => process.kill(process.pid, 'SIGKILL'), 15);
    await adopted;
  }
  await install.close();
}
