import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { Role } from './roles.ts';

/**
 * What an organisation is here. `operator`: who runs this install; there is one. `manufacturer`: issues; is a registered
 * manufacturer. `exporter`: asks for confirmations. `authority`: a licence office or customs, which checks.
 */
export const ORGANISATION_KINDS = ['operator', 'manufacturer', 'exporter', 'authority'] as const;
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number];

/** The parts that people and access keys of an organisation of a kind can have. */
export const ROLES_OF = {
  operator: ['administrator', 'auditor'],
  manufacturer: ['administrator', 'clerk', 'sealer', 'auditor'],
  exporter: ['administrator', 'requester'],
  authority: ['administrator', 'officer'],
} as const satisfies Readonly<Record<OrganisationKind, readonly Role[]>>;

/** Which organisation somebody acts for. */
export type ActorOrganisation = {
  readonly id: string;
  readonly kind: OrganisationKind;
  /** Of the registered manufacturer that it is; null for all other kinds. */
  readonly manufacturerId: string | null;
  /** Unified social credit code; null where it has none, and for the operator. */
  readonly uscc: string | null;
};

export type Organisation = ActorOrganisation & {
  /** The full registered name, as it stands in documents. */
  readonly name: string;
  /** `closed`: nobody acts for it any more; what it did stays. */
  readonly state: 'active' | 'closed';
  readonly since: IsoInstant;
};

/** The organisation that runs this install. */
export const OPERATOR: ActorOrganisation = { id: 'operator', kind: 'operator', manufacturerId: null, uscc: null };

/** Whether access keys of organisations of a kind may be granted to seal without a second person. */
export function mayDirectlySeal(kind: OrganisationKind): boolean {
  return kind === 'manufacturer' || kind === 'operator';
}

/** Whether organisations of a kind have a role. */
export function hasRole(kind: OrganisationKind, role: Role): boolean {
  const roles: readonly Role[] = ROLES_OF[kind];
  return roles.includes(role);
}
