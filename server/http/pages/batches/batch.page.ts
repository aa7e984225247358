import type { RequestHandler, Response } from 'express';
import { isPermitted } from '../../../model/access/permissions.ts';
import { type BatchRow, MAX_ROWS, ROW_STATES } from '../../../model/batches/batch.ts';
import { BATCH_CONTROLS, type BatchControl, controlsOf } from '../../../model/batches/batch-steps.ts';
import { actorOf } from '../../actor-of.ts';
import { sendZip } from '../../send-zip.ts';
import { makerNames } from '../maker-names.ts';
import { addressQuery } from '../page-query.ts';
import { confirmationFiles } from '../requests/downloads.page.ts';
import { type BatchTools, idOf, leadTo, manyOf, refusedPage } from './batch-tools.ts';
import { batchView, progressView, rowView } from './batch-view.ts';

/** How often a page that asks for it is loaded anew, in s. */
const REFRESH_S = 5;

/** A batch: how it stands, how far it has come, and its rows. */
export function batchPage(tools: BatchTools): RequestHandler {
  const { deps, words, render } = tools;
  return async (request, response) => {
    const actor = actorOf(response);
    const id = idOf(request);
    const found = await deps.batches.find(id, actor);
    if (!found.ok) return refusedPage(response, tools, found.problem);
    const { batch, counts } = found.value;
    const state = ROW_STATES.find((one) => one === request.query.rows) ?? '';
    const cursor = typeof request.query.cursor === 'string' ? request.query.cursor : '';
    const asked = { limit: '50', ...(state === '' ? {} : { state }), ...(cursor === '' ? {} : { cursor }) };
    const page = await deps.batches.rows(id, asked, actor);
    if (!page.ok) return refusedPage(response, tools, page.problem);
    const isRunning = batch.state === 'approved';
    const isFollowed = isRunning && request.query.follow === '1';
    if (isFollowed) response.set('Refresh', String(REFRESH_S));
    const owner = { manufacturerId: batch.manufacturerId };
    const mayControl = isPermitted(actor, 'control-batch', owner);
    const mayDecide = batch.state === 'proposed' && isPermitted(actor, 'approve-batch', owner);
    const makers = await makerNames(deps, words);
    render(response, words, 'batches/batch', {
      title: words.text('batches.batch.title', { rows: batch.rows }),
      path: `batches/${id}`,
      query: addressQuery({ rows: state }),
      batch: batchView(batch, makers, words),
      requests: await requestsOf(tools, page.value.items, response),
      progress: progressView(counts, words),
      ...{ isRunning, isFollowed, mayDecide, hasIssued: counts.issued > 0 },
      controls: mayControl ? controlsOf(batch).filter((one) => one !== 'retry' || counts.failed > 0) : [],
      rows: page.value.items.map((row) => rowView(row, words)),
      filters: ['', ...ROW_STATES].map((value) => ({
        ...{ query: addressQuery({ rows: value }), current: value === state },
        text: words.text(value === '' ? 'batches.batch.all-rows' : `batches.row-states.${value}`),
      })),
      next: page.value.nextCursor === null ? null : addressQuery({ rows: state, cursor: page.value.nextCursor }),
    });
  };
}

/** The requests that the rows of the page answer. */
async function requestsOf({ deps }: BatchTools, rows: readonly BatchRow[], response: Response) {
  const ids = [...new Set(rows.flatMap(({ origin }) => origin?.requestId ?? []))];
  const found = await Promise.all(ids.map((id) => deps.findRequest(id, actorOf(response))));
  return found.flatMap((one) => (one.ok ? [{ id: one.value.id, reference: one.value.reference }] : []));
}

/** Asks before a batch is cancelled, which cannot be undone. */
export function cancelForm(tools: BatchTools): RequestHandler {
  const { deps, words, render } = tools;
  return async (request, response) => {
    const found = await deps.batches.find(idOf(request), actorOf(response));
    if (!found.ok) return refusedPage(response, tools, found.problem);
    const { batch, counts } = found.value;
    const makers = await makerNames(deps, words);
    render(response, words, 'batches/cancel', {
      title: words.text('batches.cancel.title'),
      path: `batches/${batch.id}/cancel`,
      batch: batchView(batch, makers, words),
      counts,
    });
  };
}

/** Pauses, resumes, cancels, or tries again what failed. What was done already, or meanwhile, is shown and no fault. */
export function controlPage(tools: BatchTools): RequestHandler {
  return async (request, response) => {
    const [asked] = manyOf(request.body, 'control', 1);
    const control: BatchControl | undefined = BATCH_CONTROLS.find((one) => one === asked);
    if (control === undefined) return leadTo(response, tools, `batches/${encodeURIComponent(idOf(request))}`);
    const done = await tools.deps.batches.control(idOf(request), control, actorOf(response));
    if (!done.ok && done.problem.code !== 'batch-state-wrong') return refusedPage(response, tools, done.problem);
    leadTo(response, tools, `batches/${encodeURIComponent(idOf(request))}`);
  };
}

/** All that were issued, with a list of them and their hashes. */
export function issuedZip(tools: BatchTools): RequestHandler {
  const { deps } = tools;
  return async (request, response) => {
    const actor = actorOf(response);
    const id = idOf(request);
    const page = await deps.batches.rows(id, { state: 'issued', limit: String(MAX_ROWS) }, actor);
    if (!page.ok) return refusedPage(response, tools, page.problem);
    const numbers = page.value.items.flatMap(({ number }) => number ?? []);
    const [first] = numbers;
    if (first === undefined) return leadTo(response, tools, `batches/${encodeURIComponent(id)}`);
    // What cannot be read is told before the archive has begun, where it is the first.
    const read = await deps.pdf(first, actor);
    if (!read.ok) return refusedPage(response, tools, read.problem);
    await sendZip(
      response,
      `batch ${page.value.items[0]?.batchId ?? ''}.zip`,
      confirmationFiles(deps.pdf, numbers, actor),
    );
  };
}
