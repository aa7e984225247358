import path from 'node:path';
import type { Response } from 'express';
import nunjucks from 'nunjucks';
import type { WordData } from '#core/confirmation/errors.ts';
import type { Words } from '../../i18n/words.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { ShownPerson } from '../middleware/signed-in.ts';
import { joinWidePunctuation, markWidePunctuation } from './join-wide-punctuation.ts';
import { LANGUAGES, segmentOf } from './languages.ts';
import { shownSections } from './navigation.ts';
import { GOVUK_FRONTEND, PAGE_TEMPLATES } from './page-folders.ts';

/** What one page shows, beside what all pages share. */
export type PageModel = {
  /** The page's heading, which is also the title of the window. */
  readonly title: string;
  /** The address below the language, to switch the language and keep the page: '', 'samples' or 'about'. */
  readonly path: string;
  /** What a change of the language keeps in its address, with `?` and perhaps `#`; nothing when left out. */
  readonly query?: string;
  /** What a change of the language posts instead: what must not stand in an address. */
  readonly kept?: KeptFields;
  /** The form whose buttons change the language, so that what is typed in it is shown again. */
  readonly typedForm?: TypedForm;
  readonly [key: string]: unknown;
};

/** Fields of a form that another language shows again, and the address below the language that takes them. */
export type KeptFields = { readonly to: string; readonly fields: Readonly<Record<string, string>> };

/** The `id` of a form, and the address below the language that takes it. */
export type TypedForm = { readonly form: string; readonly to: string };

export type PageRenderer = (response: Response, words: Words, template: string, model: PageModel) => void;

/** The templates, each compiled when a page is first rendered from it: once for all renderers of a process. */
const ENVIRONMENT = new nunjucks.Environment(
  new nunjucks.FileSystemLoader([PAGE_TEMPLATES, path.join(GOVUK_FRONTEND, 'dist')]),
  { autoescape: true },
);

/** Makes the function that renders a template (`<name>.njk`) with a model. `assets` is the address of the assets; without samples no page leads to them. */
export function createPageRenderer(assets: string, hasSamples: () => boolean): PageRenderer {
  return (response, words, template, model) => {
    const html = ENVIRONMENT.render(`${template}.njk`, {
      ...{ ...model, ...shared(words, model, hasSamples()), assets },
      ...signedInModel(response, words, model),
    });
    response.type('html').send(joinWidePunctuation(html));
  };
}

/** What pages show of whoever is signed in: their own sections in the place of the public ones. */
function signedInModel({ locals }: Response, words: Words, { path }: PageModel) {
  const { actor, person } = locals as { readonly actor?: Actor; readonly person?: ShownPerson };
  if (actor === undefined || person === undefined) return {};
  const home = `/${segmentOf(words.locale)}`;
  const sections = person.mustSetUp ? [] : shownSections(locals, actor);
  return {
    person,
    navigation: [...sections.map(({ path: target, text }) => ({ target, text })), PUBLIC_CHECK].map(
      ({ target, text }) => ({
        href: `${home}/${target}`,
        text: words.text(text),
        current: target !== '' && (target === path || path.startsWith(`${target}/`)),
      }),
    ),
  };
}

const PUBLIC_CHECK = { target: '', text: 'pages.site.navigation.check' };

function shared(words: Words, { path, query = '', kept, typedForm }: PageModel, hasSamples: boolean) {
  const to = (kept ?? typedForm)?.to;
  const segment = segmentOf(words.locale);
  return {
    t: (key: string, data?: WordData) => markWidePunctuation(words.text(key, data)),
    lang: words.locale,
    home: `/${segment}`,
    languages: LANGUAGES.map((language) => ({
      text: language.name,
      lang: language.locale,
      href: `/${language.segment}/${path}${query}`,
      action: to === undefined ? null : `/${language.segment}/${to}`,
      current: language.locale === words.locale,
    })),
    hasSamples,
    navigation: ['', 'number', ...(hasSamples ? ['samples'] : []), 'about', 'sign-in'].map((target) => ({
      href: `/${segment}/${target}`,
      text: words.text(`pages.site.navigation.${target === '' ? 'check' : target}`),
      current: target === path,
    })),
  };
}
