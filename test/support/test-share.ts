/**
 * How much of the seeded work a run of the tests does. `npm test` does a twentieth; `npm run faults` and `npm run attacks` do all.
 * Two variables say otherwise: `VINSEAL_TEST_SHARE`, above 0 and at most 1 (0.05), and `VINSEAL_TEST_SEED`, a whole number that
 * is added to every seed (0).
 */
const share = numberFrom('VINSEAL_TEST_SHARE', 0.05, (value) => value > 0 && value <= 1);
const seedOffset = numberFrom('VINSEAL_TEST_SEED', 0, (value) => Number.isSafeInteger(value) && value >= 0);

/** The count of this run, of a full one; never below `least`, which is what every kind at least once takes. */
export function shareOf(full: number, least = 1): number {
  return Math.max(Math.min(least, full), Math.ceil(full * share));
}

/** Of the steps at which a process is killed: every one in a full run, else every second one and the last. */
export function someOf<Step>(steps: readonly Step[]): readonly Step[] {
  if (isFullRun()) return steps;
  return steps.filter((_step, index) => index % 2 === 0 || index === steps.length - 1);
}

/** Whether this run does all there is. */
export function isFullRun(): boolean {
  return share === 1;
}

/** The seed of this run, of the usual one. */
export function seedOf(usual: number): number {
  return usual + seedOffset;
}

function numberFrom(name: string, usual: number, isFit: (value: number) => boolean): number {
  const text = process.env[name];
  if (text === undefined || text === '') return usual;
  if (isFit(Number(text))) return Number(text);
  throw new Error(`${name} is "${text}": see test/support/test-share.ts`);
}
