import type { RequestHandler, Response } from 'express';
import type { FieldProblem } from '#core/confirmation/errors.ts';
import { parseTypedDate } from '#core/confirmation/typed-date.ts';
import type { Words } from '../../../i18n/words.ts';
import { actorOf } from '../../actor-of.ts';
import { setStatus } from '../../problem.ts';
import { problemErrors } from '../accounts/account-form.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import { renderErrorPage } from '../error.page.ts';
import { isShownAgain } from '../kept-form.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { languageOptions, languagesOfForm } from './document-languages.ts';
import { isExporter, mayMake } from './list.page.ts';
import { requestsPath, textOf } from './request-form.ts';
import type { RequestPages } from './request-pages.ts';

const FIELDS = ['form', 'manufacturer', 'exporterName', 'exporterUscc', 'applicationDate', 'languages'] as const;
type Form = Readonly<Record<(typeof FIELDS)[number], string>>;

/** Asks for whom and of whom a request is; vehicles come after. */
export function newPage(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (_request, response) => {
    if (!mayMake(actorOf(response))) return renderErrorPage(response, words, render, 'not-permitted');
    const form = {
      form: deps.newForm(),
      manufacturer: '',
      exporterName: '',
      exporterUscc: '',
      ...{ applicationDate: '', languages: '' },
    };
    await renderNew(deps, response, words, render, form, []);
  };
}

/** Makes the draft. */
export function makePage(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const form = Object.fromEntries(FIELDS.map((name) => [name, textOf(request.body, name, 200).trim()])) as Form;
    if (isShownAgain(request.body)) return renderNew(deps, response, words, render, form, []);
    const actor = actorOf(response);
    const { manufacturerId } = actor.organisation ?? { manufacturerId: null };
    const asked = {
      form: form.form,
      manufacturer: manufacturerId ?? form.manufacturer,
      ...(isExporter(actor) ? {} : { exporter: { name: form.exporterName, uscc: form.exporterUscc } }),
      applicationDate: parseTypedDate(form.applicationDate) ?? form.applicationDate,
      languages: languagesOfForm(form),
    };
    const made = await deps.requests.make(asked, actor);
    if (made.ok) return response.redirect(303, `${requestsPath(words)}/${made.value.id}/vehicles`);
    if (made.problem.code === 'not-permitted') return renderErrorPage(response, words, render, 'not-permitted');
    setStatus(response, made.problem.code);
    const nameOf = ({ pointer }: FieldProblem) => FIELD_OF[pointer] ?? pointer.slice(1);
    const errors = problemErrors(made.problem, 'manufacturer', words, nameOf);
    await renderNew(deps, response, words, render, form, errors);
  };
}

const FIELD_OF: Readonly<Record<string, string>> = {
  '/exporter': 'exporterName',
  '/exporter/name': 'exporterName',
  '/exporter/uscc': 'exporterUscc',
};

async function renderNew(
  deps: RequestPages,
  response: Response,
  words: Words,
  render: PageRenderer,
  form: Form,
  errors: readonly FormError[],
): Promise<void> {
  const actor = actorOf(response);
  const makers = await deps.addressees();
  render(response, words, 'requests/new', {
    title: words.text('requests.new.title'),
    path: 'requests/new',
    typedForm: { form: 'request', to: 'requests' },
    form,
    isOfExporter: isExporter(actor),
    languageOptions: languageOptions(languagesOfForm(form), words),
    makers: makers.map(({ id, nameZh, nameEn }) => ({
      value: id,
      text: words.locale === 'zh-CN' ? nameZh : `${nameEn} · ${nameZh}`,
      selected: id === form.manufacturer,
    })),
    ...errorsModel(errors, words),
  });
}
