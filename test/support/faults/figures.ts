import { appendFileSync } from 'node:fs';
import type { Ledger } from './ledger.ts';

type Run = {
  readonly name: string;
  readonly ledger: Ledger;
  /** How long the service was away after each fault, in ms. */
  readonly away: readonly number[];
  readonly lasted: number;
  readonly problems: number;
};

/** One scenario in a line, as docs/scale.md has it. */
export function figuresOf({ name, ledger, away, lasted, problems }: Run): string {
  const sorted = away.toSorted((one, other) => one - other);
  const seconds = (ms: number) => (ms / 1_000).toFixed(1);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const count = (kind: string) => ledger.attempts.filter((one) => one.kind === kind && one.outcome === 'done').length;
  const refused = new Map<string, number>();
  for (const { outcome } of ledger.attempts)
    if (outcome !== 'done') refused.set(outcome, (refused.get(outcome) ?? 0) + 1);
  const codes = [...refused].map(([code, times]) => `${code} ${times}`).join(', ');
  const done = `${ledger.held.size} issued, ${count('withdraw')} withdrawn, ${count('verify')} verified`;
  return `| ${name} | ${away.length} | ${seconds(median)} / ${seconds(sorted.at(-1) ?? 0)} | ${done} | ${codes} | ${problems} | ${seconds(lasted)} |`;
}

/** To the terminal, which jest does not hold back, and to a file that is named. */
export function tellFigures(line: string): void {
  process.stderr.write(`${line}\n`);
  const file = process.env.VINSEAL_TEST_FIGURES;
  if (file !== undefined && file !== '') appendFileSync(file, `${line}\n`);
}
