import { afterAll, beforeAll } from '@jest/globals';
import { dataPaths } from '../../../server/compose/install-options.ts';
import { type Install, openInstall, SYSTEM_CLOCK } from '../../../server/compose/open-install.ts';
import { type InstallStore, openStore } from '../../../server/compose/store.ts';
import { describeWithMongo } from '../../stores/mongo/mongo-suite.ts';
import { type copyInstall, testOptions } from '../../support/install.ts';
import { copyInstallOnto } from '../../support/mongo-install.ts';
import { addPeoplesOrganisations } from '../../support/request-people.ts';
import { applicationsSuite } from '../applications/applications-suite.ts';
import { requestsSuite } from './requests-suite.ts';

describeWithMongo('requests and applications on MongoDB', ({ mongo: server }) => {
  let days = 0;
  const clock = { now: () => new Date(Date.now() + days * 86_400_000).toISOString() };
  let copy: ReturnType<typeof copyInstall>;
  let install: Install;
  let store: InstallStore;
  beforeAll(async () => {
    const url = server().url('vinseal-requests');
    copy = await copyInstallOnto(url);
    const mongo = { url, migrates: false };
    await addPeoplesOrganisations(copy.folder, mongo);
    install = await openInstall(testOptions(copy.folder, { mongo, clock }));
    store = await openStore(dataPaths(copy.folder), SYSTEM_CLOCK, { mongo });
  }, 60_000);
  afterAll(async () => {
    await store.close();
    await install.close();
    copy.remove();
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
});
