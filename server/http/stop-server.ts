import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';

/** In ms, each from the moment at which the stop begins, or the last byte came. */
export type StopTimes = {
  /** For as long as something comes within so much, new connections are still taken: what was sent before the stop is read. */
  readonly quietMs: number;
  /** A request of which nothing more has come for so long is given up. */
  readonly stalledMs: number;
  /** After so long all connections are closed. */
  readonly wholeMs: number;
};

const LOOK_MS = 50;

type Open = { readonly request: IncomingMessage; readonly response: ServerResponse };

/**
 * Gives what stops a server so that whatever it has received is answered: every answer from then on closes its connection,
 * idle ones are closed at once, stalled ones soon. Settles when none is left.
 * @param server before its first request
 */
export function stopperOf(server: Server, times: StopTimes): () => Promise<void> {
  const open = new Set<Open>();
  let isStopping = false;
  let arrived = 0;
  server.on('connection', () => {
    arrived += 1;
  });
  // Before the application, which may answer at once.
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const pair = { request, response };
    arrived += 1;
    open.add(pair);
    response.once('close', () => open.delete(pair));
    if (isStopping) response.setHeader('Connection', 'close');
  });
  return async () => {
    isStopping = true;
    for (const { response } of open) if (!response.headersSent) response.setHeader('Connection', 'close');
    await quiet(() => arrived, times.quietMs);
    await closed(server, open, times);
  };
}

/** A flood that does not end is cut off after so many rounds. */
const MAX_ROUNDS = 10;

async function quiet(arrived: () => number, quietMs: number): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const before = arrived();
    await sleep(quietMs);
    // A timer that is late fires before what came meanwhile is read: the loop goes round once more.
    for (let turn = 0; turn < 2; turn += 1) await setImmediate();
    if (arrived() === before) return;
  }
}

function closed(server: Server, open: ReadonlySet<Open>, { stalledMs, wholeMs }: StopTimes): Promise<void> {
  const endStalled = stalledEnder(stalledMs);
  return new Promise((resolve) => {
    const looking = setInterval(() => {
      server.closeIdleConnections();
      for (const { request } of open) endStalled(request);
    }, LOOK_MS);
    const last = setTimeout(() => server.closeAllConnections(), wholeMs);
    server.close(() => {
      clearInterval(looking);
      clearTimeout(last);
      resolve();
    });
  });
}

/** Ends the connection of a request that is not whole and has got no byte for so long. To be asked over and over. */
function stalledEnder(stalledMs: number): (request: IncomingMessage) => void {
  const seen = new WeakMap<IncomingMessage, { readonly bytes: number; readonly since: number }>();
  return (request) => {
    if (request.complete) return;
    const bytes = request.socket.bytesRead;
    const known = seen.get(request);
    if (known === undefined || known.bytes !== bytes) seen.set(request, { bytes, since: performance.now() });
    else if (performance.now() - known.since >= stalledMs) request.socket.destroy();
  };
}
