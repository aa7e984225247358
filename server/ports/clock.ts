import type { IsoInstant } from '#core/confirmation/calendar.ts';

/** The one source of the current time. Nothing else may ask the machine. */
export type Clock = { readonly now: () => IsoInstant };
