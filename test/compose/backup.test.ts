/** A backup under load comes back as it was; an older one gives no number twice, and revives nothing that was withdrawn. */

import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import supertest from 'supertest';
import { parseConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import { backUp } from '../../server/compose/backup.ts';
import { dataPaths } from '../../server/compose/install-options.ts';
import {
  openKeyOffice,
  openPeopleOffice,
  openRevocationOffice,
  openTrustRegister,
} from '../../server/compose/offices.ts';
import { type Install, openInstall } from '../../server/compose/open-install.ts';
import { openRecoveryOffice } from '../../server/compose/recovery-office.ts';
import { type RestoreRequest, restoreBackup } from '../../server/compose/restore.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { tokenOf } from '../support/actors.ts';
import { everyListed } from '../support/every-listed.ts';
import { testApp } from '../support/http-app.ts';
import { copyInstall, seededRequest, type TestInstall, testOptions } from '../support/install.ts';
import { keyEntries } from '../support/key-store.ts';
import { issueCrl, testRoot } from '../support/pki.ts';

const BY = operatorActor('operator');
const KEY = 'test-maker-ecdsa-p256-sha256';

let root: string;
let copy: ReturnType<typeof copyInstall>;
let install: Install;
let recipient: string;
let seed = 70_000;
const place = (name: string) => path.join(root, name);

beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'vinseal-backup-'));
  copy = copyInstall();
  install = await openInstall(testOptions(copy.folder, { journal: place('journal') }));
  await install.keepJournal();
  const identity = await generateX25519Identity();
  writeFileSync(place('identity'), `# made for this test\n${identity}\n`);
  recipient = await identityToRecipient(identity);
});
afterEach(async () => {
  await install.close();
  copy.remove();
  rmSync(root, { recursive: true });
});

const backup = () => backUp({ data: copy.folder, to: place('backups'), key: { recipient } });
const restoring = (to: string, more: Partial<RestoreRequest> = {}) =>
  restoreBackup({
    from: place('backups'),
    to: place(to),
    key: { identityFile: place('identity') },
    snapshot: null,
    journal: null,
    by: BY,
    ...more,
  });

async function issue(of: Install, supersedes?: string, vins: number = seed++): Promise<string> {
  const request = seededRequest(vins, 2);
  const issued = await of.issue(supersedes === undefined ? request : { ...request, supersedes }, { by: BY });
  if (!issued.ok) throw new Error(JSON.stringify(issued.problem));
  return issued.value.confirmation.number;
}

async function pdfOf(of: Install, number: string): Promise<Uint8Array> {
  const read = await of.pdf(number, operatorActor());
  if (!read.ok) throw new Error(read.problem.code);
  return read.value.pdf;
}

async function verdictOn(of: Install, pdf: Uint8Array) {
  const judged = await of.verify({ pdf, vin: null, destination: null, applicationDate: null });
  if (!judged.ok) throw new Error(judged.problem.code);
  return { verdict: judged.value.verdict, code: judged.value.checks.find(({ id }) => id === 'registered')?.code };
}

async function reopened(folder: string, journal: string | null = null): Promise<Install> {
  return openInstall(testOptions(place(folder), { journal }));
}

test('a backup under load comes back whole', async () => {
  const before = [await issue(install), await issue(install)];
  const [report] = await Promise.all([backup(), ...[1, 2, 3].map(() => issue(install))]);
  expect(report.absent).toEqual([]);
  const second = await backup();
  expect(second.written).toBeLessThan(report.written);
  const told = await restoring('data');
  expect(told?.recovery).toMatchObject({ isComplete: true });
  const restored = await reopened('data');
  try {
    const page = (of: Install) => everyListed(of);
    expect(await page(restored)).toEqual(await page(install));
    for (const number of before) expect(await pdfOf(restored, number)).toEqual(await pdfOf(install, number));
    expect(await verdictOn(restored, await pdfOf(install, before[0] as string))).toMatchObject({ verdict: 'valid' });
    expect(await keyEntries(place('data'))).toEqual(await keyEntries(copy.folder));
    await issue(restored);
  } finally {
    await restored.close();
  }
});

