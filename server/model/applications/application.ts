import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { Locale } from '#core/confirmation/country.ts';
import type { ActorRef } from '../access/actor.ts';
import type { Owner } from '../access/permissions.ts';

export const APPLICATION_STATES = ['unconfirmed', 'open', 'accepted', 'refused'] as const;
export type ApplicationState = (typeof APPLICATION_STATES)[number];

/** What was decided on an application, and what came of it. */
export type ApplicationDecision = {
  readonly by: ActorRef;
  readonly at: IsoInstant;
  /** Why it was refused; null where it was accepted. */
  readonly reason: string | null;
  /** The exporter that was added, and the invitation of the applicant; null where it was refused. */
  readonly organisationId: string | null;
  readonly invitationId: string | null;
};

/** An exporter asks to be registered. Nobody sees it before the applicant has confirmed the mail address. */
export type Application = {
  readonly id: string;
  /** Counts up with each change. */
  readonly version: number;
  readonly state: ApplicationState;
  /** The company's name as the applicant wrote it. */
  readonly company: string;
  /** A well-formed unified social credit code. */
  readonly uscc: string;
  readonly name: string;
  readonly email: string;
  readonly locale: Locale;
  /** Who decides: this registered manufacturer beside the operator; null for the operator alone. */
  readonly manufacturerId: string | null;
  readonly purpose: string;
  readonly createdAt: IsoInstant;
  readonly confirmedAt: IsoInstant | null;
  readonly decision: ApplicationDecision | null;
  /** When the applicant was last written to about the decision; null before it. */
  readonly toldAt: IsoInstant | null;
};

const DAY_MS = 86_400_000;
/** Days from the application: its link works, it waits for a decision, it is kept whatever came of it. */
export const LINK_DAYS = 3;
export const WAITING_DAYS = 30;
export const KEPT_DAYS = 90;

const LASTS: Readonly<Record<ApplicationState, number>> = {
  unconfirmed: LINK_DAYS,
  open: WAITING_DAYS,
  accepted: KEPT_DAYS,
  refused: KEPT_DAYS,
};

/** When an application in this state is over, and is erased. */
export function endOf({ state, createdAt }: Pick<Application, 'state' | 'createdAt'>): IsoInstant {
  return new Date(Date.parse(createdAt) + LASTS[state] * DAY_MS).toISOString();
}

/** An application that was made before this instant, in this state, is over. */
export function overBefore(state: ApplicationState, now: IsoInstant): IsoInstant {
  return new Date(Date.parse(now) - LASTS[state] * DAY_MS).toISOString();
}

export function isOver(application: Application, now: IsoInstant): boolean {
  return Date.parse(endOf(application)) <= Date.parse(now);
}

/** Whose decision it is. */
export function deciderOf({ manufacturerId }: Pick<Application, 'manufacturerId'>): Owner {
  return manufacturerId === null ? {} : { manufacturerId };
}

/** Whether two names of a company are one, apart from width, case and spaces. */
export function isSameCompany(one: string, other: string): boolean {
  const plain = (name: string) => name.normalize('NFKC').toUpperCase().replace(/\s/g, '');
  return plain(one) === plain(other);
}
