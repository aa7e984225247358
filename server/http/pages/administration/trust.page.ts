import type { RequestHandler, Response } from 'express';
import type { Problem } from '#core/confirmation/errors.ts';
import { isPermitted } from '../../../model/access/permissions.ts';
import type { RegisteredAnchor } from '../../../ports/trust-register.ts';
import { actorOf } from '../../actor-of.ts';
import { doneOf, leadTo } from '../accounts/page-tools.ts';
import { renderErrorPage } from '../error.page.ts';
import { TRUST_DONE, TRUST_PATH, type TrustDone, type TrustTools } from './trust-pages.ts';
import { anchorFacts, listView, proposalView } from './trust-view.ts';

/** The trust list: what is trusted, what is proposed, and the revocation lists that were given. */
export function trustPage({ trust, clock, words, render }: TrustTools): RequestHandler {
  return async (request, response) => {
    const actor = actorOf(response);
    const read = await trust.read(actor);
    if (!read.ok) return renderErrorPage(response, words, render, read.problem.code);
    const { anchors, proposals, lists } = read.value;
    const now = clock.now();
    render(response, words, 'administration/trust', {
      title: words.text('administration.trust.title'),
      path: TRUST_PATH,
      done: doneOf(request, TRUST_DONE),
      anchors: anchors.map((anchor) => anchorFacts(anchor, now)),
      proposals: proposals.map((proposal) => proposalView(proposal, words)),
      lists: lists.map((list) => listView(list, now)),
      mayPropose: isPermitted(actor, 'propose-trust'),
      mayGiveLists: isPermitted(actor, 'add-revocation-list'),
    });
  };
}

/** One anchor, with all that it says, and what can be changed about it. */
export function anchorPage(tools: TrustTools): RequestHandler {
  const { clock, words, render } = tools;
  return async (request, response) => {
    const anchor = await foundAnchor(tools, response, String(request.params.id));
    if (anchor === null) return;
    const actor = actorOf(response);
    render(response, words, 'administration/trust-anchor', {
      title: words.text('administration.trust.anchor-title', { anchor: anchor.id }),
      path: `${TRUST_PATH}/anchors/${anchor.id}`,
      anchor: anchorFacts(anchor, clock.now()),
      origin: words.text(`administration.trust.origins.${anchor.origin}`),
      maySuspend: isPermitted(actor, 'suspend-trust'),
      mayPropose: isPermitted(actor, 'propose-trust'),
    });
  };
}

/** The anchor of an address; null where it was answered that there is none, or not for whoever asks. */
export async function foundAnchor(
  { trust, words, render }: TrustTools,
  response: Response,
  id: string,
): Promise<RegisteredAnchor | null> {
  const read = await trust.read(actorOf(response));
  const anchor = read.ok ? read.value.anchors.find((one) => one.id === id) : undefined;
  if (anchor !== undefined) return anchor;
  renderErrorPage(response, words, render, read.ok ? 'not-found' : read.problem.code);
  return null;
}

/** Back to the trust list, which says what was done. */
export function backToTrust(response: Response, { words }: TrustTools, done: TrustDone): void {
  leadTo(response, words, `${TRUST_PATH}?done=${done}`);
}

/** What no form can put right. */
export function isForNobody({ code }: Problem): boolean {
  return code === 'not-permitted' || code === 'person-needed';
}
