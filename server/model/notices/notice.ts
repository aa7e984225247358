import type { Role } from '../access/roles.ts';

/** What people are written to about, each a step of a request, of a batch, of an application, or of what two people agree on. Nobody has to get them. */
export const NOTICE_KINDS = [
  'application-received',
  'request-submitted',
  'request-answered',
  'request-asked-back',
  'request-decided',
  'request-cancelled',
  'request-settled',
  'draft-ending',
  'confirmation-withdrawn',
  'batch-proposed',
  'batch-rejected',
  'batch-finished',
  'batch-paused',
  'seal-proposed',
  'seal-approved',
  'roles-proposed',
  'roles-approved',
  'key-sealing-proposed',
  'key-sealing-approved',
  'trust-proposed',
  'trust-approved',
  'trust-rejected',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** Whom it concerns: those with a part in an organisation, or single people. */
export type NoticeAudience =
  | { readonly kind: 'roles'; readonly organisationId: string; readonly roles: readonly Role[] }
  | { readonly kind: 'people'; readonly ids: readonly string[] };

export type Notice = {
  readonly kind: NoticeKind;
  readonly to: NoticeAudience;
  /** The page it is about, below the language. */
  readonly path: string;
  /** What people call it: the reference of a request, the beginning of a batch's id. Never a VIN. */
  readonly reference: string;
  /** How many vehicles or documents. */
  readonly count: number;
  /** Who did it: not written to. */
  readonly by: string;
};
