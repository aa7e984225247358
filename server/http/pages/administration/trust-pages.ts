import type { Problem, Result } from '#core/confirmation/errors.ts';
import type { AddedList, ListFile } from '../../../app/revocation/change-revocation-lists.ts';
import type { TrustEffect } from '../../../app/trust/foresee-trust.ts';
import type { AskedTrust } from '../../../app/trust/proposed-trust.ts';
import type { AnchorFile } from '../../../app/trust/read-anchor-file.ts';
import type { TrustState } from '../../../app/trust/read-trust.ts';
import type { Words } from '../../../i18n/words.ts';
import type { Actor } from '../../../model/access/actor.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { TrustAnchor } from '../../../ports/trust-list.ts';
import type { ProposedTrust, TrustProposal } from '../../../ports/trust-proposals.ts';
import type { SuspensionTarget } from '../../../ports/trust-register.ts';
import type { PageRenderer } from '../page-renderer.ts';

/** What the pages of the trust list need of the rest of the product. */
export type TrustPages = {
  readonly read: (actor: Actor) => Promise<Result<TrustState>>;
  /** What a change would do, before anybody makes it. */
  readonly foresee: (asked: AskedTrust, actor: Actor) => Promise<Result<TrustEffect>>;
  readonly readFile: (file: AnchorFile) => Result<TrustAnchor>;
  /** An anchor as the text of a file that `readFile` reads again. */
  readonly textOf: (anchor: TrustAnchor) => string;
  readonly propose: (change: ProposedTrust, input: unknown, actor: Actor) => Promise<Result<TrustProposal>>;
  /** Why this person cannot approve it now; null where they can. */
  readonly approvalProblem: (proposal: TrustProposal, actor: Actor) => Promise<Problem | null>;
  readonly approve: (id: string, input: unknown, actor: Actor) => Promise<Result<TrustProposal>>;
  readonly reject: (id: string, input: unknown, actor: Actor) => Promise<Result<TrustProposal>>;
  readonly suspend: (target: SuspensionTarget, input: unknown, actor: Actor) => Promise<Result<unknown>>;
  readonly giveList: (file: ListFile, input: unknown, actor: Actor) => Promise<Result<AddedList>>;
};

/** What the handlers of one language work with. */
export type TrustTools = {
  readonly trust: TrustPages;
  readonly clock: Clock;
  readonly words: Words;
  readonly render: PageRenderer;
};

/** What pages say that was done just now. */
export const TRUST_DONE = [
  'proposed',
  'approved',
  'rejected',
  'suspended',
  'decided',
  'list-added',
  'list-known',
] as const;
export type TrustDone = (typeof TRUST_DONE)[number];

/** The page of the trust list, below the language. */
export const TRUST_PATH = 'administration/trust';
