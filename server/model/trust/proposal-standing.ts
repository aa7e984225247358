import type { IsoInstant } from '#core/confirmation/calendar.ts';

/** How long a proposal about trust waits for its approval, in days: what was right then may not be any more. */
export const PROPOSAL_DAYS = 30;

const DAY_MS = 86_400_000;

/** The last instant at which it can be approved. */
export function proposalEnd({ proposedAt }: { readonly proposedAt: IsoInstant }): IsoInstant {
  return new Date(Date.parse(proposedAt) + PROPOSAL_DAYS * DAY_MS).toISOString();
}

export function isProposalOver(proposal: { readonly proposedAt: IsoInstant }, at: IsoInstant): boolean {
  return Date.parse(at) > Date.parse(proposalEnd(proposal));
}
