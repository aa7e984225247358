import { privatePage } from '../../middleware/signed-in.ts';
import type { PageHandlers } from '../form-routes.ts';
import type { PageTools } from './page-tools.ts';
import { renderRefusal } from './refusal.ts';

/**
 * Turns off letters about the work, with the link that each of them has. Opening the page changes nothing: mail servers look at links,
 * too. Mail programs post to it by themselves (RFC 8058), so that it is answered without leading elsewhere, and no body is read.
 */
export function noticesOffPage({ deps, words, render }: PageTools): PageHandlers {
  const handler = (step: 'ask' | 'done'): PageHandlers['get'] => {
    const act = step === 'ask' ? deps.openNoticesLink : deps.turnNoticesOff;
    return async (request, response) => {
      privatePage(response);
      const token = String(request.params.token);
      const answer = await act(token);
      if (!answer.ok) return renderRefusal(response, words, render, answer.problem);
      render(response, words, 'accounts/notices-off', {
        title: words.text(`accounts.notices-off.${step}.title`),
        path: `notices/off/${token}`,
        isDone: step === 'done',
      });
    };
  };
  return { get: handler('ask'), post: handler('done') };
}
