import type { Request, Response } from 'express';
import type { Problem } from '#core/confirmation/errors.ts';
import type { Words } from '../../../i18n/words.ts';
import { actorOf } from '../../actor-of.ts';
import { PROBLEM_STATUS } from '../../problem.ts';
import { renderErrorPage } from '../error.page.ts';
import { segmentOf } from '../languages.ts';
import type { PageRenderer } from '../page-renderer.ts';

/** Where the pages of requests lie. */
export function requestsPath(words: Words): string {
  return `/${segmentOf(words.locale)}/requests`;
}

/** The text of one field, of a form or of an address; empty where it is missing or came twice. */
export function textOf(source: unknown, name: string, most = 2_100): string {
  const given =
    typeof source === 'object' && source !== null && Object.hasOwn(source, name) ? Reflect.get(source, name) : '';
  return typeof given === 'string' ? given.slice(0, most) : '';
}

/** The values of a field that may come several times. */
export function textsOf(source: unknown, name: string): readonly string[] {
  const given =
    typeof source === 'object' && source !== null && Object.hasOwn(source, name) ? Reflect.get(source, name) : [];
  const all: readonly unknown[] = Array.isArray(given) ? given : [given];
  return all.filter((one): one is string => typeof one === 'string' && one !== '');
}

/** Which request a form of its pages is about, as it was shown. A form without a version changes nothing. */
export function targetOf(request: Request, response: Response) {
  const version = Number(textOf(request.body, 'version', 20));
  return {
    id: String(request.params.id),
    version: Number.isSafeInteger(version) ? version : 0,
    actor: actorOf(response),
  };
}

/** A page number from an address, from 1. */
export function pageOf(request: Request): number {
  const page = Number(textOf(request.query, 'page', 6));
  return Number.isSafeInteger(page) && page >= 1 ? page : 1;
}

/** A refusal that belongs to no field. */
export function refusedPage(
  response: Response,
  words: Words,
  render: PageRenderer,
  { code, data, fields }: Problem,
): void {
  // What a form of ours cannot send; or what changed while it was open.
  const [first] = code === 'request-not-valid' ? fields : [];
  renderErrorPage(response, words, render, code, { ...data, ...first?.data }, backTo(response, words, code));
}

/** From what cannot be done to a request as it stands, back to it. */
function backTo({ req }: Response, words: Words, code: Problem['code']) {
  const { id } = req.params;
  if (PROBLEM_STATUS[code] !== 409 || !req.path.startsWith('/requests/') || typeof id !== 'string') return undefined;
  return { href: `${requestsPath(words)}/${encodeURIComponent(id)}`, text: words.text('requests.request.back') };
}
