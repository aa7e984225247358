import { afterAll, beforeAll } from '@jest/globals';
import { createConnection } from 'mongoose';
import { HOLD_MS } from '../../../server/app/batches/hold-batch.ts';
import type { RunNews } from '../../../server/app/batches/run-batches.ts';
import { type Install, openInstall } from '../../../server/compose/open-install.ts';
import { LEASE_MS } from '../../../server/ports/reservation-leases.ts';
import { passTimeAfterKill } from '../../stores/mongo/mongo-fixture.ts';
import { describeWithMongo } from '../../stores/mongo/mongo-suite.ts';
import { BATCH_CHILD, testApprovers } from '../../support/batches.ts';
import { type copyInstall, testOptions } from '../../support/install.ts';
import { copyInstallOnto } from '../../support/mongo-install.ts';
import { runNode } from '../../support/run-node.ts';
import { batchesSuite } from './batches-suite.ts';

describeWithMongo('batches on MongoDB', ({ mongo }) => {
  const approvers = testApprovers();
  const news: RunNews[] = [];
  let copy: ReturnType<typeof copyInstall>;
  let install: Install;
  let now = 0;
  const options = () => ({ approvers, mongo: { url: mongo().url('vinseal-batches'), migrates: false } });
  beforeAll(async () => {
    copy = await copyInstallOnto(options().mongo.url);
    const onBatchNews = (one: RunNews) => void news.push(one);
    install = await openInstall(testOptions(copy.folder, { ...options(), onBatchNews, monotonic: () => now }));
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
    runKilled: (step, times) => runNode(BATCH_CHILD, [copy.folder, step, String(times), options().mongo.url]),
    tick: () => {
      now += 1_000;
    },
    passLeases: async () => {
      now += HOLD_MS;
      const connection = await createConnection(options().mongo.url, { autoIndex: false }).asPromise();
      await passTimeAfterKill(connection, LEASE_MS + 1);
      await connection.destroy();
    },
  });
});
