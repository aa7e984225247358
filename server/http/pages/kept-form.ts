import type { Request, RequestHandler } from 'express';
import type { Words } from '../../i18n/words.ts';
import { leadToSignIn } from '../middleware/signed-in.ts';
import { setStatus } from '../problem.ts';
import type { CheckForm } from './check/check-form.ts';
import type { KeptFields, PageRenderer } from './page-renderer.ts';

/** The hidden field that says what a form was when the language was changed: filled in, or sent back with errors. */
const KEPT = 'kept';

export type KeptKind = 'form' | 'errors';

/** Whether a form comes from a page in another language, and what it was there; null for one that was sent. */
export function keptKind(body: unknown): KeptKind | null {
  const kind = typeof body === 'object' && body !== null && KEPT in body ? body[KEPT] : null;
  return kind === 'form' || kind === 'errors' ? kind : null;
}

/** What a change of the language posts to the same page; `kind` null where the page is an answer, which is asked for again. */
export function keptFields(to: string, form: CheckForm, kind: KeptKind | null): KeptFields {
  const filled = Object.entries(form).filter(([, value]) => value !== '');
  return { to, fields: Object.fromEntries(kind === null ? filled : [...filled, [KEPT, kind]]) };
}

/**
 * Whether a form came by a change of the language: its page shows it again as it was typed, and nothing is done. The buttons of
 * the languages are buttons of the form (`typedForm` of the page's model), so that no script and no address carries what is typed.
 */
export function isShownAgain(body: unknown): boolean {
  return keptKind(body) !== null;
}

/**
 * Answers a form whose session has ended with a page that holds its fields: nothing is stored, and whoever signs in meanwhile,
 * in another tab, sends them from there. `fields` reads and bounds them. Not for forms with a password or a code, nor for
 * files: those lead to the sign-in page.
 */
export function endedSession(words: Words, render: PageRenderer, fields: RequestHandler): RequestHandler {
  const lead = leadToSignIn(words);
  return (request, response, next) => {
    if (request.method !== 'POST' || request.is('urlencoded') !== 'urlencoded') return lead(request, response, next);
    fields(request, response, (fault: unknown) => {
      if (fault !== undefined) return lead(request, response, next);
      setStatus(response, 'not-signed-in');
      render(response, words, 'session-ended', {
        title: words.text('accounts.session-ended.title'),
        path: 'home',
        ...{ action: request.originalUrl, sent: sentFields(request), isOneLanguage: true },
      });
    });
  };
}

/** Every field once for each of its values, in their order. */
function sentFields({ body }: Request): readonly (readonly [string, string])[] {
  return Object.entries(body as Record<string, string | readonly string[]>).flatMap(([name, values]) =>
    [values].flat().map((value) => [name, value] as const),
  );
}
