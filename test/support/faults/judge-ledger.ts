import type { Connection } from 'mongoose';
import { parseConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import { modelsOf } from '../../../server/stores/mongo/database.ts';
import { type Held, type Ledger, verdictOn } from './ledger.ts';
import type { ServiceClient } from './service-client.ts';

/**
 * What the store holds that clients were not told, the reverse, and what contradicts itself in it. Empty where all holds. For a
 * store that nobody changes now; `ledgers` of all that was ever asked of it.
 */
export async function storeProblems(connection: Connection, ledgers: readonly Ledger[]): Promise<readonly string[]> {
  const held = ledgers.flatMap((ledger) => [...ledger.held.values()]);
  const refused = new Set(ledgers.flatMap((ledger) => [...ledger.refused]));
  const { confirmations, lines } = modelsOf(connection);
  const all = await confirmations.find().lean();
  const live = new Map(all.filter(({ state }) => state === 'live').map((record) => [record._id, record]));
  const told = new Map(held.map((one) => [one.number, one]));
  const standing = await standingLines(connection);
  const claimed = await lines.find({ claims: 'live' }).lean();
  return [
    ...held.filter(({ number }) => !live.has(number)).map(({ number }) => `${number} was answered and is not there`),
    ...[...live.keys()].filter((number) => !told.has(number)).map((number) => `${number} is there and nobody was told`),
    ...held
      .filter(({ number, key }) => (live.get(number)?.idempotencyKey ?? key) !== key)
      .map(({ number }) => `${number} is there under another key`),
    ...[...live.values()]
      .filter(({ idempotencyKey: key }) => refused.has(key ?? ''))
      .map(({ _id }) => `${_id} was refused`),
    ...twice(all.map(({ _id }) => String(parseConfirmationNumber(_id)?.sequence))).map(
      (one) => `${one} was given twice`,
    ),
    ...twice([...live.values()].map(({ idempotencyKey }) => idempotencyKey ?? '')).map(
      (key) => `${key} was issued twice`,
    ),
    ...twice(claimed.map(({ vin }) => vin)).map((vin) => `${vin} is live twice`),
    ...held
      .filter((one) => standing.get(one.number) !== linesOf(one))
      .map((one) => `${one.number} is ${standing.get(one.number)}, and its client was told ${linesOf(one)}`),
    ...(await logProblems(connection, held)),
  ];
}

/** What the audit log does not tell once. */
async function logProblems(connection: Connection, held: readonly Held[]): Promise<readonly string[]> {
  const { confirmations, entries } = modelsOf(connection);
  const all = await confirmations.find().lean();
  const counts = new Map<string, number>();
  for (const { action, phase, subject } of await entries.find().lean()) {
    const name = `${action} ${phase} ${subject.id}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const of = (action: string, phase: string, number: string) => counts.get(`${action} ${phase} ${number}`) ?? 0;
  const ended = (action: string, number: string) => of(action, 'succeeded', number) + of(action, 'failed', number);
  return [
    ...all
      .filter(({ _id }) => ended('issue-confirmation', _id) !== 1)
      .map(({ _id }) => `the log tells ${ended('issue-confirmation', _id)} times what became of ${_id}`),
    ...held
      .filter(({ number, withdrawals }) => of('withdraw-confirmation', 'succeeded', number) !== withdrawals)
      .map(({ number }) => `the log does not tell the withdrawal of ${number}`),
    ...held
      .filter(({ number }) => ended('withdraw-confirmation', number) > of('withdraw-confirmation', 'intended', number))
      .map(({ number }) => `the log tells that one withdrawal of ${number} succeeded and failed`),
  ];
}

/** How the lines of each number stand, in one text. */
async function standingLines(connection: Connection): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, [string, string][]>();
  for (const { number, vin, status } of await modelsOf(connection).lines.find().lean())
    found.set(number, [...(found.get(number) ?? []), [vin, status]]);
  return new Map([...found].map(([number, lines]) => [number, textOf(lines)]));
}

function linesOf({ standings }: Held): string {
  return textOf([...standings]);
}

function textOf(lines: readonly (readonly [string, string])[]): string {
  return lines
    .map(([vin, standing]) => `${vin} ${standing}`)
    .toSorted()
    .join(', ');
}

function twice(values: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return values.filter((value) => seen.size === seen.add(value).size);
}

/** Each PDF is had from one instance and shown to another, four at a time: what was said of it that its client was not told. */
/** What is undecided on a busy machine is asked once more. */
async function decidedVerdict(verify: () => ReturnType<ServiceClient['verify']>): ReturnType<ServiceClient['verify']> {
  const said = await verify();
  return said.body.verdict === 'undecided' ? verify() : said;
}

export async function fileProblems(
  held: readonly Held[],
  ask: (instance: number) => ServiceClient,
): Promise<readonly string[]> {
  const waiting = held.map((one, index) => ({ one, from: index % 2 }));
  const problems: string[] = [];
  const judgeNext = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { number } = next.one;
      const pdf = await ask(next.from).pdf(number);
      const said = pdf === null ? null : await decidedVerdict(() => ask(1 - next.from).verify(pdf));
      const verdict = said?.body.verdict ?? said?.outcome ?? 'no file';
      if (verdict !== verdictOn(next.one)) problems.push(`${number} is verified as ${verdict}`);
    }
  };
  await Promise.all([judgeNext(), judgeNext(), judgeNext(), judgeNext()]);
  return problems;
}
