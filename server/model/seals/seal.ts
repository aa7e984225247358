import type { IsoDate, IsoInstant, ValidityInterval } from '#core/confirmation/calendar.ts';
import { addDays, isWithin } from '#core/confirmation/calendar.ts';
import type { RecordedActor } from '../access/actor.ts';
import type { Manufacturer } from '../manufacturers/manufacturer.ts';

export const SEAL_FORMS = ['limited-liability', 'joint-stock'] as const;

/** What is registered of a company seal: form (40 mm, or 42 mm for a joint-stock company), name and 13-digit record code. */
export type SealData = {
  readonly form: (typeof SEAL_FORMS)[number];
  readonly nameZh: string;
  readonly recordCode: string;
  readonly test: boolean;
};

export const PICTURE_KINDS = ['svg', 'png'] as const;
export type PictureKind = (typeof PICTURE_KINDS)[number];

/** A picture of the true seal, cut to its outer rim. `content`: SVG text, or the PNG in base64. */
export type SealPicture = { readonly kind: PictureKind; readonly content: string };

/** What a seal looks like: drawn from its registered data, or its picture at the size that the form asks for. */
export type SealFace = SealData & { readonly picture: SealPicture | null };

/**
 * `proposed`: waits for a second person. `approved`: seals documents on the days of its interval. `retired`: seals nothing
 * any more, and never comes back; what it sealed stays good.
 */
export const SEAL_STATES = ['proposed', 'approved', 'retired'] as const;
export type SealState = (typeof SEAL_STATES)[number];

/** One version of the seal of one manufacturer. Only its state ever changes; the picture is kept beside it. */
export type SealVersion = ValidityInterval & {
  readonly manufacturerId: string;
  /** 1, 2, 3 … for each manufacturer. */
  readonly version: number;
  readonly data: SealData;
  /** Null where the seal is drawn from its data. */
  readonly picture: PictureKind | null;
  readonly state: SealState;
  readonly proposedBy: RecordedActor;
  readonly proposedAt: IsoInstant;
  /** Another person than the one who proposed. */
  readonly approvedBy: RecordedActor | null;
  readonly approvedAt: IsoInstant | null;
  readonly retiredBy: RecordedActor | null;
  readonly retiredAt: IsoInstant | null;
};

/** The seal that a document is sealed with, and whose it is. */
export type SealInUse = { readonly manufacturerId: string; readonly version: number; readonly face: SealFace };

/** The one version in force on a day: of those approved whose interval holds it, the newest. Null where there is none. */
export function sealInForce(versions: readonly SealVersion[], on: IsoDate): SealVersion | null {
  const holding = versions.filter((version) => version.state === 'approved' && isWithin(version, on));
  return holding.reduce<SealVersion | null>(
    (newest, version) => (newest === null || version.version > newest.version ? version : newest),
    null,
  );
}

/**
 * The approved version with which sealing ends: from that day on one follows another without a gap until its last day, or
 * it has none. Where none is in force on the day, the one that ended last before it. Null where none ever was.
 */
export function lastSeal(versions: readonly SealVersion[], on: IsoDate): SealVersion | null {
  const approved = versions.filter(({ state }) => state === 'approved');
  const lastOf = (candidates: readonly SealVersion[]) =>
    candidates.reduce<SealVersion | null>((last, each) => (last === null || endsAfter(each, last) ? each : last), null);
  let last = lastOf(approved.filter((version) => isWithin(version, on)));
  if (last === null) return lastOf(approved.filter(({ until }) => until !== null && until < on));
  for (let next: SealVersion | null = last; next !== null; ) {
    last = next;
    const { until }: SealVersion = last;
    next = until === null ? null : lastOf(approved.filter((version) => isWithin(version, addDays(until, 1))));
  }
  return last;
}

function endsAfter(one: ValidityInterval, other: ValidityInterval): boolean {
  return other.until !== null && (one.until === null || one.until > other.until);
}

/** Whether the seal is this manufacturer's as it is registered today: same entity, same name, TEST or not. */
export function isSealOf(
  { manufacturerId, data }: Pick<SealVersion, 'manufacturerId' | 'data'>,
  manufacturer: Pick<Manufacturer, 'id' | 'nameZh' | 'test'>,
): boolean {
  return manufacturerId === manufacturer.id && data.nameZh === manufacturer.nameZh && data.test === manufacturer.test;
}
