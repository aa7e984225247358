import type { RequestHandler } from 'express';
import { BATCH_STATES } from '../../../model/batches/batch.ts';
import { actorOf } from '../../actor-of.ts';
import { makerNames } from '../maker-names.ts';
import { addressQuery } from '../page-query.ts';
import { type BatchTools, refusedPage } from './batch-tools.ts';
import { batchView } from './batch-view.ts';

/** The batches that somebody may read, newest first. */
export function batchesPage(tools: BatchTools): RequestHandler {
  const { deps, words, render } = tools;
  return async (request, response) => {
    const state = BATCH_STATES.find((one) => one === request.query.state) ?? '';
    const cursor = typeof request.query.cursor === 'string' ? request.query.cursor : '';
    const asked = { ...(state === '' ? {} : { state }), ...(cursor === '' ? {} : { cursor }) };
    const page = await deps.batches.list(asked, actorOf(response));
    if (!page.ok) return refusedPage(response, tools, page.problem);
    const { items, nextCursor } = page.value;
    const makers = await makerNames(deps, words);
    render(response, words, 'batches/list', {
      title: words.text('batches.list.title'),
      path: 'batches',
      query: addressQuery({ state }),
      batches: items.map((batch) => batchView(batch, makers, words)),
      filters: ['', ...BATCH_STATES].map((value) => ({
        ...{ query: addressQuery({ state: value }), current: value === state },
        text: words.text(value === '' ? 'batches.list.all' : `batches.states.${value}`),
      })),
      next: nextCursor === null ? null : addressQuery({ state, cursor: nextCursor }),
    });
  };
}
