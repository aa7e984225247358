import { openInstall } from '../../server/compose/open-install.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { seededRequest, testOptions } from './install.ts';

/**
 * A process that issues one confirmation and is killed as a step begins: `issue-child.ts FOLDER STEP SEED KEY`.
 * With the step `none` it lives, and prints the number.
 */
const [folder = '', step = '', seed = '0', key = ''] = process.argv.slice(2);
const install = await openInstall({
  ...testOptions(folder),
  onIssueStep: (begun) => {
    if (begun === step) process.kill(process.pid, 'SIGKILL');
  },
});
const issued = await install.issue(
  { ...seededRequest(Number(seed), 3), idempotencyKey: key },
  { by: operatorActor('child') },
);
process.stdout.write(issued.ok ? issued.value.confirmation.number : JSON.stringify(issued.problem));
await install.close();
