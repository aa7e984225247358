import type { RequestHandler } from 'express';
import type { Words } from '../../../i18n/words.ts';
import { actorOf } from '../../actor-of.ts';
import { shownSections } from '../navigation.ts';
import type { PageRenderer } from '../page-renderer.ts';

/** What is there for whoever is signed in: their sections, each in a sentence. */
export function homePage(words: Words, render: PageRenderer): RequestHandler {
  return (_request, response) => {
    const sections = shownSections(response.locals, actorOf(response)).filter(({ path }) => path !== 'home');
    const title = words.text('accounts.home.title', { name: actorOf(response).name });
    render(response, words, 'accounts/home', {
      title,
      path: 'home',
      sections: sections.map(({ path, text }) => ({ path, text: words.text(text) })),
    });
  };
}
