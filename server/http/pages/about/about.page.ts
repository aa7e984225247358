import type { RequestHandler } from 'express';
import { VERDICTS } from '#core/confirmation/verdict.ts';
import type { Words } from '../../../i18n/words.ts';
import type { PageRenderer } from '../page-renderer.ts';

/** Says what the verdicts mean and how the service comes to them. */
export function aboutPage(words: Words, render: PageRenderer): RequestHandler {
  return (_request, response) =>
    render(response, words, 'about', {
      title: words.text('pages.about.title'),
      path: 'about',
      verdicts: VERDICTS.toReversed(),
    });
}
