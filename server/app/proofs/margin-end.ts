import type { IsoInstant } from '#core/confirmation/calendar.ts';

export type Margin = {
  readonly at: IsoInstant;
  /** For how many more days what is sealed with must hold; 0 asks nothing. */
  readonly days: number;
};

const DAY_MS = 86_400_000;

/** The end of a margin: what is sealed with must still hold then. */
export function marginEnd({ at, days }: Margin): IsoInstant {
  return new Date(Date.parse(at) + days * DAY_MS).toISOString();
}
