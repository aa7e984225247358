import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RENEW_STEPS } from '../../../server/app/archive/renew-confirmation.ts';
import { type Install, openInstall } from '../../../server/compose/open-install.ts';
import { operatorActor } from '../../../server/model/access/actor.ts';
import { everyListed } from '../../support/every-listed.ts';
import { copyInstall, seededRequest, testOptions } from '../../support/install.ts';
import { runNode } from '../../support/run-node.ts';
import { shareOf, someOf } from '../../support/test-share.ts';

/** `kill -9` as any step of a renewal begins: nothing that was told to be done is lost, and nothing is done twice. */

const CHILD = path.join(import.meta.dirname, '../../support/renew-child.ts');
/** Enough for two kills on the way, and two each for two at a time. `npm run faults` renews all. */
const MANY = shareOf(50, 7);
/** The renewals at which the first and the second process are killed. */
const [FIRST_KILL, SECOND_KILL] = [Math.ceil(MANY / 3), Math.ceil(MANY / 4)];

const renewInChild = async (folder: string, step: string, times = 1) => {
  const run = await runNode(CHILD, [folder, step, String(times)]);
  const done = run.stdout.split('\n').filter((line) => line.startsWith('renewed '));
  return { ...run, done: done.map((line) => line.slice('renewed '.length)) };
};

async function using<Value>(folder: string, work: (install: Install) => Promise<Value>): Promise<Value> {
  const install = await openInstall(testOptions(folder));
  try {
    return await work(install);
  } finally {
    await install.close();
  }
}

/** How often each confirmation was renewed, by its audit log; every copy is what the registry says it is. */
function renewals(folder: string): Promise<ReadonlyMap<string, number>> {
  return using(folder, async (install) => {
    const counts = new Map<string, number>();
    for (const { number, archive } of await everyListed(install)) {
      const log = await install.auditLog.about({ kind: 'confirmation', id: number }, 1_000);
      counts.set(number, log.filter(({ action, phase }) => action === 'renew-archive' && phase === 'succeeded').length);
      expect(archive?.renewals ?? 0).toBe(counts.get(number));
      if (archive !== null) expect((await install.archivePdf(number, operatorActor())).ok).toBe(true);
    }
    return counts;
  });
}

describe('killed as a step begins', () => {
  const copy = copyInstall();
  afterAll(() => copy.remove());
  const counts = async () => [...(await renewals(copy.folder)).values()].toSorted();

  test.each(someOf(RENEW_STEPS))(
    '"%s": all is as it was until the copy is stored, and then it is done',
    async (step) => {
      const killed = await renewInChild(copy.folder, step);
      expect([killed.signal, killed.done]).toEqual(['SIGKILL', []]);
      expect(await counts()).toEqual(step === 'answer' ? [0, 0, 0, 1] : [0, 0, 0, 0]);
    },
  );

  test('the next one renews the others, once each', async () => {
    expect((await renewInChild(copy.folder, 'none')).done).toHaveLength(3);
    expect(await counts()).toEqual([1, 1, 1, 1]);
  });
});

describe(`${MANY} confirmations`, () => {
  const copy = copyInstall();
  beforeAll(async () => {
    await using(copy.folder, async (install) => {
      for (let seed = 0; seed < MANY - 4; seed += 1) {
        const issued = await install.issue(seededRequest(7_000 + seed), { by: operatorActor('test') });
        if (!issued.ok) throw new Error(issued.problem.code);
      }
    });
  });
  afterAll(() => copy.remove());

  test('killed twice on the way, and two at a time in the end: each is renewed once', async () => {
    const first = await renewInChild(copy.folder, 'stamp', FIRST_KILL);
    const second = await renewInChild(copy.folder, 'keep', SECOND_KILL);
    expect([first.signal, second.signal]).toEqual(['SIGKILL', 'SIGKILL']);
    expect([first.done.length, second.done.length]).toEqual([FIRST_KILL - 1, SECOND_KILL - 1]);
    const together = await Promise.all([renewInChild(copy.folder, 'none'), renewInChild(copy.folder, 'none')]);
    const done = [first, second, ...together].flatMap((run) => run.done);
    expect(done.toSorted()).toEqual([...new Set(done)].toSorted());
    const counts = await renewals(copy.folder);
    expect(counts.size).toBe(MANY);
    expect([...counts.values()].every((count) => count === 1)).toBe(true);
    expect(new Set(done)).toEqual(new Set(counts.keys()));
  });
});
