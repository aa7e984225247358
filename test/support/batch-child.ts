import { openInstall } from '../../server/compose/open-install.ts';
import { testApprovers } from './batches.ts';
import { testOptions } from './install.ts';

/**
 * A process that seals approved batches and is killed as a step of issuing begins for the given time:
 * `batch-child.ts FOLDER STEP TIMES [MONGO-URL]`.
 */
const [folder = '', step = '', times = '1', url = ''] = process.argv.slice(2);
let begun = 0;
const install = await openInstall({
  ...testOptions(folder, url === '' ? {} : { mongo: { url, migrates: false } }),
  approvers: testApprovers(),
  onIssueStep: (one) => {
    if (one !== step) return;
    begun += 1;
    if (begun === Number(times)) process.kill(process.pid, 'SIGKILL');
  },
});
for (let looks = 0; looks < 100; looks += 1) {
  await install.batchRunner.look();
  await install.batchRunner.idle();
}
await install.close();
