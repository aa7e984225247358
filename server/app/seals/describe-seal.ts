import type { IsoDate } from '#core/confirmation/calendar.ts';
import { type SealVersion, sealInForce } from '../../model/seals/seal.ts';

/** The versions of a manufacturer's seal for programs; `inForce` marks the one that a document of that day bears. */
export function describeSeals(versions: readonly SealVersion[], on: IsoDate) {
  const current = sealInForce(versions, on)?.version;
  return versions.map((seal) => ({ ...describeSeal(seal), inForce: seal.version === current }));
}

/** One version for programs. The picture itself is seen in the preview. */
export function describeSeal({ data, picture, ...seal }: SealVersion) {
  return { ...seal, form: data.form, nameZh: data.nameZh, recordCode: data.recordCode, test: data.test, picture };
}
