import type { RequestHandler, Response } from 'express';
import { type Problem, type Result, refuse } from '#core/confirmation/errors.ts';
import type { Words } from '../../../i18n/words.ts';
import { isPermitted } from '../../../model/access/permissions.ts';
import { actorOf } from '../../actor-of.ts';
import { setStatus } from '../../problem.ts';
import { renderErrorPage } from '../error.page.ts';
import { segmentOf } from '../languages.ts';
import type { PageRenderer } from '../page-renderer.ts';
import type { AdministrationPages } from './administration-pages.ts';

/** The data of one manufacturer as JSON, as `vinseal manufacturers add` takes it, in characters. */
export const MAX_MANUFACTURER_LENGTH = 500_000;

export function manufacturerFormPage(words: Words, render: PageRenderer): RequestHandler {
  return (_request, response) => {
    if (!isPermitted(actorOf(response), 'register-manufacturer'))
      return renderErrorPage(response, words, render, 'not-found');
    renderForm(response, words, render, '', null);
  };
}

/** Registers a manufacturer or changes one. All faults are told at once, each with its place in the data. */
export function registerManufacturerPage(
  { registerManufacturer }: AdministrationPages,
  words: Words,
  render: PageRenderer,
): RequestHandler {
  return async (request, response) => {
    const data = typeof request.body?.data === 'string' ? request.body.data : '';
    const input = jsonOf(data);
    const registered = input.ok ? await registerManufacturer(input.value, actorOf(response)) : input;
    if (registered.ok) return response.redirect(303, `/${segmentOf(words.locale)}/administration#manufacturers`);
    setStatus(response, registered.problem.code);
    renderForm(response, words, render, data, registered.problem);
  };
}

function jsonOf(text: string): Result<unknown> {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return refuse('body-not-json');
  }
}

function renderForm(
  response: Response,
  words: Words,
  render: PageRenderer,
  data: string,
  problem: Problem | null,
): void {
  const faults = problem === null ? [] : faultsOf(problem, words);
  render(response, words, 'administration/manufacturer', {
    ...{ title: words.text('administration.manufacturer.title'), path: 'administration/manufacturer', data, faults },
    errorList: faults.map(({ place, text }) => ({ text: `${place} ${text}`.trim(), href: '#data' })),
  });
}

function faultsOf({ code, data, fields }: Problem, words: Words) {
  if (fields.length === 0) return [{ place: '', text: words.text(`errors.${code}.sentence`, data) }];
  return fields.map((fault) => ({
    place: fault.pointer,
    text: words.text(`errors.${fault.code}.sentence`, fault.data),
  }));
}
