import { afterAll, beforeAll } from '@jest/globals';
import { openTestInstall, type TestInstall } from '../../support/install.ts';
import { addPeoplesOrganisations } from '../../support/request-people.ts';
import { requestsSuite } from './requests-suite.ts';

let days = 0;
const clock = { now: () => new Date(Date.now() + days * 86_400_000).toISOString() };
let install: TestInstall;
beforeAll(async () => {
  install = await openTestInstall({ clock });
  await addPeoplesOrganisations(install.folder);
});
afterAll(() => install.dispose());

requestsSuite(
  () => install,
  (passed) => {
    days = passed;
  },
);
