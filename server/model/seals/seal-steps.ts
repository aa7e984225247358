import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { type ActorRef, isSamePerson } from '../access/actor.ts';
import type { SealVersion } from './seal.ts';

/** Who takes a step in the life of a seal, and when. */
export type SealStep = { readonly by: ActorRef; readonly at: IsoInstant };

/** The version of that number, or `seal-version-unknown`. */
export function findSealVersion(versions: readonly SealVersion[], version: number): Result<SealVersion> {
  const found = versions.find((candidate) => candidate.version === version);
  return found === undefined ? refuse('seal-version-unknown', { version: String(version) }) : succeed(found);
}

/** Approves what another person proposed: refused for anything but a proposal, and for the proposer's own. */
export function approveSealVersion(seal: SealVersion, { by, at }: SealStep): Result<SealVersion> {
  const { version, state, proposedBy } = seal;
  if (state !== 'proposed') return refuse('seal-state-wrong', { version: String(version), state });
  if (isSamePerson(by, proposedBy)) return refuse('seal-approved-by-proposer', { version: String(version) });
  return succeed({ ...seal, state: 'approved', approvedBy: by, approvedAt: at });
}

/** Ends a version, or turns a proposal down. One person can: stopping a seal must not wait for a second one. */
export function retireSealVersion(seal: SealVersion, { by, at }: SealStep): Result<SealVersion> {
  const { version, state } = seal;
  if (state === 'retired') return refuse('seal-state-wrong', { version: String(version), state });
  return succeed({ ...seal, state: 'retired', retiredBy: by, retiredAt: at });
}
