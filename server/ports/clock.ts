import type { IsoInstant } from '../domain/calendar.ts';

/** The one source of the current time. Nothing else may ask the machine. */
export type Clock = { readonly now: () => IsoInstant };
