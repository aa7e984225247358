import { writeSync } from 'node:fs';
import { openInstall } from '../../server/compose/open-install.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { testOptions } from './install.ts';

/**
 * A process that renews archive copies and is killed as a step begins for the n-th time: `renew-child.ts FOLDER STEP N`.
 * With the step `none` it lives. It prints each number as soon as that is told to be done.
 */
const [folder = '', step = '', times = '1'] = process.argv.slice(2);
let begun = 0;
const install = await openInstall({
  ...testOptions(folder),
  onRenewStep: (now) => {
    if (now === step) begun += 1;
    if (now === step && begun === Number(times)) process.kill(process.pid, 'SIGKILL');
  },
});
const onRenewal = ({ kind, number }: { readonly kind: string; readonly number: string }) =>
  void writeSync(1, `${kind} ${number}\n`);
await install.renew({ numbers: null, by: operatorActor('child'), onRenewal });
await install.close();
