import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTrustRegister } from '../../server/compose/offices.ts';
import { openInspector } from '../../server/compose/open-inspector.ts';
import { type Install, openInstall } from '../../server/compose/open-install.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { TIME_LIMIT_MS } from '../../server/stores/mongo/read-table.ts';
import { type copyInstall, readSampleOf, seededRequest, testOptions } from '../support/install.ts';
import { copyInstallOnto } from '../support/mongo-install.ts';
import { hasMongo, startOwnMongo, type TestMongo } from '../support/mongod.ts';

/** Two instances, each with its own data folder, over one database: one trust list. */

const BY = operatorActor('test');
/** Two waits for a server that does not answer, one after the other, in ms: one wait and what a busy machine takes are less. */
const TWO_WAITS_MS = 2 * TIME_LIMIT_MS;

(hasMongo('the trust list of several instances') ? describe : describe.skip)('two instances over one database', () => {
  let mongo: TestMongo;
  let copy: ReturnType<typeof copyInstall>;
  let second: string;
  let one: Install;
  let other: Install;
  let pdf: Uint8Array;
  const options = (folder: string) =>
    testOptions(folder, { mongo: { url: mongo.url('vinseal-trust'), migrates: false } });

  beforeAll(async () => {
    mongo = await startOwnMongo();
    copy = await copyInstallOnto(mongo.url('vinseal-trust'));
    second = mkdtempSync(path.join(tmpdir(), 'vinseal-second-'));
    cpSync(copy.folder, second, { recursive: true });
    [one, other] = await Promise.all([openInstall(options(copy.folder)), openInstall(options(second))]);
    const issued = await one.issue(seededRequest(4_201), { by: BY });
    if (!issued.ok) throw new Error(issued.problem.code);
    const file = await one.pdf(issued.value.confirmation.number, BY);
    if (!file.ok) throw new Error(file.problem.code);
    pdf = file.value.pdf;
  });
  afterAll(async () => {
    await Promise.all([one?.close(), other?.close()]);
    await mongo?.stop();
    copy?.remove();
    rmSync(second, { recursive: true, force: true });
  });

  async function verdictOf(install: Install, file = pdf): Promise<readonly string[]> {
    const result = await install.verify({ pdf: file, vin: null, destination: null, applicationDate: null });
    if (!result.ok) throw new Error(result.problem.code);
    const open = result.value.checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'undecided');
    return [result.value.verdict, ...open.map(({ code }) => code)];
  }

  test('an anchor that is suspended on one is not trusted by the other at its next verification', async () => {
    expect(await verdictOf(other)).toEqual(['valid']);
    const office = await openTrustRegister(options(copy.folder));
    const target = { anchor: 'development-ca', manufacturer: null };
    try {
      expect((await office.setSuspended(target, true, BY)).ok).toBe(true);
      expect(await verdictOf(other)).toEqual(['not-valid', 'anchor-suspended']);
      expect((await office.setSuspended(target, false, BY)).ok).toBe(true);
    } finally {
      await office.close();
    }
    expect(await verdictOf(other)).toEqual(['valid']);
  });

  test('who only looks reads the list of the database, and needs its address', async () => {
    const trustOf = async (mongoOption: ReturnType<typeof options>['mongo']) => {
      const inspector = await openInspector({ ...options(second), mongo: mongoOption ?? null });
      const { signatures } = await inspector.inspect(pdf);
      await inspector.close();
      return signatures.map(({ trust }) => trust);
    };
    expect(await trustOf(options(second).mongo)).toEqual(['trusted']);
    expect(await trustOf(null)).toEqual(['unavailable']);
  });

  test('without a server a verification is undecided after one wait, and what is altered is not valid', async () => {
    const altered = readSampleOf(copy.folder, 'altered').pdf;
    // Threads that read are begun before anything is timed.
    await Promise.all([verdictOf(one), verdictOf(other, altered), other.inspect(pdf)]);
    await mongo.stop();
    const before = performance.now();
    const [genuine, forged, inspection] = await Promise.all([
      verdictOf(one),
      verdictOf(other, altered),
      other.inspect(pdf),
    ]);
    expect(performance.now() - before).toBeLessThan(TWO_WAITS_MS);
    expect(genuine).toEqual(['undecided', 'trust-unknown']);
    expect(forged[0]).toBe('not-valid');
    expect(inspection.signatures).toMatchObject([{ trust: 'unavailable', intact: true, subIndication: 'TRY_LATER' }]);
  }, 60_000);

  test('without a server an instance that has nothing open stops at once', async () => {
    const before = performance.now();
    await Promise.all([one.close(), other.close()]);
    expect(performance.now() - before).toBeLessThan(TIME_LIMIT_MS);
  });
});
