import { afterAll, beforeAll } from '@jest/globals';
import { openTestInstall, type TestInstall } from '../../support/install.ts';
import { addPeoplesOrganisations } from '../../support/request-people.ts';
import { requestsSuite } from './requests-suite.ts';

let install: TestInstall;
beforeAll(async () => {
  install = await openTestInstall();
  await addPeoplesOrganisations(install.folder);
});
afterAll(() => install.dispose());

requestsSuite(() => install);
