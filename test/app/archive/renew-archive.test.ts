import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readPdfFacts } from '#core/pdf/document/read-signed-document.ts';
import type { RenewStep } from '../../../server/app/archive/renew-confirmation.ts';
import { sha256Hex } from '../../../server/app/digest.ts';
import { dataPaths, type InstallOptions } from '../../../server/compose/install-options.ts';
import { type Install, openInstall } from '../../../server/compose/open-install.ts';
import { openDevelopmentCa } from '../../../server/development/development-ca.ts';
import { TEST_MANUFACTURER } from '../../../server/development/test-manufacturer.ts';
import { operatorActor } from '../../../server/model/access/actor.ts';
import type { Renewal } from '../../../server/model/archive/renewal.ts';
import { expectDone } from '../../support/actors.ts';
import { testAuthority, trustAuthority, withDocumentTimeStamp } from '../../support/added-proofs.ts';
import { copyInstall, readSampleOf, seededRequest, testOptions } from '../../support/install.ts';
import { type MovedClock, movedClock } from '../../support/moved-clock.ts';
import { revokeDevelopmentCertificate } from '../../support/revoke-development-certificate.ts';
import { storedFile, storedFiles } from '../../support/stored-files.ts';
import { refreshRevocationList } from '../../support/stored-lists.ts';

/** What the archive's copies become, and what they do not: every clock here is the test's. */

const NOBODY = { timeStampAddresses: ['http://127.0.0.1:1/'], timeStampTimeMs: 2_000 };
const NO_QUESTION = { vin: null, destination: null, applicationDate: null };

let copy: ReturnType<typeof copyInstall>;
let clock: MovedClock;
let number: string;
beforeEach(() => {
  copy = copyInstall();
  // So that revocation is learnt from lists alone, whose dates are the test's.
  rmSync(dataPaths(copy.folder).responder, { recursive: true });
  clock = movedClock();
  number = readSampleOf(copy.folder, 'valid').number;
});
afterEach(() => copy.remove());

async function using<Value>(work: (install: Install) => Promise<Value>, change: Partial<InstallOptions> = {}) {
  const install = await openInstall(testOptions(copy.folder, { clock, ...change }));
  try {
    return await work(install);
  } finally {
    await install.close();
  }
}

/** Renews one confirmation and tells what became of it. */
async function renewed(install: Install, one = number): Promise<Renewal> {
  const done: Renewal[] = [];
  await install.renew({ numbers: [one], by: operatorActor('test'), onRenewal: (renewal) => done.push(renewal) });
  expect(done).toHaveLength(1);
  return done[0] as Renewal;
}

async function archived(install: Install, one = number): Promise<Uint8Array> {
  const found = await install.archivePdf(one, operatorActor());
  if (!found.ok) throw new Error(found.problem.code);
  return found.value.pdf;
}

async function original(install: Install, one = number): Promise<Uint8Array> {
  const found = await install.pdf(one, operatorActor());
  if (!found.ok) throw new Error(found.problem.code);
  return found.value.pdf;
}

async function verdictOf(install: Install, pdf: Uint8Array) {
  const result = await install.verify({ pdf, ...NO_QUESTION });
  if (!result.ok) throw new Error(result.problem.code);
  const { verdict, level, confirmation } = result.value;
  return { verdict, level, copy: confirmation?.copy ?? null };
}

/** What another process does that renews the same confirmation: the copy is none that could be read. */
function keepAsAnother(one: string, dueAt: string): void {
  const database = new DatabaseSync(dataPaths(copy.folder).store);
  const sql = `UPDATE archive SET sha256 = ?, level = 'B-LTA', renewed_at = ?, due_ms = ?, renewals = 1 WHERE number = ?`;
  database.prepare(sql).run('a'.repeat(64), clock.now(), Date.parse(dueAt), one);
  database.close();
}

/** A list of the day after: the first that speaks of the time after the time-stamps of the samples. */
const dayLater = () => refreshRevocationList(copy.folder, clock.days(1));

