import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { shanghaiDate } from '#core/confirmation/calendar.ts';
import { groupVin } from '#core/confirmation/vin.ts';
import { createInstall } from './compose/install/create-install.ts';
import { type Install, openInstall, SYSTEM_CLOCK, TEMPLATES } from './compose/open-install.ts';
import { installOptions, readConfig } from './config.ts';
import { sampleRequest } from './development/sample-request.ts';
import { loadWords } from './i18n/load-words.ts';
import type { Words } from './i18n/words.ts';
import { DEMONSTRATION } from './model/access/actor.ts';

/** `npm run demo`: issues, verifies, tampers and withdraws in a throw-away folder, and prints each verdict. */
async function demo(): Promise<void> {
  const data = mkdtempSync(path.join(tmpdir(), 'vinseal-demo-'));
  const options = { ...installOptions(readConfig(process.env)), data, mongo: null };
  const words = loadWords(`${TEMPLATES}/locales`).en;
  try {
    say('Making a throw-away install: its own CA, keys, store and TEST manufacturer …');
    await createInstall(options, SYSTEM_CLOCK.now());
    const install = await openInstall(options);
    try {
      await tellStory(install, words);
    } finally {
      await install.close();
    }
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

async function tellStory(install: Install, words: Words): Promise<void> {
  const today = shanghaiDate(install.clock.now());
  const request = sampleRequest({ vehicles: 1, destination: 'KZ', today, random: (below) => randomInt(below) });
  const issued = await install.issue(request, { by: DEMONSTRATION });
  if (!issued.ok) throw new Error(issued.problem.code);
  const { number, lines } = issued.value.confirmation;
  const vin = lines[0]?.vin ?? '';
  const file = await install.pdf(number, DEMONSTRATION);
  if (!file.ok) throw new Error(file.problem.code);
  const { pdf } = file.value;
  say(
    `Issued ${number} for ${groupVin(vin)} to Kazakhstan: ${pdf.length} bytes, SHA-256 ${file.value.confirmation.sha256.slice(0, 16)}…\n`,
  );

  const judge = (what: string, bytes: Uint8Array, asked: { vin?: string; destination?: string } = {}) =>
    judgeAloud(install, words, what, bytes, asked);
  await judge('as issued, for its vehicle', pdf, { vin, destination: 'KZ' });
  await judge('as issued, no vehicle given', pdf);
  await judge('as issued, for another country', pdf, { vin, destination: 'RU' });
  await judge('as issued, one character mistyped', pdf, { vin: `${vin.slice(0, -1)}${(Number(vin.at(-1)) + 1) % 10}` });
  await judge('one byte changed in the middle', flipByte(pdf, Math.floor(pdf.length / 2)), { vin });
  await judge('one byte added at the end', new Uint8Array([...pdf, 0x0a]), { vin });
  const withdrawn = await install.withdraw(number, { reason: 'issued-in-error' }, DEMONSTRATION);
  if (!withdrawn.ok) throw new Error(withdrawn.problem.code);
  await judge('as issued, after its withdrawal', pdf, { vin });
}

async function judgeAloud(
  install: Install,
  words: Words,
  what: string,
  pdf: Uint8Array,
  asked: { readonly vin?: string; readonly destination?: string },
): Promise<void> {
  const verdict = await install.verify({
    pdf,
    vin: asked.vin ?? null,
    destination: asked.destination ?? null,
    applicationDate: null,
  });
  if (!verdict.ok) throw new Error(verdict.problem.code);
  const { verdict: word, headline } = verdict.value;
  say(`${what.padEnd(36)} ${word.toUpperCase().padEnd(10)} ${words.text(`verdicts.${headline}.headline`)}`);
}

function flipByte(bytes: Uint8Array, at: number): Uint8Array {
  const changed = bytes.slice();
  changed[at] = (changed[at] ?? 0) ^ 0x01;
  return changed;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await demo();