test('an older backup with the journal: what ended since has ended, and documents come back by their files', async () => {
  const [kept, withdrawn, replaced] = [
    await issue(install),
    await issue(install),
    await issue(install, undefined, 80_001),
  ];
  const endedSince = await tokenOf(install);
  await backup();
  const since = await issue(install);
  const gone = await issue(install);
  await install.withdraw(withdrawn as string, { reason: 'lost' }, BY);
  await install.withdraw(gone, { reason: 'issued-in-error' }, BY);
  const successor = await issue(install, replaced, 80_001);
  await install.keys.suspend(KEY, BY);
  const madeSince = await tokenOf(install);
  const former = await install.actorOfToken(endedSince);
  await install.accessKeys.end(former?.id ?? '', BY);
  const files = place('files');
  mkdirSync(files);
  const pdfs: Record<string, Uint8Array> = {};
  for (const number of [kept, withdrawn, replaced, since, gone, successor])
    pdfs[number as string] = await pdfOf(install, number as string);

  const report = await restoring('data');
  expect(report).toMatchObject({
    awaited: [since, gone, successor].toSorted(),
    recovery: { isComplete: true, confirmedAt: null },
  });
  const restored = await reopened('data');
  try {
    const verdict = (number: string) => verdictOn(restored, pdfs[number] as Uint8Array);
    expect(await verdict(kept as string)).toMatchObject({ verdict: 'valid' });
    expect(await verdict(withdrawn as string)).toMatchObject({ verdict: 'withdrawn' });
    expect(await verdict(replaced as string)).toMatchObject({ verdict: 'withdrawn' });
    expect(await verdict(since)).toEqual({ verdict: 'undecided', code: 'registration-lost' });
    expect(await restored.issue(seededRequest(seed++), { by: BY })).toMatchObject({
      problem: { code: 'restore-not-confirmed' },
    });
    const listed = await restored.keys.list(operatorActor());
    const states = new Map(listed.ok ? listed.value.map(({ keyId, state }) => [keyId, state]) : []);
    expect(states.get(KEY)).toBe('suspended');
    expect(await restored.actorOfToken(madeSince)).toBeNull();
    expect(await restored.actorOfToken(endedSince)).toBeNull();

    // In any order, and twice.
    for (const number of [successor, since, gone, since])
      expect(await restored.adopt(pdfs[number] as Uint8Array, BY)).toMatchObject({ ok: true, value: { number } });
    expect(await verdict(since)).toMatchObject({ verdict: 'valid' });
    expect(await verdict(gone)).toMatchObject({ verdict: 'withdrawn' });
    expect(await verdict(successor)).toMatchObject({ verdict: 'valid' });
    const { issuedBy } = ((await restored.find(since, operatorActor())) as { value: { issuedBy: string } }).value;
    expect(issuedBy).toBe('operator');
  } finally {
    await restored.close();
  }
  const office = await openRecoveryOffice({ data: place('data') });
  expect(await office.confirm(BY)).toMatchObject({ ok: true });
  office.close();
  const confirmed = await reopened('data');
  try {
    const next = parseConfirmationNumber(await issue(confirmed))?.sequence ?? 0;
    expect(next).toBe((parseConfirmationNumber(successor)?.sequence ?? 0) + 1);
  } finally {
    await confirmed.close();
  }
});

