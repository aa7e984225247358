import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestHandler } from 'express';
import { actorOf } from '../../actor-of.ts';
import { type BatchTools, idOf, refusedPage } from './batch-tools.ts';
import { progressView } from './batch-view.ts';

/** How often progress is told, in ms, and how often in one answer: a browser asks again by itself, and a service that stops does not wait long. */
const EVERY_MS = 1_000;
const TIMES = 5;

/** The progress of a batch as server-sent events: `progress` with how far it is, `ended` when nothing more will come. */
export function eventsPage(tools: BatchTools): RequestHandler {
  return async (request, response) => {
    const read = () => tools.deps.batches.find(idOf(request), actorOf(response));
    let found = await read();
    if (!found.ok) return refusedPage(response, tools, found.problem);
    response.type('text/event-stream').set({ 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
    response.write(`retry: ${EVERY_MS}\n\n`);
    for (let times = 0; times < TIMES && found.ok && !response.destroyed; times += 1) {
      const { batch, counts } = found.value;
      const { done, all, percent, text } = progressView(counts, tools.words);
      response.write(`event: progress\ndata: ${JSON.stringify({ done, all, percent, text })}\n\n`);
      if (batch.state !== 'approved') {
        response.write('event: ended\ndata: {}\n\n');
        break;
      }
      await sleep(EVERY_MS);
      found = await read();
    }
    response.end();
  };
}
