/** A backup of a registry in MongoDB comes back in MongoDB or in a data folder, and what ended since has ended. */

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { backUp } from '../../server/compose/backup.ts';
import { type Install, openInstall } from '../../server/compose/open-install.ts';
import { restoreBackup } from '../../server/compose/restore.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { describeWithMongo } from '../stores/mongo/mongo-suite.ts';
import { everyListed } from '../support/every-listed.ts';
import { type copyInstall, seededRequest, testOptions } from '../support/install.ts';
import { copyInstallOnto } from '../support/mongo-install.ts';
import type { RecoveryWork } from '../support/recovery-child.ts';
import { runNode } from '../support/run-node.ts';

const BY = operatorActor('operator');
const CHILD = path.join(import.meta.dirname, '../support/recovery-child.ts');

describeWithMongo('a backup of a registry in MongoDB', ({ mongo }) => {
  let root: string;
  let copy: ReturnType<typeof copyInstall>;
  let install: Install;
  let recipient: string;
  let withdrawn: string;
  let kept: string;
  const place = (name: string) => path.join(root, name);
  const at = (name: string) => ({ url: mongo().url(`vinseal-backup-${name}`), migrates: false });

  async function issue(of: Install, seed: number): Promise<string> {
    const issued = await of.issue(seededRequest(seed, 2), { by: BY });
    if (!issued.ok) throw new Error(issued.problem.code);
    return issued.value.confirmation.number;
  }

  async function pdfOf(of: Install, number: string): Promise<Uint8Array> {
    const read = await of.pdf(number, BY);
    if (!read.ok) throw new Error(read.problem.code);
    return read.value.pdf;
  }

  beforeAll(async () => {
    root = mkdtempSync(path.join(tmpdir(), 'vinseal-backup-mongo-'));
    const identity = await generateX25519Identity();
    recipient = await identityToRecipient(identity);
    writeFileSync(place('identity'), identity);
    copy = await copyInstallOnto(at('one').url);
    install = await openInstall(testOptions(copy.folder, { journal: place('journal'), mongo: at('one') }));
    await install.keepJournal();
    [kept, withdrawn] = [await issue(install, 95_001), await issue(install, 95_002)];
    // While it is written on.
    const [report] = await Promise.all([
      backUp({ data: copy.folder, mongo: at('one'), to: place('backups'), key: { recipient } }),
      issue(install, 95_003),
    ]);
    expect(report).toMatchObject({ absent: [], damaged: [] });
    await install.withdraw(withdrawn, { reason: 'lost' }, BY);
  }, 60_000);
  afterAll(async () => {
    await install?.close();
    copy?.remove();
    rmSync(root, { recursive: true, force: true });
  });

  const work = (to: string, name: string | null) => ({
    ...{ from: place('backups'), to: place(to), mongo: name === null ? null : at(name) },
    ...{ key: { identityFile: place('identity') }, snapshot: null, journal: null, by: BY },
  });

  async function expectRestored(to: string, name: string | null): Promise<void> {
    const restored = await openInstall(testOptions(place(to), { mongo: name === null ? null : at(name) }));
    try {
      const known = new Map((await everyListed(install)).map((one) => [one.number, one]));
      const listed = await everyListed(restored);
      expect(listed.map(({ number }) => number)).toEqual(expect.arrayContaining([kept, withdrawn]));
      for (const one of listed) expect(one).toEqual(known.get(one.number));
      expect(await pdfOf(restored, kept)).toEqual(await pdfOf(install, kept));
      const judged = await restored.verify({
        ...{ pdf: await pdfOf(install, withdrawn), vin: null, destination: null, applicationDate: null },
      });
      expect(judged).toMatchObject({ value: { verdict: 'withdrawn' } });
    } finally {
      await restored.close();
    }
  }

  test('comes back in an empty database, also after a restore was killed at its end', async () => {
    const { from, to, mongo: target } = work('there', 'two');
    const killed: RecoveryWork = {
      ...{ kind: 'restore', from, to, identityFile: place('identity'), dieAt: 'recovered' },
      mongoUrl: target?.url ?? '',
    };
    expect(await runNode(CHILD, [JSON.stringify(killed)])).toMatchObject({ signal: 'SIGKILL' });
    expect(existsSync(place('there/install.json'))).toBe(false);
    const report = await restoreBackup(work('there', 'two'));
    expect(report?.recovery).toMatchObject({ isComplete: true });
    await expectRestored('there', 'two');
    // Somebody's registry by now.
    await expect(restoreBackup(work('again', 'two'))).rejects.toMatchObject({ code: 'move-target-not-empty' });
  }, 60_000);

  test('comes back in a data folder', async () => {
    await restoreBackup(work('folder', null));
    await expectRestored('folder', null);
  }, 60_000);
});