test('without the journal everything is undecided until the operator confirms, and 10,000 numbers are skipped', async () => {
  const kept = await issue(install);
  await backup();
  const since = await issue(install);
  const [pdf, later] = [await pdfOf(install, kept), await pdfOf(install, since)];
  const report = await restoring('data', { journal: 'none' });
  expect(report?.recovery).toMatchObject({ isComplete: false, confirmedAt: null });
  const restored = await reopened('data', 'none');
  const vin = seededRequest(seed - 2).vehicles[0]?.vin ?? '';
  expect(await verdictOn(restored, pdf)).toEqual({ verdict: 'undecided', code: 'registry-not-confirmed' });
  expect(await verdictOn(restored, later)).toEqual({ verdict: 'undecided', code: 'registration-lost' });
  expect(await restored.lookUp({ number: since, vinTail: vin })).toMatchObject({
    problem: { code: 'registry-not-complete' },
  });
  // Files that no record names are held, however old they are.
  expect(await restored.sweepFiles(null)).toMatchObject({ examined: 0 });
  expect(await restored.adopt(later, BY)).toMatchObject({ ok: true, value: { outcome: 'adopted' } });
  await restored.close();
  const office = await openRecoveryOffice({ data: place('data'), journal: 'none' });
  expect(await office.confirm(BY)).toMatchObject({ ok: true });
  office.close();
  const confirmed = await reopened('data', 'none');
  try {
    expect(await verdictOn(confirmed, pdf)).toMatchObject({ verdict: 'valid' });
    const highest = parseConfirmationNumber(kept)?.sequence ?? 0;
    expect(parseConfirmationNumber(await issue(confirmed))?.sequence).toBe(highest + 10_001);
  } finally {
    await confirmed.close();
  }
});

test('without the journal no access key is let in until the operator confirms: some may have been ended', async () => {
  const people = await openPeopleOffice({ data: copy.folder, journal: place('journal') });
  const made = await people.createAccessKey({ organisation: 'operator', name: 'ERP', roles: ['auditor'], days: 9 }, BY);
  if (!made.ok) throw new Error(made.problem.code);
  await backup();
  expect(await people.endAccessKey(made.value.key.id, BY)).toMatchObject({ ok: true });
  await people.close();
  await restoring('data', { journal: 'none' });
  const restored = await reopened('data', 'none');
  try {
    const app = testApp({ ...restored, folder: place('data') } as TestInstall);
    for (const secret of [made.value.secret, await tokenOf(restored)])
      expect((await supertest(app).get('/api/v1/confirmations').auth(secret, { type: 'bearer' })).body).toMatchObject({
        code: 'restore-not-confirmed',
      });
  } finally {
    await restored.close();
  }
});

test('a database that was put back in place is noticed, and repaired by what lies outside it', async () => {
  await backup();
  await install.close();
  const { store } = dataPaths(copy.folder);
  copyFileSync(store, place('older.sqlite'));
  install = await openInstall(testOptions(copy.folder));
  const [withdrawn, since] = [await issue(install), await issue(install)];
  await install.withdraw(withdrawn, { reason: 'lost' }, BY);
  const pdf = await pdfOf(install, since);
  await install.close();
  for (const name of readdirSync(copy.folder))
    if (name.startsWith('vinseal.sqlite-')) rmSync(path.join(copy.folder, name));
  copyFileSync(place('older.sqlite'), store);

  install = await openInstall(testOptions(copy.folder));
  expect(await install.issue(seededRequest(seed++), { by: BY })).toMatchObject({ problem: { code: 'store-set-back' } });
  expect(await install.sweepFiles(null)).toMatchObject({ examined: 0 });
  await expect(install.keepJournal()).rejects.toMatchObject({ code: 'store-set-back' });
  const office = await openRecoveryOffice({ data: copy.folder });
  const repaired = await office.repair(BY, false);
  expect(repaired).toMatchObject({ ok: true, value: { awaited: [withdrawn, since], recovery: { isComplete: true } } });
  await expect(office.repair(BY, false)).rejects.toMatchObject({ code: 'nothing-to-repair' });
  office.close();
  expect(await install.adopt(pdf, BY)).toMatchObject({ ok: true });
  expect(await verdictOn(install, pdf)).toMatchObject({ verdict: 'valid' });
});

