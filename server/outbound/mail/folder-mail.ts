import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { writeFileDurablyAsync } from '../../files/durable-files.ts';
import { makeFolder } from '../../files/make-folder.ts';
import type { Clock } from '../../ports/clock.ts';
import { type KeptLetter, type Mail, MailNotSent, type Outbox } from '../../ports/mail.ts';
import { checkLetter } from './check-letter.ts';

const DAY_MS = 86_400_000;
/** Letters hold links that let somebody in: they are kept no longer than such a link works. */
const KEPT_DAYS = 7;

/** Letters as files of a folder, for an install without a mail server; older ones go when one is added. */
export function openFolderMail(folder: string, clock: Clock): Mail & Outbox {
  return {
    send: async (letter) => {
      const at = clock.now();
      const id = `${at.replaceAll(':', '-')}-${randomUUID().slice(0, 8)}`;
      const kept: KeptLetter = { ...checkLetter(letter), id, at };
      try {
        makeFolder(folder);
        const octets = new TextEncoder().encode(`${JSON.stringify(kept, null, 2)}\n`);
        await writeFileDurablyAsync(path.join(folder, `${id}.json`), octets, 0o600);
        await removeOld(folder, Date.parse(at));
      } catch (cause) {
        throw new MailNotSent(`a letter could not be written to ${folder}`, { cause });
      }
    },
    list: async (most, before = null) => {
      const all = (await namesIn(folder)).toReversed();
      const names = all.filter((name) => before === null || name < `${before}.json`).slice(0, most);
      const texts = await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8').catch(() => null)));
      return texts.flatMap((text) => (text === null ? [] : [JSON.parse(text) as KeptLetter]));
    },
  };
}

/** By age: a name begins with its instant. */
async function namesIn(folder: string): Promise<readonly string[]> {
  if (!existsSync(folder)) return [];
  return (await readdir(folder)).filter((name) => /^\d{4}-.*\.json$/.test(name)).toSorted();
}

async function removeOld(folder: string, now: number): Promise<void> {
  const until = new Date(now - KEPT_DAYS * DAY_MS).toISOString().replaceAll(':', '-');
  const old = (await namesIn(folder)).filter((name) => name < until);
  await Promise.all(old.map((name) => rm(path.join(folder, name), { force: true })));
}
