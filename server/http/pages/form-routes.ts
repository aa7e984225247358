import express, { type RequestHandler } from 'express';
import type { Words } from '../../i18n/words.ts';
import { sameOrigin } from '../middleware/same-origin.ts';
import { type SignedInDependencies, signedIn } from '../middleware/signed-in.ts';
import { endedSession } from './kept-form.ts';
import type { PageRenderer } from './page-renderer.ts';

/** A form: what shows it, and what takes it. */
export type PageHandlers = { readonly get: RequestHandler; readonly post: RequestHandler };

/**
 * How pages with small forms are mounted: `open` for everybody, within `limit`; `closed` for whoever is signed in, and `kept`
 * too, where the form holds no secret: when the session has ended its fields are sent again. All take forms of our own pages
 * alone. `own`, `signed` and `fields` are the parts, for pages that are none of these.
 */
export function formRoutes(
  router: express.Router,
  accounts: SignedInDependencies,
  words: Words,
  render: PageRenderer,
  limit: RequestHandler,
) {
  const fields = express.urlencoded({ extended: false, limit: 20_000, parameterLimit: 50 });
  const own = sameOrigin(accounts.publicUrl);
  const signed = signedIn(accounts, words);
  const resent = signedIn(accounts, words, endedSession(words, render, fields));
  return {
    ...{ fields, own, signed },
    open: (path: string, { get, post }: PageHandlers) => {
      router.get(path, limit, get);
      router.post(path, own, limit, fields, post);
    },
    closed: (path: string, { get, post }: PageHandlers) => {
      router.get(path, signed, get);
      router.post(path, signed, fields, post);
    },
    kept: (path: string, { get, post }: PageHandlers) => {
      router.get(path, signed, get);
      router.post(path, resent, fields, post);
    },
  };
}