describe('a confirmation with a time-stamp', () => {
  test('waits for revocation data of the time after it', async () => {
    await using(async (install) => {
      const waiting = await renewed(install);
      expect(waiting.kind).toBe('not-due');
      expect(await install.archivePdf(number, operatorActor())).toMatchObject({
        ok: false,
        problem: { code: 'archive-copy-missing' },
      });
      const again = expectDone(await install.renew({ numbers: null, by: operatorActor('test') }));
      expect(again).toEqual({ renewed: 0, notDue: 4, failed: 0, codes: {} });
    });
  });

  test('then gets them and a time-stamp over all: B-LTA, and the original is as it was', async () => {
    await dayLater();
    await using(async (install) => {
      const before = await original(install);
      expect(await renewed(install)).toMatchObject({ kind: 'renewed', level: 'B-LTA' });
      const pdf = await archived(install);
      expect(await original(install)).toEqual(before);
      expect(Buffer.from(pdf.subarray(0, before.length)).equals(before)).toBe(true);
      expect(await verdictOf(install, before)).toEqual({ verdict: 'valid', level: 'B-T', copy: 'original' });
      expect(await verdictOf(install, pdf)).toEqual({ verdict: 'valid', level: 'B-LTA', copy: 'archive' });
      const { revisions, findings, signatures } = readPdfFacts(pdf);
      expect([revisions, findings]).toEqual([3, []]);
      expect(signatures.map(({ coverage }) => coverage)).toEqual(['entire-revision', 'entire-file']);
    });
  });

  test('whoever waits for them delays no copy that somebody else makes meanwhile', async () => {
    const dueAt = new Date(Date.parse(clock.now()) + 2 * 86_400_000).toISOString();
    const theirs = (step: RenewStep) => {
      if (step === 'gather') keepAsAnother(number, dueAt);
    };
    await using(
      async (install) => {
        expect(await renewed(install)).toEqual({ kind: 'not-due', number, dueAt });
        expect((await renewed(install)).kind).toBe('not-due');
        const found = await install.find(number, operatorActor());
        expect(found).toMatchObject({ ok: true, value: { archive: { dueAt, renewals: 1 } } });
      },
      { onRenewStep: theirs },
    );
  });

  test('is done once: not due again, one entry in the audit log', async () => {
    await dayLater();
    await using(async (install) => {
      expect(expectDone(await install.renew({ numbers: null, by: operatorActor('test') }))).toMatchObject({
        renewed: 4,
        notDue: 0,
        failed: 0,
      });
      const first = await archived(install);
      expect(expectDone(await install.renew({ numbers: null, by: operatorActor('test') }))).toMatchObject({
        renewed: 0,
        notDue: 4,
        failed: 0,
      });
      expect((await renewed(install)).kind).toBe('not-due');
      expect(await archived(install)).toEqual(first);
      const log = await install.auditLog.about({ kind: 'confirmation', id: number }, 1_000);
      const told = log.filter(({ action }) => action === 'renew-archive').map(({ phase }) => phase);
      expect(told).toEqual(['intended', 'succeeded']);
    });
  });

  test('a former archive copy stays one: its bytes say so', async () => {
    await dayLater();
    await using(async (install) => {
      await renewed(install);
      const first = await archived(install);
      const found = await install.find(number, operatorActor());
      const dueAt = found.ok ? found.value.archive?.dueAt : undefined;
      await refreshRevocationList(copy.folder, clock.to(dueAt ?? ''));
      expect(await renewed(install)).toMatchObject({ kind: 'renewed', level: 'B-LTA' });
      expect(await verdictOf(install, await archived(install))).toMatchObject({ verdict: 'valid', copy: 'archive' });
      expect(await verdictOf(install, first)).toMatchObject({ verdict: 'valid', copy: 'archive' });
      // Its file is kept.
      const stored = storedFiles(copy.folder).map(({ sha256 }) => sha256);
      expect(stored).toEqual(expect.arrayContaining([first, await archived(install)].map(sha256Hex)));
    });
  });
});

describe('a stored copy that is not in the exact form', () => {
  /** As an earlier version of this product might have written it: sound, and spelled in another way. */
  async function storeAsBefore(): Promise<Uint8Array> {
    const authority = await testAuthority();
    await trustAuthority(copy.folder, authority);
    const { pdf } = readSampleOf(copy.folder, 'valid');
    const former = withDocumentTimeStamp(pdf, authority, { at: clock.now() });
    const database = new DatabaseSync(dataPaths(copy.folder).store);
    const sql = `UPDATE archive SET sha256 = ?, level = 'B-LTA', renewed_at = ?, due_ms = 0, renewals = 1 WHERE number = ?`;
    const sha256 = createHash('sha256').update(former).digest('hex');
    database.prepare(sql).run(sha256, clock.now(), number);
    database.prepare('INSERT INTO archive_documents (number, pdf) VALUES (?, ?)').run(number, former);
    database.close();
    return former;
  }

  test('is known by its hash alone, and is written anew from the original', async () => {
    await dayLater();
    const former = await storeAsBefore();
    await using(async (install) => {
      expect(await verdictOf(install, former)).toMatchObject({ verdict: 'valid', copy: 'archive' });
      expect(await renewed(install)).toMatchObject({ kind: 'renewed', level: 'B-LTA' });
      const pdf = await archived(install);
      expect(await verdictOf(install, pdf)).toEqual({ verdict: 'valid', level: 'B-LTA', copy: 'archive' });
      expect(readPdfFacts(pdf).signatures).toHaveLength(2);
    });
    // An install that trusts the anchor alone knows the new one, too.
    const blind = { askRegistry: false };
    const found = await using((install) => archived(install));
    expect(await using((install) => verdictOf(install, found), blind)).toMatchObject({ verdict: 'undecided' });
    expect(await using((install) => verdictOf(install, former), blind)).toMatchObject({ verdict: 'not-valid' });
  });
});

