import type { RequestHandler, Response } from 'express';
import { clientAddress } from '../../middleware/client-address.ts';
import { privatePage } from '../../middleware/signed-in.ts';
import { field } from '../accounts/account-form.ts';
import { leadTo, newForm, refusedForm } from '../accounts/page-tools.ts';
import { renderRefusal } from '../accounts/refusal.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import type { PageHandlers } from '../form-routes.ts';
import { isShownAgain } from '../kept-form.ts';
import { LANGUAGES } from '../languages.ts';
import type { ApplicationTools } from './application-pages.ts';

const FIELDS = ['form', 'company', 'uscc', 'name', 'email', 'locale', 'manufacturer', 'purpose'] as const;
type RegisterForm = Readonly<Record<(typeof FIELDS)[number], string>>;

/** An exporter asks to be registered. What is answered tells nothing of who is known here. */
export function registerPage({ deps, words, render }: ApplicationTools): PageHandlers {
  const show = async (response: Response, form: RegisterForm, errors: readonly FormError[]) => {
    const makers = await deps.deciders();
    render(response, words, 'applications/register', {
      title: words.text('accounts.register.title'),
      path: 'register',
      typedForm: { form: 'register', to: 'register' },
      form,
      languageItems: LANGUAGES.map(({ locale, name }) => ({
        ...{ value: locale, text: name, selected: locale === form.locale },
      })),
      deciderItems: [
        { value: '', text: words.text('accounts.operator') },
        ...makers.map(({ id, nameZh }) => ({ value: id, text: nameZh, selected: id === form.manufacturer })),
      ],
      ...errorsModel(errors, words),
    });
  };
  return {
    get: async (_request, response) => {
      privatePage(response);
      const empty = { company: '', uscc: '', name: '', email: '', manufacturer: '', purpose: '' };
      await show(response, { ...empty, form: newForm(), locale: words.locale }, []);
    },
    post: async (request, response) => {
      privatePage(response);
      const form = Object.fromEntries(FIELDS.map((name) => [name, field(request.body, name).trim()])) as RegisterForm;
      if (isShownAgain(request.body)) return show(response, form, []);
      const asked = await deps.apply(form, clientAddress(request));
      if (asked.ok) return leadTo(response, words, 'register/sent');
      const errors = refusedForm(response, asked.problem, 'company', words);
      // Whoever lost the hidden field gets a new one with the page.
      const isLost = asked.problem.fields.some(({ pointer }) => pointer === '/form');
      const shown = errors.map((error) => (error.field === 'form' ? { ...error, field: 'company' } : error));
      await show(response, isLost ? { ...form, form: newForm() } : form, shown);
    },
  };
}

/** A page that only says what comes next. */
export function saidPage({ words, render }: ApplicationTools, page: 'sent' | 'waiting'): RequestHandler {
  return (_request, response) => {
    privatePage(response);
    render(response, words, 'applications/said', {
      title: words.text(`accounts.register.${page}.title`),
      lead: words.text(`accounts.register.${page}.lead`),
      next: words.text(`accounts.register.${page}.next`),
      path: `register/${page}`,
    });
  };
}

/** Confirms a mail address with the link that was mailed. Opening the page changes nothing: mail servers look at links, too. */
export function confirmPage({ deps, words, render }: ApplicationTools): PageHandlers {
  return {
    get: async (request, response) => {
      privatePage(response);
      const token = String(request.params.token);
      const found = await deps.openLink(token);
      if (!found.ok) return renderRefusal(response, words, render, found.problem);
      const { company, uscc, name } = found.value;
      render(response, words, 'applications/confirm', {
        title: words.text('accounts.register.confirm.title'),
        path: `register/confirm/${token}`,
        application: { company, uscc, name },
      });
    },
    post: async (request, response) => {
      privatePage(response);
      const confirmed = await deps.confirm(String(request.params.token));
      if (!confirmed.ok) return renderRefusal(response, words, render, confirmed.problem);
      leadTo(response, words, 'register/waiting');
    },
  };
}
