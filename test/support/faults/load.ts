import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../seeded-random.ts';
import { type Ledger, openLedger, verdictOn } from './ledger.ts';
import { failedChecks, type ServiceClient } from './service-client.ts';
import { nextWish, settleWish, type Wishing } from './wishes.ts';

export type Load = {
  readonly ledger: Ledger;
  /**
   * How long after `since` each of those instances had done both again, in ms: issued and verified what was asked of it since
   * then. The longest of them; `limitMs` where that was not long enough.
   */
  readonly backAfter: (since: number, instances: readonly number[], limitMs: number) => Promise<number>;
  /** Settles once every client has its answer. */
  readonly stop: () => Promise<void>;
};

export type LoadOptions = {
  readonly seed: number;
  readonly clients: { readonly changing: number; readonly verifying: number };
  /** How to ask an instance, wherever it listens now. */
  readonly ask: (instance: number) => ServiceClient;
};

/** Clients that issue, withdraw and supersede, and clients that verify, until they are stopped. */
export function startLoad({ seed, clients, ask }: LoadOptions): Load {
  const ledger = openLedger();
  let isStopped = false;
  const until = (client: number, act: (random: () => number) => Promise<void>) => async () => {
    const random = seededRandom(1_000 * seed + client);
    while (!isStopped) await act(random);
  };
  const changing = Array.from({ length: clients.changing }, (_, client) => {
    const firstSeed = (100 * seed + client) * 10_000;
    const wishing: Wishing = { ledger, ask, client: `${seed}-${client}`, own: [], asked: 0, firstSeed };
    return until(client, async (random) => settleWish(wishing, nextWish(wishing, random), random))();
  });
  const verifying = Array.from({ length: clients.verifying }, (_, client) =>
    until(500 + client, (random) => verifyOne(ledger, ask, random))(),
  );
  return {
    ledger,
    backAfter: async (since, instances, limitMs) => {
      for (;;) {
        const times = instances.map((instance) => backAt(ledger, instance, since) - since);
        if (Math.max(...times) <= limitMs) return Math.max(...times);
        if (performance.now() - since > limitMs) return limitMs;
        await sleep(20);
      }
    },
    stop: async () => {
      isStopped = true;
      await Promise.all([...changing, ...verifying]);
    },
  };
}

/** When an instance had issued and verified what was asked of it since; infinite while it has not. */
function backAt({ attempts }: Ledger, instance: number, since: number): number {
  const first = (kind: 'issue' | 'verify') =>
    attempts.find(
      (one) => one.begun >= since && one.instance === instance && one.kind === kind && one.outcome === 'done',
    )?.ended ?? Infinity;
  return Math.max(first('issue'), first('verify'));
}

/** A PDF is had from one instance and shown to the other, which must say of it what its client was told. */
async function verifyOne(ledger: Ledger, ask: LoadOptions['ask'], random: () => number): Promise<void> {
  const known = [...ledger.held.values()];
  const held = known[Math.floor(known.length * Math.sqrt(random()))];
  if (held === undefined) return sleep(50);
  const instance = Math.floor(2 * random());
  const pdf = await ask(1 - instance).pdf(held.number);
  if (pdf === null) return sleep(100);
  const before = held.isChanging ? null : verdictOn(held);
  const told = await ledger.attempt('verify', instance, async () => {
    const { outcome, status, body } = await ask(instance).verify(pdf);
    return { outcome: body.verdict === 'undecided' ? 'undecided' : outcome, status, body };
  });
  const after = held.isChanging ? null : verdictOn(held);
  if (told.outcome !== 'done') return sleep(100);
  const { verdict = '' } = told.body;
  const isRight = before !== null && before === after ? verdict === before : ['valid', 'withdrawn'].includes(verdict);
  if (isRight) return;
  const why = failedChecks(told.body);
  ledger.problems.push(`${held.number} was verified as ${verdict} (${why}), and its client was told ${before}`);
}
