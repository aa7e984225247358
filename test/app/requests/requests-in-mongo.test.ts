import { afterAll, beforeAll } from '@jest/globals';
import { type Install, openInstall } from '../../../server/compose/open-install.ts';
import { describeWithMongo } from '../../stores/mongo/mongo-suite.ts';
import { type copyInstall, testOptions } from '../../support/install.ts';
import { copyInstallOnto } from '../../support/mongo-install.ts';
import { addPeoplesOrganisations } from '../../support/request-people.ts';
import { requestsSuite } from './requests-suite.ts';

describeWithMongo('requests on MongoDB', ({ mongo: server }) => {
  let days = 0;
  const clock = { now: () => new Date(Date.now() + days * 86_400_000).toISOString() };
  let copy: ReturnType<typeof copyInstall>;
  let install: Install;
  beforeAll(async () => {
    const url = server().url('vinseal-requests');
    copy = await copyInstallOnto(url);
    const mongo = { url, migrates: false };
    await addPeoplesOrganisations(copy.folder, mongo);
    install = await openInstall(testOptions(copy.folder, { mongo, clock }));
  }, 60_000);
  afterAll(async () => {
    await install.close();
    copy.remove();
  });

  requestsSuite(
    () => install,
    (passed) => {
      days = passed;
    },
  );
});
