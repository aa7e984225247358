import path from 'node:path';
import type { Response } from 'express';
import nunjucks from 'nunjucks';
import type { WordData } from '#core/confirmation/errors.ts';
import type { Words } from '../../i18n/words.ts';
import { LANGUAGES, segmentOf } from './languages.ts';
import { GOVUK_FRONTEND, PAGE_TEMPLATES } from './page-folders.ts';

/** What one page shows, beside what all pages share. */
export type PageModel = {
  /** The page's heading, which is also the title of the window. */
  readonly title: string;
  /** The address below the language, to switch the language and keep the page: '', 'samples' or 'about'. */
  readonly path: string;
  readonly [key: string]: unknown;
};

export type PageRenderer = (response: Response, words: Words, template: string, model: PageModel) => void;

/** Makes the function that renders a template (`<name>.njk`) with a model. `assets` is the address of the assets. */
export function createPageRenderer(assets: string): PageRenderer {
  const loader = new nunjucks.FileSystemLoader([PAGE_TEMPLATES, path.join(GOVUK_FRONTEND, 'dist')]);
  const environment = new nunjucks.Environment(loader, { autoescape: true });
  return (response, words, template, model) => {
    const html = environment.render(`${template}.njk`, { ...model, ...shared(words, model.path), assets });
    response.type('html').send(html);
  };
}

function shared(words: Words, path: string) {
  const segment = segmentOf(words.locale);
  return {
    t: (key: string, data?: WordData) => words.text(key, data),
    lang: words.locale,
    home: `/${segment}`,
    languages: LANGUAGES.map((language) => ({
      text: language.name,
      lang: language.locale,
      href: `/${language.segment}/${path}`,
      current: language.locale === words.locale,
    })),
    navigation: ['', 'samples', 'about'].map((target) => ({
      href: `/${segment}/${target}`,
      text: words.text(`pages.site.navigation.${target === '' ? 'check' : target}`),
      current: target === path,
    })),
  };
}
