import type { CheckForm } from './check/check-form.ts';
import type { KeptFields } from './page-renderer.ts';

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
