import { afterAll, beforeAll } from '@jest/globals';
import { dataPaths } from '../../../server/compose/install-options.ts';
import { SYSTEM_CLOCK } from '../../../server/compose/open-install.ts';
import { type InstallStore, openStore } from '../../../server/compose/store.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';
import { addPeoplesOrganisations } from '../../support/request-people.ts';
import { applicationsSuite } from '../applications/applications-suite.ts';
import { requestsSuite } from './requests-suite.ts';

let install: TestInstall;
let store: InstallStore;
beforeAll(async () => {
  install = await openTestInstall();
  await addPeoplesOrganisations(install.folder);
  store = await openStore(dataPaths(install.folder), SYSTEM_CLOCK, {});
});
afterAll(async () => {
  await store.close();
  await install.dispose();
});

requestsSuite(() => install);
applicationsSuite(
  () => install,
  () => store.collections,
);
