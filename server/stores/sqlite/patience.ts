import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnusable } from './store-unusable.ts';

/** Does work that another process's write lock may refuse, again and again, until it is done or has waited long enough. */
export type Patience = <Value>(work: () => Promise<Value>) => Promise<Value>;

/** Pauses between two tries, in ms: short at first, since most writes take a few milliseconds. */
const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 20;

/**
 * The event loop goes on meanwhile. Of those that wait only the first one tries, the others after it in the order in which
 * they came: a crowd of writers costs no more than one. Work that is refused must have changed nothing.
 * @param waitMs after so long the refusal is thrown on
 */
export function createPatience(waitMs: number): Patience {
  let last: Promise<unknown> = Promise.resolve();
  return async <Value>(work: () => Promise<Value>): Promise<Value> => {
    const until = performance.now() + waitMs;
    try {
      return await work();
    } catch (error) {
      if (!isBusy(error)) throw error;
    }
    const mine = last.then(() => tryUntil(work, until));
    last = mine.catch(() => undefined);
    return mine;
  };
}

async function tryUntil<Value>(work: () => Promise<Value>, until: number): Promise<Value> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
    try {
      return await work();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= until) throw error;
    }
    await sleep(pause);
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof StoreUnusable && error.code === 'store-busy';
}

type Methods = Readonly<Record<string, (...given: never[]) => Promise<unknown>>>;

/** The same port, each of whose methods is patient. Every method is one transaction or one question. */
export function patient<Port extends Methods>(port: Port, patience: Patience): Port {
  const methods = Object.entries(port).map(([name, method]) => [
    name,
    (...given: never[]) => patience(() => method(...given)),
  ]);
  return Object.fromEntries(methods) as Port;
}
