import { seededRandom } from '../support/seeded-random.ts';
import { type Material, mutate } from './mutate.ts';

/** A reader of hostile bytes, with what must hold whatever they are. */
export type Target = {
  readonly name: string;
  readonly words: Material['words'];
  readonly seeds: () => Promise<readonly Uint8Array[]>;
  /** Reads the bytes and checks everything that must hold. Gives what was noticed in words; throws where something does not hold. */
  readonly run: (bytes: Uint8Array) => Promise<string>;
};

export type Broken = { readonly bytes: Uint8Array; readonly fault: unknown };

/** Inputs that are kept: beyond this many the oldest findings are enough to start from. */
const MAX_KEPT = 2000;
const MAX_BYTES = 64 * 1024;

/**
 * Runs a target on changed inputs as long as `goOn` says. What a reader says of an input (its words for what is wrong) stands
 * for the way that it took through the code: an input that makes it say something new is kept, and changed further.
 */
export async function runFuzz(
  target: Target,
  { seed, goOn }: { readonly seed: number; readonly goOn: (runs: number) => boolean },
): Promise<{ readonly runs: number; readonly noticed: number; readonly broken: Broken | null }> {
  const random = seededRandom(seed);
  const kept = [...(await target.seeds())];
  const noticed = new Set<string>();
  for (const bytes of kept) noticed.add(await target.run(bytes));
  let runs = 0;
  for (; goOn(runs); runs += 1) {
    const source = kept[Math.floor(random() * kept.length)] ?? new Uint8Array();
    const bytes = mutate(source, random, { words: target.words, others: kept }).subarray(0, MAX_BYTES);
    try {
      const said = await target.run(bytes);
      if (noticed.has(said) || kept.length >= MAX_KEPT) continue;
      noticed.add(said);
      kept.push(bytes);
    } catch (fault) {
      return { runs, noticed: noticed.size, broken: { bytes, fault } };
    }
  }
  return { runs, noticed: noticed.size, broken: null };
}

/** What a reader says, without the places. */
export function withoutNumbers(text: string): string {
  return text.replace(/\d+/g, '#').slice(0, 500);
}
