import type { RequestHandler, Response } from 'express';
import type { Problem } from '#core/confirmation/errors.ts';
import { MAX_ROWS } from '../../../model/batches/batch.ts';
import { actorOf } from '../../actor-of.ts';
import { setStatus } from '../../problem.ts';
import { field } from '../accounts/account-form.ts';
import { errorText } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import { fieldText } from '../field-words.ts';
import { makerNames } from '../maker-names.ts';
import { type BatchTools, idOf, leadTo, manyOf, numbersOf, refusedPage } from './batch-tools.ts';
import { batchView, rowView } from './batch-view.ts';

type Typed = { readonly exclude: readonly number[]; readonly reason: string };
const NOTHING: Typed = { exclude: [], reason: '' };

/** Everything that a second person looks at before approving: each document, and what to leave out. */
export function reviewPage(tools: BatchTools): RequestHandler {
  return (request, response) => showReview(tools, response, idOf(request), NOTHING, null);
}

async function showReview(
  tools: BatchTools,
  response: Response,
  id: string,
  typed: Typed,
  refusal: { readonly problem: Problem; readonly at: string } | null,
): Promise<void> {
  const { deps, words, render } = tools;
  const actor = actorOf(response);
  const found = await deps.batches.find(id, actor);
  if (!found.ok) return refusedPage(response, tools, found.problem);
  const { batch } = found.value;
  // Somebody was faster, or the form was sent twice: the batch says how it stands now.
  if (batch.state !== 'proposed') return leadTo(response, tools, `batches/${batch.id}`);
  const page = await deps.batches.rows(id, { limit: String(MAX_ROWS) }, actor);
  if (!page.ok) return refusedPage(response, tools, page.problem);
  if (refusal !== null) setStatus(response, refusal.problem.code);
  const excluded = new Set(typed.exclude);
  const makers = await makerNames(deps, words);
  render(response, words, 'batches/review', {
    title: words.text('batches.review.title', { rows: batch.rows }),
    path: `batches/${batch.id}/review`,
    batch: batchView(batch, makers, words),
    rows: page.value.items.map((row) => ({ ...rowView(row, words), excluded: excluded.has(row.index) })),
    reason: typed.reason,
    ...errorsModel(refusal === null ? [] : errorsOf(refusal, words), words),
  });
}

function errorsOf({ problem, at }: { problem: Problem; at: string }, words: BatchTools['words']) {
  const { code, data, fields } = problem;
  const [first] = fields;
  if (first === undefined) return [{ field: at, text: errorText(words, code, data) }];
  const isOfRows = first.pointer.startsWith('/exclude');
  return [{ field: isOfRows ? 'exclude' : at, text: fieldText(first, words) }];
}

/** Approves what the form says that it showed. */
export function approvePage(tools: BatchTools): RequestHandler {
  return async (request, response) => {
    const exclude = numbersOf(manyOf(request.body, 'exclude', MAX_ROWS));
    const approval = { contents: field(request.body, 'contents'), code: field(request.body, 'code').trim(), exclude };
    const approved = await tools.deps.batches.approve(idOf(request), approval, actorOf(response));
    if (approved.ok) return leadTo(response, tools, `batches/${approved.value.id}`);
    const { problem } = approved;
    if (problem.code === 'not-permitted') return refusedPage(response, tools, problem);
    await showReview(tools, response, idOf(request), { exclude, reason: '' }, { problem, at: 'code' });
  };
}

/** Turns the proposal down. */
export function rejectPage(tools: BatchTools): RequestHandler {
  return async (request, response) => {
    const reason = field(request.body, 'reason');
    const rejected = await tools.deps.batches.reject(idOf(request), { reason }, actorOf(response));
    if (rejected.ok) return leadTo(response, tools, `batches/${rejected.value.id}`);
    const { problem } = rejected;
    if (problem.code === 'not-permitted') return refusedPage(response, tools, problem);
    await showReview(tools, response, idOf(request), { exclude: [], reason }, { problem, at: 'reason' });
  };
}

/** The document of one row before it has a number: shown by the browser, kept by nobody. */
export function previewPage(tools: BatchTools): RequestHandler {
  return async (request, response) => {
    const index = Number(String(request.params.row).replace(/\.pdf$/, '')) - 1;
    const made = await tools.deps.batches.preview(idOf(request), index, actorOf(response));
    if (!made.ok) return refusedPage(response, tools, made.problem);
    response
      .type('application/pdf')
      .set('Content-Disposition', `inline; filename="preview-${index + 1}.pdf"`)
      .send(Buffer.from(made.value));
  };
}

/** What was issued for one row, as it was sealed. */
export function issuedPage(tools: BatchTools): RequestHandler {
  return async (request, response) => {
    const read = await tools.deps.pdf(String(request.params.number), actorOf(response));
    if (!read.ok) return refusedPage(response, tools, read.problem);
    response
      .attachment(`${read.value.confirmation.number}.pdf`)
      .type('application/pdf')
      .send(Buffer.from(read.value.pdf));
  };
}
