import type { RequestHandler } from 'express';
import { actorOf } from '../../actor-of.ts';
import { personOf } from '../../middleware/signed-in.ts';
import { shownSections } from '../navigation.ts';
import { timeView } from '../texts.ts';
import type { PageTools } from './page-tools.ts';
import { rolesText } from './roles-text.ts';

/** What waits for whoever is signed in, and their sections. */
export function homePage({ deps, words, render }: PageTools): RequestHandler {
  return async (_request, response) => {
    const waiting = await deps.waiting(actorOf(response));
    const steps = await deps.firstSteps(actorOf(response));
    const next = steps.find(({ isDone }) => !isDone);
    const misses = await deps.toldMisses(actorOf(response));
    const sections = shownSections(response.locals, actorOf(response)).filter(({ path }) => path !== 'home');
    const title = words.text('accounts.home.title', { name: actorOf(response).name });
    render(response, words, 'accounts/home', {
      title,
      path: 'home',
      proposedRoles: rolesText(personOf(response).proposedRoles, words.text),
      misses: misses.map(({ since, at, misses: count }) => ({ count, since: timeView(since), at: timeView(at) })),
      steps: steps.map(({ kind, isDone, path }) => ({ kind, isDone, isNext: kind === next?.kind, path })),
      waiting: waiting.map(({ kind, path, count, names = [] }) => ({
        path,
        text: words.text(`accounts.home.waiting.${kind}`, { count, names: names.join(', ') }),
      })),
      sections: sections.map(({ path, text }) => ({ path, text: words.text(text) })),
    });
  };
}
