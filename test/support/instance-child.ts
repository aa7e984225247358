import { openInstall } from '../../server/compose/open-install.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { seededRequest, testOptions } from './install.ts';

/**
 * An instance that issues until it is killed: `instance-child.ts FOLDER URL SEED…`, two at a time, over and over from the first seed
 * on, each under the key of its seed. It prints `SEED NUMBER` once a confirmation is answered, or `SEED -CODE` for a refusal.
 */
const [folder = '', url = '', ...seeds] = process.argv.slice(2);
const install = await openInstall(testOptions(folder, { mongo: { url, migrates: false } }));
const waiting = [...seeds];

async function issueNext(): Promise<void> {
  for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
    const input = { ...seededRequest(Number(seed), 3), idempotencyKey: `key-${seed}` };
    const issued = await install.issue(input, { by: operatorActor('child') });
    const outcome = issued.ok ? issued.value.confirmation.number : `-${issued.problem.code}`;
    process.stdout.write(`${seed} ${outcome}\n`);
  }
}

process.stdout.write('ready\n');
await Promise.all([issueNext(), issueNext()]);
await install.close();
