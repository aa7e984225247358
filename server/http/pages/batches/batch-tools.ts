import type { RequestHandler, Response } from 'express';
import type { Problem } from '#core/confirmation/errors.ts';
import type { Words } from '../../../i18n/words.ts';
import { tellProblem } from '../../problem.ts';
import { renderErrorPage } from '../error.page.ts';
import { segmentOf } from '../languages.ts';
import type { PageRenderer } from '../page-renderer.ts';
import type { BatchPages } from './batch-pages.ts';

/** What the handlers of one language work with. */
export type BatchTools = { readonly deps: BatchPages; readonly words: Words; readonly render: PageRenderer };

/** Leads to a page below the language. */
export function leadTo(response: Response, { words }: Pick<BatchTools, 'words'>, path: string): void {
  response.redirect(303, `/${segmentOf(words.locale)}/${path}`);
}

/** The page of a refusal. What somebody may not do or see is not there for them. */
export function refusedPage(response: Response, { words, render }: BatchTools, { code, data }: Problem): void {
  tellProblem(response, code);
  renderErrorPage(response, words, render, code === 'not-permitted' ? 'not-found' : code, data);
}

/** Of an address that names a batch. */
export function idOf(request: Parameters<RequestHandler>[0]): string {
  return String(request.params.id).slice(0, 60);
}

/** The texts of a field that may come many times, such as ticked boxes. */
export function manyOf(body: unknown, name: string, most: number): readonly string[] {
  const value = typeof body === 'object' && body !== null && Object.hasOwn(body, name) ? Reflect.get(body, name) : [];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((one): one is string => typeof one === 'string' && one !== '').slice(0, most);
}

/** The numbers among texts. */
export function numbersOf(texts: readonly string[]): readonly number[] {
  return texts.filter((text) => /^\d{1,6}$/.test(text)).map(Number);
}