test('a whole data folder that was put back is noticed by the journal, and vouches for nothing', async () => {
  const vins = seed++;
  const withdrawn = await issue(install, undefined, vins);
  const kept = await pdfOf(install, withdrawn);
  expect(await verdictOn(install, kept)).toMatchObject({ verdict: 'valid' });
  await install.close();
  const older = copyInstallOf(copy.folder);
  install = await openInstall(testOptions(copy.folder));
  await install.withdraw(withdrawn, { reason: 'lost' }, BY);
  const since = await pdfOf(install, await issue(install));
  const set = await openInstall(testOptions(older));
  try {
    expect(await verdictOn(set, kept)).toEqual({ verdict: 'undecided', code: 'registry-not-confirmed' });
    expect(await verdictOn(set, since)).toEqual({ verdict: 'undecided', code: 'registration-lost' });
    expect(await set.lookUp({ number: withdrawn, vinTail: seededRequest(vins).vehicles[0]?.vin ?? '' })).toMatchObject({
      problem: { code: 'registry-not-complete' },
    });
    expect((await set.findFaults()).map(({ code }) => code)).toEqual(['store-set-back']);
    expect(await set.issue(seededRequest(seed++), { by: BY })).toMatchObject({ problem: { code: 'store-set-back' } });
  } finally {
    await set.close();
  }
});

function copyInstallOf(folder: string): string {
  const to = place('older');
  copyTree(folder, to);
  return to;
}

function copyTree(from: string, to: string): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) copyTree(source, target);
    else copyFileSync(source, target);
  }
}

