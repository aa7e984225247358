import type { IsoDate } from '#core/confirmation/calendar.ts';
import { actorText } from '../../model/access/actor.ts';
import { type SealVersion, sealInForce } from '../../model/seals/seal.ts';

/** The versions of a manufacturer's seal for programs; `inForce` marks the one that a document of that day bears. */
export function describeSeals(versions: readonly SealVersion[], on: IsoDate) {
  const current = sealInForce(versions, on)?.version;
  return versions.map((seal) => ({ ...describeSeal(seal), inForce: seal.version === current }));
}

/** One version for programs. The picture itself is seen in the preview. */
export function describeSeal({ data, picture, ...seal }: SealVersion) {
  const { form, nameZh, recordCode, test } = data;
  const people = {
    proposedBy: actorText(seal.proposedBy),
    approvedBy: seal.approvedBy === null ? null : actorText(seal.approvedBy),
    retiredBy: seal.retiredBy === null ? null : actorText(seal.retiredBy),
  };
  return { ...seal, ...people, form, nameZh, recordCode, test, picture };
}
