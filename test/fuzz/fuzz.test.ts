import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { seedOf, shareOf } from '../support/test-share.ts';
import { derTarget } from './der-target.ts';
import { pdfTarget } from './pdf-target.ts';
import { runFuzz } from './run-fuzz.ts';

/** `npm run fuzz` looks for longer, with another seed each time, and keeps what it finds where this replays it. */
const SEEDS = path.join(import.meta.dirname, 'seeds');

describe.each([
  { target: pdfTarget, runs: shareOf(4000), leastNoticed: shareOf(100, 15) },
  { target: derTarget, runs: shareOf(3000), leastNoticed: shareOf(50, 8) },
])('$target.name', ({ target, runs, leastNoticed }) => {
  const found = readdirSync(SEEDS).filter((file) => file.startsWith(`${target.name}-`));
  test('what was found once holds now', async () => {
    for (const file of found) await target.run(new Uint8Array(readFileSync(path.join(SEEDS, file))));
  });

  test('whatever is done to the bytes, what must hold does', async () => {
    const { broken, noticed } = await runFuzz(target, { seed: seedOf(20260105), goOn: (done) => done < runs });
    if (broken !== null) throw new Error(`${Buffer.from(broken.bytes).toString('base64')}`, { cause: broken.fault });
    expect(noticed).toBeGreaterThan(leastNoticed);
  });
});

test('a fault that three steps lead to is found, and its input kept', async () => {
  const steps = ['A', 'AB', 'ABC'];
  const { broken } = await runFuzz(
    {
      name: 'steps',
      words: ['B', 'C', 'D'],
      seeds: async () => [Uint8Array.of(0x41)],
      run: async (bytes) => {
        const text = Buffer.from(bytes).toString('latin1');
        if (text.startsWith('ABCD')) throw new Error('reached');
        return steps.filter((step) => text.startsWith(step)).join();
      },
    },
    { seed: 1, goOn: (done) => done < 20_000 },
  );
  expect(Buffer.from(broken?.bytes ?? []).toString('latin1')).toMatch(/^ABCD/);
});
