import type { Result } from '#core/confirmation/errors.ts';
import type { Confirmed } from '../../../app/applications/confirm-application.ts';
import type { ExaminedApplication } from '../../../app/applications/read-applications.ts';
import type { CollectedPage } from '../../../app/collected-page.ts';
import type { Words } from '../../../i18n/words.ts';
import type { Actor } from '../../../model/access/actor.ts';
import type { Application } from '../../../model/applications/application.ts';
import type { Manufacturer } from '../../../model/manufacturers/manufacturer.ts';
import type { PageRenderer } from '../page-renderer.ts';

type Decided = Promise<Result<Application>>;

/** What the pages by which exporters ask to be registered need of the rest of the product. */
export type ApplicationPages = {
  /** The manufacturers that can be asked to decide. */
  readonly deciders: () => Promise<readonly Manufacturer[]>;
  readonly apply: (input: unknown, from: string) => Promise<Result<null>>;
  readonly openLink: (token: string) => Promise<Result<Application>>;
  readonly confirm: (token: string) => Promise<Result<Confirmed>>;
  readonly list: (
    question: { readonly isWaiting: boolean; readonly cursor: string | null },
    actor: Actor,
  ) => Promise<Result<CollectedPage<Application>>>;
  readonly examine: (id: string, actor: Actor) => Promise<Result<ExaminedApplication>>;
  readonly accept: (id: string, actor: Actor) => Decided;
  readonly refuse: (id: string, input: unknown, actor: Actor) => Decided;
  readonly tellAgain: (which: { readonly id: string; readonly version: number }, actor: Actor) => Decided;
  readonly manufacturers: () => Promise<readonly Manufacturer[]>;
};

/** What the handlers of one language work with. */
export type ApplicationTools = {
  readonly deps: ApplicationPages;
  readonly words: Words;
  readonly render: PageRenderer;
};