test('what was changed in a backup, left out of it or opened with another key is refused', async () => {
  await issue(install);
  await backup();
  writeFileSync(place('other'), await generateX25519Identity());
  await expect(restoring('a', { key: { identityFile: place('other') } })).rejects.toMatchObject({
    code: 'backup-key-wrong',
  });
  await expect(restoring('a', { key: { identityFile: place('journal') } })).rejects.toMatchObject({
    code: 'backup-key-not-valid',
  });
  await expect(restoring('a', { from: root })).rejects.toMatchObject({ code: 'backup-not-found' });
  await expect(restoring('a', { snapshot: 'none' })).rejects.toMatchObject({ code: 'backup-not-found' });
  mkdirSync(place('full'));
  writeFileSync(place('full/x'), '');
  await expect(restoring('full')).rejects.toMatchObject({ code: 'restore-folder-not-empty' });
  const objects = readdirSync(place('backups/objects'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  for (const object of objects.slice(0, 6)) {
    const bytes = readFileSync(object);
    const changed = Buffer.from(bytes);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    writeFileSync(object, changed);
    await expect(restoring('b')).rejects.toMatchObject({ code: 'backup-damaged' });
    rmSync(object);
    await expect(restoring('b')).rejects.toMatchObject({ code: 'backup-incomplete' });
    writeFileSync(object, bytes);
  }
  await expect(backUp({ data: copy.folder, to: copy.folder, key: { recipient } })).rejects.toMatchObject({
    code: 'backup-folder-not-ours',
  });
  const inside = path.join(copy.folder, 'backups');
  await expect(backUp({ data: copy.folder, to: inside, key: { recipient } })).rejects.toMatchObject({
    code: 'backup-folder-not-ours',
  });
  expect(readdirSync(place('b')).filter((name) => name !== '.setup.lock')).toEqual([]);
  await restoring('b');
  await expect(restoring('b')).rejects.toMatchObject({ code: 'restore-folder-not-empty' });
});

test('a suspension of trust since the backup comes back, and a key made since is known as compromised', async () => {
  await backup();
  const keys = await openKeyOffice(testOptions(copy.folder));
  const wish = {
    keyId: 'new',
    manufacturerId: 'test-maker',
    algorithm: 'ecdsa-p256-sha256',
    source: 'file',
    existing: null,
  } as const;
  expect(await keys.create(wish, BY)).toMatchObject({ ok: true });
  expect(await keys.markCompromised('new', '2026-06-01T00:00:00.000Z', BY)).toMatchObject({ ok: true });
  const publicKey = (await keys.list()).find(({ keyId }) => keyId === 'new')?.publicKey;
  await keys.close();
  const trust = await openTrustRegister(testOptions(copy.folder));
  await trust.setSuspended({ anchor: 'development-ca', manufacturer: null }, true, BY);
  trust.close();
  await restoring('data');
  const restored = await openTrustRegister(testOptions(place('data')));
  expect((await restored.anchors()).find(({ id }) => id === 'development-ca')?.status).toBe('suspended');
  restored.close();
  const ledger = await openKeyOffice(testOptions(place('data')));
  expect((await ledger.list()).find(({ keyId }) => keyId === 'new')).toMatchObject({ state: 'compromised', publicKey });
  await ledger.close();
});

test('revocation lists added since the backup are named, and those removed since are removed again', async () => {
  const office = async (data: string) => openRevocationOffice({ data: place(data) });
  const root = await testRoot({ name: 'lists-ca' });
  const listOf = async (day: number) => {
    const times = { thisUpdate: `2026-06-0${day}T00:00:00.000Z`, nextUpdate: '2030-01-01T00:00:00.000Z' };
    return { file: `${day}.crl`, octets: await issueCrl({ signer: root, ...times }) };
  };
  const open = await openRevocationOffice({ data: copy.folder, journal: place('journal') });
  const [first] = await open.add([await listOf(1)], BY, false);
  await backup();
  const added = await open.add([await listOf(2), await listOf(3)], BY, false);
  const nameOf = (outcome: (typeof added)[number] | undefined) =>
    outcome?.result.ok ? outcome.result.value.list.name : '';
  expect(await open.remove(nameOf(first), BY)).toMatchObject({ ok: true });
  await open.close();
  const report = await restoring('data');
  expect(report?.missingLists).toEqual([
    { name: nameOf(added[1]), issuer: expect.stringContaining('lists-ca'), number: '1' },
  ]);
  const restored = await office('data');
  expect((await restored.all()).map(({ name }) => name)).not.toContain(nameOf(first));
  await restored.close();
});

/** A folder as the first backup with a passphrase begins it (`operations.test.ts`), but for the seconds that the lock takes. */
async function beginLocked(folder: string, passphrase: string): Promise<void> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(10);
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'identity.age'), await encrypter.encrypt(await generateX25519Identity()));
  writeFileSync(
    path.join(folder, 'vinseal-backup.json'),
    JSON.stringify({ format: 'vinseal.backup.v1', encryption: 'passphrase' }),
  );
}

test('a passphrase locks a backup, and another one does not open it', async () => {
  writeFileSync(place('passphrase'), 'correct horse battery staple\n');
  writeFileSync(place('other'), 'another horse battery staple\n');
  writeFileSync(place('short'), 'short\n');
  const withPassphrase = (name: string) => ({ key: { passphraseFile: place(name) } });
  const to = place('backups');
  await beginLocked(to, 'correct horse battery staple');
  await backUp({ data: copy.folder, to, ...withPassphrase('passphrase') });
  await expect(backUp({ data: copy.folder, to, ...withPassphrase('other') })).rejects.toMatchObject({
    code: 'backup-key-wrong',
  });
  await expect(backUp({ data: copy.folder, to, key: { recipient } })).rejects.toMatchObject({
    code: 'backup-key-wrong',
  });
  await expect(restoring('data', withPassphrase('short'))).rejects.toMatchObject({ code: 'backup-key-not-valid' });
  expect(await restoring('data', withPassphrase('passphrase'))).toMatchObject({ recovery: { isComplete: true } });
});
