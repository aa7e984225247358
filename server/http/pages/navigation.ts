import type { Actor } from '../../model/access/actor.ts';
import type { OrganisationKind } from '../../model/access/organisation.ts';
import type { Role } from '../../model/access/roles.ts';

/** A section of the pages of those who are signed in. */
type Section = {
  /** Below the language. */
  readonly path: string;
  /** The key of its text. */
  readonly text: string;
  /** Who sees it; null for everybody. */
  readonly roles: readonly Role[] | null;
  /** Of which kind of organisation; left out for all. */
  readonly kinds?: readonly OrganisationKind[];
};

/** In the order in which they stand: each area adds its own. What a section shows is decided by its use cases, not here. */
export const SECTIONS: readonly Section[] = [
  { path: 'home', text: 'accounts.navigation.home', roles: null },
  { path: 'checks', text: 'officers.navigation', roles: ['officer', 'administrator'], kinds: ['authority'] },
  { path: 'requests', text: 'requests.navigation.requests', roles: ['requester', 'clerk', 'sealer', 'auditor'] },
  { path: 'outlets', text: 'requests.navigation.outlets', roles: ['clerk'], kinds: ['manufacturer'] },
  {
    path: 'batches',
    text: 'batches.navigation',
    roles: ['clerk', 'sealer', 'auditor', 'administrator'],
    kinds: ['manufacturer', 'operator'],
  },
  {
    path: 'manufacturer',
    text: 'administration.manufacturers.own',
    roles: ['administrator', 'clerk', 'sealer', 'auditor'],
    kinds: ['manufacturer'],
  },
  { path: 'people', text: 'accounts.navigation.people', roles: ['administrator'] },
  { path: 'organisations', text: 'accounts.navigation.organisations', roles: ['administrator'], kinds: ['operator'] },
  {
    path: 'applications',
    text: 'accounts.navigation.applications',
    roles: ['administrator'],
    kinds: ['operator', 'manufacturer'],
  },
  { path: 'access-keys', text: 'accounts.navigation.access-keys', roles: ['administrator'] },
  {
    path: 'administration',
    text: 'administration.navigation',
    roles: ['administrator', 'auditor'],
    kinds: ['operator'],
  },
  { path: 'audit', text: 'administration.audit.navigation', roles: ['administrator', 'auditor'], kinds: ['operator'] },
  { path: 'audit', text: 'administration.audit.navigation', roles: ['auditor'], kinds: ['manufacturer'] },
  { path: 'outbox', text: 'accounts.navigation.outbox', roles: ['administrator'], kinds: ['operator'] },
];

/** The sections that somebody sees. */
export function sectionsOf({ roles, organisation }: Pick<Actor, 'roles' | 'organisation'>): readonly Section[] {
  return SECTIONS.filter(
    (section) =>
      (section.roles === null || section.roles.some((role) => roles.includes(role))) &&
      (section.kinds === undefined || (organisation !== null && section.kinds.includes(organisation.kind))),
  );
}

/** Without those that this install has no use for. */
export function shownSections(locals: object, actor: Pick<Actor, 'roles' | 'organisation'>): readonly Section[] {
  const { hiddenSections = [] } = locals as { readonly hiddenSections?: readonly string[] };
  return sectionsOf(actor).filter(({ path }) => !hiddenSections.includes(path));
}
