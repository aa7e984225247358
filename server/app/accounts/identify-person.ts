import type { Locale } from '#core/confirmation/country.ts';
import type { Actor } from '../../model/access/actor.ts';
import { hasRole, OPERATOR, type Organisation } from '../../model/access/organisation.ts';
import type { Role } from '../../model/access/roles.ts';
import { areTermsInForce, type ProviderPolicy } from '../../model/accounts/identity-provider.ts';
import { needsSecondFactor, rolesInForce } from '../../model/accounts/person.ts';
import type { Browser, SignIns } from '../../ports/accounts.ts';
import type { Collections } from '../../ports/collections.ts';
import { findOrganisation } from '../people/organisation-records.ts';
import { findPerson } from './people-records.ts';

type IdentifyDependencies = {
  readonly collections: Pick<Collections, 'find'>;
  readonly signIns: Pick<SignIns, 'sessionOf'>;
  /** Identity providers of organisations. */
  readonly policies: readonly ProviderPolicy[];
};

/** Who is signed in with a browser. */
export type IdentifiedPerson = {
  readonly actor: Actor;
  readonly sessionId: string;
  readonly email: string;
  readonly locale: Locale;
  readonly notices: boolean;
  /** Null for the operator, whose name is a word of the pages. */
  readonly organisationName: string | null;
  /** Whether they have one here: approvals ask for its code, however they signed in. */
  readonly hasSecondFactor: boolean;
  /** Whether the provider of their organisation signed them in. */
  readonly isByProvider: boolean;
  /** They have a role that needs a second factor, and gave none: nothing but setting it up is open to them. */
  readonly mustSetUp: boolean;
  /** Theirs once a second person approves them. */
  readonly proposedRoles: readonly Role[];
};

/**
 * Who signed in with this browser; null for nobody, for one who was ended, for one whose organisation was closed, and for one who
 * came by a way that it does not allow any more. Asked anew with every request: what was ended is over at once, on every
 * instance.
 */
export async function identifyPerson(
  { collections, signIns, policies }: IdentifyDependencies,
  browser: Pick<Browser, 'cookies'>,
): Promise<IdentifiedPerson | null> {
  const session = await signIns.sessionOf(browser);
  if (session === null) return null;
  const person = await findPerson(collections, session.userId);
  if (person === null || person.state !== 'active' || person.email === null) return null;
  const organisation = await activeOrganisation(collections, person.organisationId);
  if (organisation === null) return null;
  const { id, kind, manufacturerId, uscc } = organisation;
  const own = person.roles.filter((role) => hasRole(kind, role));
  const policy = policies.find(({ organisationId }) => organisationId === id) ?? null;
  if (!areTermsInForce(policy, session.terms)) return null;
  const { hasSecondFactor, terms } = session;
  const gaveSecondFactor = terms?.secondFactor === true || hasSecondFactor;
  return {
    actor: {
      ...{ kind: 'person', id: person.id, name: person.name, organisation: { id, kind, manufacturerId, uscc } },
      roles: rolesInForce(own, gaveSecondFactor),
    },
    ...{ sessionId: session.id, email: person.email, locale: person.locale, notices: person.notices, hasSecondFactor },
    ...{ organisationName: organisation.name, isByProvider: terms !== null },
    mustSetUp: needsSecondFactor(own) && !gaveSecondFactor,
    proposedRoles: person.proposal?.roles ?? [],
  };
}

type NamedOrganisation = Pick<Organisation, 'id' | 'kind' | 'manufacturerId' | 'uscc'> & {
  readonly name: string | null;
};

/** The operator has no record: it is always there. */
export async function activeOrganisation(
  collections: Pick<Collections, 'find'>,
  id: string,
): Promise<NamedOrganisation | null> {
  if (id === OPERATOR.id) return { ...OPERATOR, name: null };
  const organisation = await findOrganisation(collections, id);
  return organisation?.state === 'active' ? organisation : null;
}
