import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { type Actor, type ActorRef, actorRef } from '../../model/access/actor.ts';
import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';
import type { SealPicture, SealVersion } from '../../model/seals/seal.ts';
import type { SealStudio } from '../../ports/seal-studio.ts';
import { authorize, performInStore } from '../access/act.ts';
import { fieldProblem } from '../confirmations/confirmation-request.ts';
import { type SealDependencies, sealAct, sealEntry, sealSubject } from './change-seals.ts';
import { parseSealProposal, type SealProposal } from './seal-proposal.ts';

export type ProposeDependencies = SealDependencies & { readonly studio: Pick<SealStudio, 'clean'> };

/** Proposals of one manufacturer that may wait at once: each can hold a picture. */
const MAX_PROPOSALS = 20;
/** Versions that may be proposed for one manufacturer in 24 hours, whatever became of them: pictures are never deleted. */
export const MAX_SEALS_OF_A_DAY = 50;
const DAY_MS = 86_400_000;

/**
 * Proposes a version of a manufacturer's seal; it seals nothing before another person approves it. A picture is written again
 * from what is allowed in it. The name and the TEST mark are the manufacturer's own, whatever the picture shows.
 */
export async function proposeSeal(
  deps: ProposeDependencies,
  manufacturerId: string,
  input: unknown,
  actor: Actor,
): Promise<Result<SealVersion>> {
  const permitted = await authorize(deps, actor, 'propose-seal', sealSubject(manufacturerId), { manufacturerId });
  if (!permitted.ok) return permitted;
  const proposal = parseSealProposal(input);
  if (!proposal.ok) return proposal;
  const manufacturer = await deps.directory.manufacturer(manufacturerId);
  if (manufacturer === null) return refuse('manufacturer-unknown');
  const picture = await cleanPicture(deps.studio, proposal.value.picture ?? null);
  if (!picture.ok) return picture;
  const act = sealAct(manufacturerId, 'propose-seal', actor);
  return performInStore(deps, act, () => {
    const at = deps.clock.now();
    return deps.seals.change<Result<SealVersion>>(manufacturerId, (versions) => {
      if (versions.filter(({ state }) => state === 'proposed').length >= MAX_PROPOSALS)
        return { save: null, answer: refuse('too-many-seal-proposals', { most: MAX_PROPOSALS }) };
      const since = Date.parse(at) - DAY_MS;
      if (versions.filter(({ proposedAt }) => Date.parse(proposedAt) > since).length >= MAX_SEALS_OF_A_DAY)
        return { save: null, answer: refuse('too-many-seals-of-a-day', { most: MAX_SEALS_OF_A_DAY }) };
      const version = Math.max(0, ...versions.map((known) => known.version)) + 1;
      const seal = proposed(manufacturer, proposal.value, { version, by: actorRef(actor), at });
      return { save: { seal, picture: picture.value, entry: sealEntry(seal, act, at) }, answer: succeed(seal) };
    });
  });
}

async function cleanPicture(
  studio: Pick<SealStudio, 'clean'>,
  picture: SealPicture | null,
): Promise<Result<SealPicture | null>> {
  if (picture === null) return succeed(null);
  const cleaned = await studio.clean(picture);
  if (cleaned.kind === 'cleaned') return succeed(cleaned.picture);
  return refuse('request-not-valid', {}, [fieldProblem('/picture/content', cleaned.code, cleaned.data)]);
}

function proposed(
  { id, nameZh, test }: Manufacturer,
  { form, recordCode, picture, from, until }: SealProposal,
  { version, by, at }: { readonly version: number; readonly by: ActorRef; readonly at: IsoInstant },
): SealVersion {
  return {
    manufacturerId: id,
    version,
    data: { form, nameZh, recordCode, test },
    picture: picture?.kind ?? null,
    from,
    until: until ?? null,
    state: 'proposed',
    proposedBy: by,
    proposedAt: at,
    approvedBy: null,
    approvedAt: null,
    retiredBy: null,
    retiredAt: null,
  };
}
