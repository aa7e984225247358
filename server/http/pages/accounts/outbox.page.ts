import type { RequestHandler } from 'express';
import { actorOf } from '../../actor-of.ts';
import { addressQuery } from '../page-query.ts';
import { timeView } from '../texts.ts';
import type { PageTools } from './page-tools.ts';
import { renderRefusal } from './refusal.ts';

/** The letters of an install without a mail server. */
export function outboxPage({ deps, words, render }: PageTools): RequestHandler {
  return async (request, response) => {
    const before = typeof request.query.before === 'string' ? request.query.before : null;
    const read = await deps.outbox(before, actorOf(response));
    if (!read.ok) return renderRefusal(response, words, render, read.problem);
    render(response, words, 'accounts/outbox', {
      title: words.text('accounts.outbox.title'),
      path: 'outbox',
      next: read.value.next === null ? null : addressQuery({ before: read.value.next }),
      letters: read.value.letters.map(({ at, to, subject, text }) => ({ at: timeView(at), to, subject, text })),
    });
  };
}