describe('a confirmation without a time-stamp', () => {
  const SEALED_BARE = { level: 'B-B', embedRevocation: false, withoutProof: 'refuse' } as const;

  test('gets one at once, and once more when its revocation data are there', async () => {
    await using(async (install) => {
      await install.sealing.change(TEST_MANUFACTURER.id, SEALED_BARE, operatorActor('test'));
      const issued = await install.issue(seededRequest(77), { by: operatorActor('test') });
      if (!issued.ok) throw new Error(issued.problem.code);
      const one = issued.value.confirmation.number;
      expect(await verdictOf(install, await original(install, one))).toMatchObject({ level: 'B-B' });
      const first = await renewed(install, one);
      expect(first).toMatchObject({ kind: 'renewed', level: 'B-LTA' });
      expect(await verdictOf(install, await archived(install, one))).toMatchObject({
        verdict: 'valid',
        level: 'B-LTA',
        copy: 'archive',
      });
      if (first.kind === 'failed') throw new Error(first.code);
      await refreshRevocationList(copy.folder, clock.to(first.dueAt));
      expect(await renewed(install, one)).toMatchObject({ kind: 'renewed' });
      const years = (Date.parse((await stored(install, one))?.dueAt ?? '') - Date.parse(clock.now())) / 31_557_600_000;
      expect(years).toBeGreaterThan(1);
    });
  });

  const stored = async (install: Install, one: string) => {
    const found = await install.find(one, operatorActor());
    return found.ok ? found.value.archive : null;
  };
});

describe('a signer whose certificate is revoked', () => {
  const revokedFrom = async (install: Install, at: string) => {
    const ca = openDevelopmentCa(dataPaths(copy.folder).authority);
    const verdict = await install.verify({ pdf: await original(install), ...NO_QUESTION });
    const serialNumber = verdict.ok ? verdict.value.confirmation?.signer.serialNumber : undefined;
    if (ca === null || serialNumber === undefined) throw new Error('nothing to revoke');
    revokeDevelopmentCertificate(ca, { serialNumber, at, reason: 1 });
    await dayLater();
  };

  test('after the time-stamp: the copy keeps the proof that it was good before', async () => {
    await using(async (install) => {
      await revokedFrom(install, clock.days(1));
      expect(await renewed(install)).toMatchObject({ kind: 'renewed', level: 'B-LTA' });
      expect(await verdictOf(install, await archived(install))).toMatchObject({ verdict: 'valid', copy: 'archive' });
    });
  });

  test('before it: there is nothing to keep', async () => {
    await using(async (install) => {
      await revokedFrom(install, '2026-01-01T00:00:00Z');
      expect(await renewed(install)).toMatchObject({ kind: 'failed', code: 'seal-not-good' });
      expect((await install.archivePdf(number, operatorActor())).ok).toBe(false);
    });
  });
});

describe('what cannot be renewed stays as it was, with a code', () => {
  test('no authority answers', async () => {
    await dayLater();
    const report = expectDone(
      await using((install) => install.renew({ numbers: null, by: operatorActor('test') }), NOBODY),
    );
    expect(report).toEqual({ renewed: 0, notDue: 0, failed: 4, codes: { 'time-stamp-unavailable': 4 } });
    await using(async (install) => expect((await install.archivePdf(number, operatorActor())).ok).toBe(false));
  });

  test('an authority that fails later leaves the copy that there is', async () => {
    await dayLater();
    const first = await using(async (install) => {
      const renewal = await renewed(install);
      return { renewal, pdf: await archived(install) };
    });
    if (first.renewal.kind === 'failed') throw new Error(first.renewal.code);
    await refreshRevocationList(copy.folder, clock.to(first.renewal.dueAt));
    expect(await using(renewed, NOBODY)).toMatchObject({ kind: 'failed', code: 'time-stamp-unavailable' });
    expect(await using(archived)).toEqual(first.pdf);
    expect(await using(renewed)).toMatchObject({ kind: 'renewed' });
  });

  test('revocation data that ran out', async () => {
    clock.days(9);
    expect(await using(renewed)).toMatchObject({ kind: 'failed', code: 'revocation-unavailable' });
  });

  test('a stored file that was changed', async () => {
    await dayLater();
    writeFileSync(await fileOfOriginal(), '%PDF');
    expect(await using(renewed)).toMatchObject({ kind: 'failed', code: 'stored-file-damaged' });
  });

  test('a stored file that is gone', async () => {
    await dayLater();
    rmSync(await fileOfOriginal());
    expect(await using(renewed)).toMatchObject({ kind: 'failed', code: 'stored-file-missing' });
  });

  const fileOfOriginal = () =>
    using(async (install) => {
      const found = await install.find(number, operatorActor());
      return storedFile(copy.folder, found.ok ? found.value.sha256 : '');
    });

  test('a number that was never issued', async () => {
    expect(await using((install) => renewed(install, 'ASC-XHM-2026-9999999X'))).toMatchObject({
      kind: 'failed',
      code: 'confirmation-not-found',
    });
  });
});
