import autocannon from 'autocannon';
import { figuresOf, round, type Times } from '../figures.ts';
import type { LoadedService } from './loaded-service.ts';

/** One kind of request under load. */
export type Ammunition = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Bodies in turn; a function gives each request one of its own. */
  readonly bodies: readonly (string | Buffer)[] | (() => string);
  /** Whether an answer is the right one. */
  readonly isRight: (body: string) => boolean;
};

export type LoadFigures = Times & {
  readonly clients: number;
  /** Answers that were not 2xx, were wrong, or never came. */
  readonly errors: number;
  readonly rssMb: number;
  readonly longestDelayMs: number;
  /** Processor time of the service for each request, all its threads together. */
  readonly cpuMsPerRequest: number;
};

/**
 * Sends so many requests over so many connections, the next one on each as soon as the last is answered. All are answered: a client
 * that leaves in the middle would end the thread that reads its upload, and the next measurement would begin with loading another.
 */
export async function fire(
  service: LoadedService,
  ammunition: Ammunition,
  { clients, requests }: { readonly clients: number; readonly requests: number },
): Promise<LoadFigures> {
  await service.longestDelayMs();
  const cpuBefore = service.cpuMs();
  const times: number[] = [];
  const { path, headers, isRight } = ammunition;
  const options: autocannon.Options = {
    ...{ url: service.address, connections: clients, amount: requests, timeout: 60, method: 'POST', headers },
    requests: requestsOf(path, ammunition.bodies),
    verifyBody: (body) => isRight(String(body)),
  };
  const started = performance.now();
  let ended = started;
  const result = await run(options, (took) => {
    times.push(took);
    ended = performance.now();
  });
  return {
    clients,
    ...figuresOf(times, ended - started),
    errors: result.errors + result.non2xx + result.mismatches,
    rssMb: Math.round(service.rssMb()),
    longestDelayMs: round(await service.longestDelayMs()),
    cpuMsPerRequest: round((service.cpuMs() - cpuBefore) / times.length),
  };
}

/** `onAnswer` is told how long each answer took, in ms: the result has whole milliseconds. */
function run(options: autocannon.Options, onAnswer: (took: number) => void): Promise<autocannon.Result> {
  return new Promise((resolve, reject) => {
    const running = autocannon(options, (fault: unknown, result) => (fault ? reject(fault) : resolve(result)));
    running.on('response', (_client, _status, _bytes, took) => onAnswer(took));
  });
}

function requestsOf(path: string, bodies: Ammunition['bodies']): autocannon.Request[] {
  if (typeof bodies !== 'function') return bodies.map((body) => ({ path, body }));
  return [{ path, setupRequest: (request) => ({ ...request, body: bodies() }) }];
}
