import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { RequestHandler } from 'express';
import { exactActorName } from '../../../app/access/actor-name.ts';
import type { VerifiedChain } from '../../../app/access/read-audit-log.ts';
import type { Words } from '../../../i18n/words.ts';
import { actorText } from '../../../model/access/actor.ts';
import { AUDIT_ACTIONS, type RecordedEntry } from '../../../model/access/audit-entry.ts';
import { actorOf } from '../../actor-of.ts';
import { CSV_MARK, csvLine } from '../../csv.ts';
import { field } from '../accounts/account-form.ts';
import { renderErrorPage } from '../error.page.ts';
import { addressQuery } from '../page-query.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { timeView } from '../texts.ts';
import type { AdministrationPages } from './administration-pages.ts';

/** One chain of the audit log, newest first, narrowed by action and by who acted. */
export function auditPage({ audit }: AdministrationPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const asked = {
      stream: field(request.query, 'stream'),
      action: field(request.query, 'action'),
      actor: field(request.query, 'actor').trim(),
      before: field(request.query, 'before'),
    };
    const before = /^\d{1,12}$/.test(asked.before) ? Number(asked.before) : null;
    const stream = asked.stream === '' ? null : asked.stream;
    const page = await audit({ ...asked, stream, before }, actorOf(response));
    if (!page.ok) return renderErrorPage(response, words, render, page.problem.code);
    const shown = page.value;
    const next = shown.before === null ? null : addressQuery({ ...asked, before: String(shown.before) });
    render(response, words, 'administration/audit', {
      title: words.text('administration.audit.title'),
      path: 'audit',
      query: addressQuery(asked),
      form: { ...asked, stream: shown.stream ?? '' },
      streams: shown.streams,
      actions: AUDIT_ACTIONS,
      entries: shown.entries.map((entry) => entryView(entry, words)),
      next,
      download: shown.stream === null ? null : addressQuery({ stream: shown.stream }),
    });
  };
}

function entryView({ position, at, actor, action, phase, subject, detail }: RecordedEntry, words: Words) {
  // Former versions had other actions.
  const known = AUDIT_ACTIONS.find((one) => one === action);
  const actionText = known === undefined ? '' : words.text(`administration.audit.actions.${known}`);
  const told = Object.entries(detail).map(([name, value]) => ({ name, value }));
  return {
    ...{ position, action, actionText, phase, subject, detail: told },
    actor: exactActorName(actor, words),
    at: timeView(at),
  };
}

const COLUMNS = ['stream', 'position', 'at', 'actor', 'actorKind', 'action', 'phase', 'subject', 'detail', 'hash'];

/** A whole chain as a table for a spreadsheet, oldest first. */
export function auditDownload(
  { audit, auditEntries }: AdministrationPages,
  words: Words,
  render: PageRenderer,
): RequestHandler {
  return async (request, response) => {
    const actor = actorOf(response);
    const stream = field(request.query, 'stream');
    const page = await audit({ stream, before: 1, action: '', actor: '' }, actor);
    if (!page.ok) return renderErrorPage(response, words, render, page.problem.code);
    if (page.value.stream === null) return renderErrorPage(response, words, render, 'not-found');
    response.attachment(`audit-${stream.replaceAll(/[^A-Za-z0-9-]/g, '-')}.csv`).type('text/csv');
    await pipeline(Readable.from(csvLines(auditEntries(stream, actor))), response).catch(() => response.destroy());
  };
}

async function* csvLines(entries: AsyncGenerator<RecordedEntry>): AsyncGenerator<string> {
  yield `${CSV_MARK}${csvLine(COLUMNS)}`;
  for await (const { stream, position, at, actor, action, phase, subject, detail, hash } of entries) {
    const told = JSON.stringify(detail);
    const about = `${subject.kind}:${subject.id}`;
    yield csvLine([stream, String(position), at, actorText(actor), actor.kind, action, phase, about, told, hash]);
  }
}

/** Computes every chain anew that the actor may read, and says where one is broken. */
export function verifyAuditPage(
  { verifyAudit }: AdministrationPages,
  words: Words,
  render: PageRenderer,
): RequestHandler {
  return async (_request, response) => {
    const verified = await verifyAudit(actorOf(response));
    if (!verified.ok) return renderErrorPage(response, words, render, verified.problem.code);
    render(response, words, 'administration/audit-verified', {
      title: words.text('administration.audit.verified.title'),
      path: 'audit',
      chains: verified.value.map((chain) => chainView(chain, words)),
      isWhole: verified.value.every(({ broken }) => broken === null),
    });
  };
}

function chainView({ stream, entries, head, broken }: VerifiedChain, words: Words) {
  const state = broken === null ? 'whole' : broken.problem;
  return {
    ...{ stream, entries, hash: head?.hash ?? '' },
    state: words.text(`administration.audit.verified.states.${state}`, { position: broken?.position ?? 0 }),
  };
}
