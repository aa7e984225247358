import { setTimeout as sleep } from 'node:timers/promises';
import { shanghaiDate } from '#core/confirmation/calendar.ts';
import { sampleRequest } from '../../../server/development/sample-request.ts';
import { seededRandom } from '../seeded-random.ts';
import type { Held, Ledger } from './ledger.ts';
import { type IssuedBody, isOpen, type ServiceClient, type Told } from './service-client.ts';

/** One client that changes the registry. */
export type Wishing = {
  readonly ledger: Ledger;
  readonly ask: (instance: number) => ServiceClient;
  /** Names it among all clients of a run of the tests. */
  readonly client: string;
  /** Its confirmations of which nothing was withdrawn or superseded. */
  readonly own: Held[];
  asked: number;
  readonly firstSeed: number;
};

type Wish =
  | { readonly kind: 'issue'; readonly key: string; readonly seed: number; readonly rivals: boolean }
  | { readonly kind: 'supersede'; readonly key: string; readonly seed: number; readonly held: Held }
  | { readonly kind: 'withdraw'; readonly held: Held; readonly all: boolean };

const VEHICLES = 2;
/** So many groups of vehicles are wanted by all clients, from this seed on. */
const RIVALS = { first: 900_000_000, groups: 12 };
/** How long a client goes on asking, in ms. */
const GIVE_UP_MS = 120_000;

/** Decides what the client wants next. The VINs of a confirmation follow from a seed. */
export function nextWish(wishing: Wishing, random: () => number): Wish {
  wishing.asked += 1;
  const key = `${wishing.client}-${wishing.asked}`;
  const dice = random();
  const held = dice < 0.3 ? wishing.own.shift() : undefined;
  if (held !== undefined && dice < 0.15) return { kind: 'withdraw', held, all: random() < 0.5 };
  const seed = wishing.firstSeed + wishing.asked;
  // As often the same vehicles as others.
  if (held !== undefined) return { kind: 'supersede', key, seed: random() < 0.5 ? held.seed : seed, held };
  if (dice > 0.9)
    return { kind: 'issue', key, seed: RIVALS.first + Math.floor(RIVALS.groups * random()), rivals: true };
  return { kind: 'issue', key, seed, rivals: false };
}

/** Asks for it, again and of the other instance too, until it is decided, and writes down what the client was told. */
export async function settleWish(wishing: Wishing, wish: Wish, random: () => number): Promise<void> {
  if (wish.kind === 'withdraw') return withdraw(wishing, wish, random);
  const { ledger, ask } = wishing;
  const { vehicles, ...rest } = requestFor(wish.seed);
  const replaced = wish.kind === 'supersede' ? wish.held : null;
  const request = { ...rest, vehicles, idempotencyKey: wish.key, ...(replaced && { supersedes: replaced.number }) };
  const issueAt = (instance: number) => ledger.attempt('issue', instance, () => ask(instance).issue(request));
  if (replaced !== null) replaced.isChanging = true;
  const told = await untilDecided(wishing, random, (instance, isFirst) =>
    isFirst && random() < 0.1 ? atBoth(ledger, issueAt) : issueAt(instance),
  );
  const number = told.outcome === 'done' ? told.body.number : undefined;
  if (number === undefined) {
    ledger.refused.add(wish.key);
    if (!(wish.kind === 'issue' && wish.rivals && /vin-(already|being)-confirmed/.test(told.outcome)))
      ledger.problems.push(`${wish.kind} ${wish.key} was refused with ${told.outcome}`);
    if (replaced !== null) replaced.isChanging = false;
    return;
  }
  if (ledger.held.has(number)) ledger.problems.push(`${number} was answered twice`);
  if (replaced !== null) {
    for (const vin of replaced.standings.keys()) replaced.standings.set(vin, 'superseded');
    replaced.isChanging = false;
  }
  const standings = new Map(vehicles.map(({ vin }) => [vin, 'live'] as const));
  const { key, seed } = wish;
  const held: Held = { number, key, seed, standings: new Map(standings), withdrawals: 0, isChanging: false };
  ledger.held.set(number, held);
  wishing.own.push(held);
}

function requestFor(seed: number) {
  const random = seededRandom(seed);
  const today = shanghaiDate(new Date().toISOString());
  return sampleRequest({
    vehicles: VEHICLES,
    destination: 'KZ',
    today,
    random: (below) => Math.floor(below * random()),
  });
}

/** One request is sent to both instances at once. What one of them issued both must call by one number. */
async function atBoth(
  ledger: Ledger,
  issueAt: (instance: number) => Promise<Told<IssuedBody>>,
): Promise<Told<IssuedBody>> {
  const both = await Promise.all([issueAt(0), issueAt(1)]);
  const done = both.filter(({ outcome }) => outcome === 'done');
  if (new Set(done.map(({ body }) => body.number)).size > 1) ledger.problems.push('one request was issued twice');
  return done[0] ?? both.find(isOpen) ?? both[0];
}

async function withdraw(
  wishing: Wishing,
  { held, all }: Extract<Wish, { kind: 'withdraw' }>,
  random: () => number,
): Promise<void> {
  const { ledger, ask } = wishing;
  const vins = [...held.standings.keys()].slice(0, all ? VEHICLES : 1);
  const request = { reason: 'issued-in-error', ...(all ? {} : { vins }) };
  held.isChanging = true;
  let isDoubtful = false;
  const told = await untilDecided(wishing, random, async (instance) => {
    const one = await ledger.attempt('withdraw', instance, () => ask(instance).withdraw(held.number, request));
    if (isOpen(one)) isDoubtful = true;
    return one;
  });
  // It was done when nobody could be told.
  if (told.outcome === 'done' || (isDoubtful && told.outcome === 'already-withdrawn')) {
    for (const vin of vins) held.standings.set(vin, 'withdrawn');
    held.withdrawals += 1;
  } else ledger.problems.push(`withdrawing ${held.number} was refused with ${told.outcome}`);
  held.isChanging = false;
}

async function untilDecided<Body extends object>(
  { ledger, client }: Wishing,
  random: () => number,
  send: (instance: number, isFirst: boolean) => Promise<Told<Body>>,
): Promise<Told<Body>> {
  const until = performance.now() + GIVE_UP_MS;
  let instance = Math.floor(2 * random());
  for (let tries = 0; ; tries += 1) {
    const told = await send(instance, tries === 0);
    if (told.outcome.startsWith('internal-error')) ledger.problems.push('an instance answered internal-error');
    if (!isOpen(told)) return told;
    if (performance.now() > until) {
      ledger.problems.push(`a request of ${client} was never decided: ${told.outcome}`);
      return told;
    }
    instance = 1 - instance;
    await sleep(100 + 200 * random());
  }
}
