import { afterAll, beforeAll } from '@jest/globals';
import { dataPaths } from '../../../server/compose/install-options.ts';
import { SYSTEM_CLOCK } from '../../../server/compose/open-install.ts';
import { type InstallStore, openStore } from '../../../server/compose/store.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';
import { addPeoplesOrganisations } from '../../support/request-people.ts';
import { applicationsSuite } from '../applications/applications-suite.ts';
import { requestsSuite } from './requests-suite.ts';

let days = 0;
const clock = { now: () => new Date(Date.now() + days * 86_400_000).toISOString() };
let install: TestInstall;
let store: InstallStore;
beforeAll(async () => {
  install = await openTestInstall({ clock });
  await addPeoplesOrganisations(install.folder);
  store = await openStore(dataPaths(install.folder), SYSTEM_CLOCK, {});
});
afterAll(async () => {
  await store.close();
  await install.dispose();
});

applicationsSuite(
  () => install,
  () => store.collections,
);
requestsSuite(
  () => install,
  (passed) => {
    days = passed;
  },
);
