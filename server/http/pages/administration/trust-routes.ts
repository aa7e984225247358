import express, { type RequestHandler } from 'express';
import { anchorPage, trustPage } from './trust.page.ts';
import { revocationListPage } from './trust-list.page.ts';
import type { TrustTools } from './trust-pages.ts';
import {
  MAX_ANCHOR_FORM_BYTES,
  newAnchorPage,
  proposalPage,
  proposeAnchorPage,
  settleProposalPage,
} from './trust-proposal.page.ts';
import { trustStepPage } from './trust-step.page.ts';

/** The pages of the trust list, for whoever is signed in. */
export function trustRoutes(
  router: express.Router,
  tools: TrustTools,
  { signed, receive }: { readonly signed: RequestHandler[]; readonly receive: RequestHandler },
): void {
  const at = (path: string) => `/administration/trust${path}`;
  const form = express.urlencoded({ extended: false, limit: 20_000, parameterLimit: 20 });
  const anchorForm = express.urlencoded({ extended: false, limit: MAX_ANCHOR_FORM_BYTES, parameterLimit: 20 });
  router.get(at(''), signed, trustPage(tools));
  for (const [path, { get, post }] of [
    ['/new', newAnchorPage(tools)],
    ['/revocation-list', revocationListPage(tools)],
  ] as const) {
    router.get(at(path), signed, get);
    router.post(at(path), signed, receive, post);
  }
  router.get(at('/anchors/:id'), signed, anchorPage(tools));
  for (const step of ['suspend', 'resume'] as const) {
    const { get, post } = trustStepPage(tools, step);
    router.get(at(`/anchors/:id/${step}`), signed, get);
    router.post(at(`/anchors/:id/${step}`), signed, form, post);
  }
  router.post(at('/proposals'), signed, anchorForm, proposeAnchorPage(tools));
  router.get(at('/proposals/:id'), signed, proposalPage(tools));
  for (const step of ['approve', 'reject'] as const)
    router.post(at(`/proposals/:id/${step}`), signed, form, settleProposalPage(tools, step));
}
