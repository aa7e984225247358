/** What is kept outside the database: written before an answer, torn by nothing, and noticed where it is touched. */
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { formatConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import { linkEntry } from '../../../server/model/access/audit-chain.ts';
import type { RecordedEntry } from '../../../server/model/access/audit-entry.ts';
import { journalSince } from '../../../server/stores/journal/journal-since.ts';
import { readMarks } from '../../../server/stores/journal/marks-file.ts';
import { openJournal } from '../../../server/stores/journal/open-journal.ts';

let folder: string;
const place = (name: string) => path.join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vinseal-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

type Told = readonly [action: string, subject: string, phase?: RecordedEntry['phase']];

/** A log in memory, with what happened to one manufacturer's confirmations. */
function logOf(...told: readonly Told[]) {
  const entries: RecordedEntry[] = [];
  const add = ([action, id, phase = 'succeeded']: Told) => {
    const subject = { kind: 'confirmation', id };
    const actor = { kind: 'operator', id: 'o', name: 'o' } as const;
    const entry = {
      stream: 'manufacturer:m',
      at: '2026-06-01T00:00:00.000Z',
      actor,
      action,
      phase,
      subject,
      detail: {},
    };
    entries.push(linkEntry(entry, entries.at(-1) ?? null));
  };
  for (const each of told) add(each);
  return {
    add,
    entries,
    list: async ({ after, limit }: { after: number; limit: number }) => entries.slice(after, after + limit),
    heads: async () => {
      const last = entries.at(-1);
      return last === undefined ? {} : { 'manufacturer:m': { position: last.position, hash: last.hash } };
    },
  };
}

const NUMBER = formatConfirmationNumber({ makerCode: 'M', year: 2026, sequence: 1 });
const open = (auditLog: ReturnType<typeof logOf>, file: string | null = place('journal')) =>
  openJournal({ marks: place('marks.json'), file, auditLog });

async function begun() {
  const log = logOf(['register-manufacturer', 'm']);
  const journal = open(log);
  await journal.keep();
  log.add(['issue-confirmation', NUMBER, 'intended']);
  log.add(['use-key', 'k']);
  log.add(['issue-confirmation', NUMBER]);
  await journal.keep();
  return { log, journal };
}

test('the log is asked twice, however much is new: where it ends, and what follows what is known', async () => {
  const { log } = await begun();
  let asked = 0;
  const counted = <Given extends readonly unknown[], Value>(question: (...given: Given) => Promise<Value>) => {
    return (...given: Given) => {
      asked += 1;
      return question(...given);
    };
  };
  log.add(['use-key', 'k']);
  await open({ ...log, list: counted(log.list), heads: counted(log.heads) }).keep();
  expect(asked).toBe(2);
});

test('changes are kept, and the numbers that were given; a key that was used is not', async () => {
  const { log } = await begun();
  const lines = readFileSync(place('journal'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line.slice(65)));
  expect(lines.map(({ kind, entry }) => entry?.action ?? kind)).toEqual([
    'begun',
    'issue-confirmation',
    'issue-confirmation',
  ]);
  expect(await readMarks(place('marks.json'))).toMatchObject({
    heads: { 'manufacturer:m': { position: log.entries.length } },
    numbers: [{ makerCode: 'M', year: 2026, sequence: 1 }],
  });
});

test('many callers at once share a write', async () => {
  const { log, journal } = await begun();
  log.add(['withdraw-confirmation', NUMBER]);
  await Promise.all(Array.from({ length: 20 }, () => journal.keep()));
  expect(readFileSync(place('journal'), 'utf8').trim().split('\n')).toHaveLength(4);
});

test('a line that was being written when its process died is written anew', async () => {
  const { log, journal } = await begun();
  appendFileSync(place('journal'), '0123 half a li');
  log.add(['withdraw-confirmation', NUMBER]);
  await journal.keep();
  const reading = await journalSince(place('journal'), logOf(['register-manufacturer', 'm']));
  expect(reading).toMatchObject({ isComplete: true, numbers: [{ sequence: 1 }] });
  expect(reading.missing.map(({ action }) => action)).toEqual([
    'issue-confirmation',
    'issue-confirmation',
    'withdraw-confirmation',
  ]);
});

test('a process that died before it wrote the marks loses nothing', async () => {
  const { log } = await begun();
  const marks = readFileSync(place('marks.json'));
  log.add(['withdraw-confirmation', NUMBER]);
  await open(log).keep();
  writeFileSync(place('marks.json'), marks);
  await open(log).keep();
  expect(readFileSync(place('journal'), 'utf8').trim().split('\n')).toHaveLength(4);
  expect(await open(log).standing()).toBe('sound');
});

test.each([
  ['lost its end', 0, 'an older one'],
  ['has another history', 3, 'another one'],
])('a database that %s is set back', async (_what, position) => {
  await begun();
  const other = logOf(
    ['register-manufacturer', 'm'],
    ...Array.from({ length: position }, (): Told => ['renew-archive', 'x']),
  );
  expect(await open(other).standing()).toBe('set-back');
  await expect(open(other).keep()).rejects.toMatchObject({ code: 'store-set-back' });
});

test('the journal notices what the marks, set back with the database, do not', async () => {
  const { log, journal } = await begun();
  const marks = readFileSync(place('marks.json'));
  const older = logOf();
  older.entries.push(...log.entries);
  log.add(['withdraw-confirmation', NUMBER]);
  await journal.keep();
  writeFileSync(place('marks.json'), marks);
  expect(await open(older).standing()).toBe('set-back');
  rmSync(place('marks.json'));
  expect(await open(older).standing()).toBe('set-back');
});

test('a journal that is gone, cut or changed is refused', async () => {
  const { log } = await begun();
  const whole = readFileSync(place('journal'));
  renameSync(place('journal'), place('moved'));
  await expect(open(log).keep()).rejects.toMatchObject({ code: 'journal-missing' });
  truncateSync(place('moved'), 100);
  renameSync(place('moved'), place('journal'));
  await expect(open(log).keep()).rejects.toMatchObject({ code: 'journal-damaged' });
  writeFileSync(place('journal'), whole.toString().replace('intended', 'succeeded'));
  await expect(journalSince(place('journal'), log)).rejects.toMatchObject({ code: 'journal-damaged' });
  await expect(open(log, place('none/journal')).keep()).rejects.toMatchObject({ code: 'journal-not-writable' });
});

test('a journal that was moved goes on; without a name the one before is used', async () => {
  const { log } = await begun();
  renameSync(place('journal'), place('moved'));
  log.add(['withdraw-confirmation', NUMBER]);
  await open(log, place('moved')).keep();
  log.add(['withdraw-confirmation', NUMBER]);
  await open(log, null).keep();
  expect(readFileSync(place('moved'), 'utf8').trim().split('\n')).toHaveLength(5);
});

test('what happened while no journal was kept is a gap that a restore learns of', async () => {
  const { log } = await begun();
  await open(log, 'none').keep();
  log.add(['withdraw-confirmation', NUMBER]);
  await open(log, 'none').keep();
  await open(log, place('journal')).keep();
  expect((await journalSince(place('journal'), logOf(['register-manufacturer', 'm']))).isComplete).toBe(false);
  expect((await journalSince(place('journal'), log)).isComplete).toBe(true);
});

test('what is kept soon is there once all has settled; what cannot be is told by the next that waits', async () => {
  const { log, journal } = await begun();
  log.add(['withdraw-confirmation', NUMBER]);
  journal.keepSoon();
  await journal.settled();
  expect((await readMarks(place('marks.json'))).heads).toMatchObject({
    'manufacturer:m': { position: log.entries.length },
  });
  log.entries.length = 1;
  journal.keepSoon();
  await journal.settled();
  await expect(journal.keep()).rejects.toMatchObject({ code: 'store-set-back' });
});

test('a lock that could not be taken is told, and taken the next time', async () => {
  const { log } = await begun();
  const elsewhere = place('elsewhere');
  const journal = openJournal({ marks: path.join(elsewhere, 'marks.json'), file: place('journal'), auditLog: log });
  await expect(journal.keep()).rejects.toMatchObject({ code: 'journal-not-writable' });
  mkdirSync(elsewhere);
  await journal.keep();
});

test('what a running process saw of the log must still be there, though its marks do not know it; after a restore it need not', async () => {
  const { log, journal } = await begun();
  log.add(['withdraw-confirmation', NUMBER]);
  expect(await journal.standing()).toBe('sound');
  log.entries.pop();
  expect(await open(log).standing()).toBe('sound');
  expect(await journal.standing()).toBe('set-back');
  log.add(['renew-archive', NUMBER]);
  log.add(['renew-archive', NUMBER]);
  expect(await journal.standing()).toBe('set-back');
  await expect(journal.keep()).rejects.toMatchObject({ code: 'store-set-back' });
  await open(log).restart();
  expect(await journal.standing()).toBe('sound');
});
