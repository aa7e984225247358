import { afterAll, beforeAll } from '@jest/globals';
import type { RunNews } from '../../../server/app/batches/run-batches.ts';
import { type Install, openInstall } from '../../../server/compose/open-install.ts';
import { describeWithMongo } from '../../stores/mongo/mongo-suite.ts';
import { testApprovers } from '../../support/batches.ts';
import { type copyInstall, testOptions } from '../../support/install.ts';
import { copyInstallOnto } from '../../support/mongo-install.ts';
import { batchesSuite } from './batches-suite.ts';

describeWithMongo('batches on MongoDB', ({ mongo }) => {
  const approvers = testApprovers();
  const news: RunNews[] = [];
  let copy: ReturnType<typeof copyInstall>;
  let install: Install;
  const options = () => ({ approvers, mongo: { url: mongo().url('vinseal-batches'), migrates: false } });
  beforeAll(async () => {
    copy = await copyInstallOnto(options().mongo.url);
    const onBatchNews = (one: RunNews) => void news.push(one);
    install = await openInstall(testOptions(copy.folder, { ...options(), onBatchNews }));
  }, 60_000);
  afterAll(async () => {
    await install.close();
    copy.remove();
  });
  batchesSuite({
    install: () => install,
    another: () => openInstall(testOptions(copy.folder, options())),
    approvers,
    news,
  });
});
