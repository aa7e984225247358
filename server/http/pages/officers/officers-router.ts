import express from 'express';
import type { Words } from '../../../i18n/words.ts';
import { type SignedInDependencies, signedIn } from '../../middleware/signed-in.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { checksPage } from './checks.page.ts';
import type { OfficerPages } from './officer-pages.ts';

/** The pages of officers, within one language. */
export function officersRouter(
  deps: OfficerPages,
  accounts: SignedInDependencies,
  words: Words,
  render: PageRenderer,
): express.Router {
  const router = express.Router();
  router.get('/checks', signedIn(accounts, words), checksPage(deps, words, render));
  return router;
}
