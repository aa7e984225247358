import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Problem } from '#core/confirmation/errors.ts';
import type { Words } from '../../../i18n/words.ts';
import { OPERATOR } from '../../../model/access/organisation.ts';
import { actorOf } from '../../actor-of.ts';
import { setStatus, tellProblem } from '../../problem.ts';
import type { FormError } from '../check/check-form.ts';
import { segmentOf } from '../languages.ts';
import { addressQuery } from '../page-query.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { problemErrors } from './account-form.ts';
import type { AccountPages } from './account-pages.ts';

/** What the handlers of one language work with. */
export type PageTools = { readonly deps: AccountPages; readonly words: Words; readonly render: PageRenderer };

/** The id of a form that may be sent twice. */
export function newForm(): string {
  return randomBytes(12).toString('base64url');
}

/** The status and the errors of a form that was refused. */
export function refusedForm(response: Response, problem: Problem, at: string, words: Words): readonly FormError[] {
  setStatus(response, problem.code);
  tellProblem(response, problem.code);
  return problemErrors(problem, at, words);
}

export function leadTo(response: Response, words: Words, path: string): void {
  response.redirect(303, `/${segmentOf(words.locale)}/${path}`);
}

/** The organisation that a page is about: the one that its address names, else that of whoever asks. */
export function askedOrganisation(request: Request, response: Response): string {
  const { organisation } = request.query;
  if (typeof organisation === 'string' && organisation !== '') return organisation.slice(0, 40);
  return actorOf(response).organisation?.id ?? OPERATOR.id;
}

/** The same in the address of a page; nothing where it is that of whoever asks. */
export function organisationQuery(response: Response, id: string): string {
  return addressQuery({ organisation: queriedOrganisation(response, id) });
}

/** What the address of a page names: nothing for the organisation of whoever asks. */
export function queriedOrganisation(response: Response, id: string): string {
  return actorOf(response).organisation?.id === id ? '' : id;
}

/** One of few words that an address tells of what was done; null for every other one. */
export function doneOf<const Done extends string>(request: Request, known: readonly Done[]): Done | null {
  return known.find((word) => word === request.query.done) ?? null;
}
