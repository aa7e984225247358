import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import { emailAddress } from '../../model/accounts/email-address.ts';
import {
  type BoundIdentity,
  isOfDomains,
  type ProvenIdentity,
  type ProviderPolicy,
} from '../../model/accounts/identity-provider.ts';
import type { Person } from '../../model/accounts/person.ts';
import type { Collections } from '../../ports/collections.ts';
import type { Letter } from '../../ports/mail.ts';
import { StoreConflict } from '../../ports/store-conflict.ts';
import { type Act, type ActDependencies, auditEntry, performInStore } from '../access/act.ts';
import { sha256Hex } from '../digest.ts';
import { noticeLetter, type WordsOf } from './account-mail.ts';
import { personByEmail, personBySubject, personKey, personRecord, readPerson } from './people-records.ts';

export type BindDependencies = ActDependencies & {
  readonly collections: Collections;
  readonly words: WordsOf;
  readonly publicUrl: string;
  readonly post: (letter: Letter) => void;
};

/**
 * The person of this organisation that its provider means: whom it was bound to before, by its subject alone; else whoever has the
 * address that it verified, and they are bound to it from now on. Who belongs to another organisation is unknown to it, with the
 * same answer as somebody whom nobody invited.
 */
export async function personOfIdentity(
  deps: BindDependencies,
  policy: ProviderPolicy,
  proven: ProvenIdentity,
): Promise<Result<Person>> {
  const { issuer, organisationId } = policy;
  const identity = { issuer, subject: subjectHash(issuer, proven.subject) };
  const bound = await personBySubject(deps.collections, identity.subject);
  if (bound !== null)
    return bound.organisationId === organisationId ? succeed(bound) : refuse('provider-person-unknown');
  if (proven.email === null || !proven.emailVerified) return refuse('provider-email-not-verified');
  const email = emailAddress(proven.email);
  const person = email === null || !isOfDomains(policy, email) ? null : await personByEmail(deps.collections, email);
  if (person === null || person.organisationId !== organisationId) return refuse('provider-person-unknown');
  return bind(deps, person, identity);
}

/** The issuer has no space: no two pairs are one text. */
function subjectHash(issuer: string, subject: string): string {
  return sha256Hex(new TextEncoder().encode(`${issuer} ${subject}`));
}

/** Binds a person who is not bound to this provider yet, as they stand then. */
async function bind(
  deps: BindDependencies,
  { id, name, email }: Person,
  identity: BoundIdentity,
): Promise<Result<Person>> {
  const actor: Actor = { kind: 'person', id, name, organisation: null, roles: [] };
  const detail = { issuer: identity.issuer };
  const act: Act = { stream: 'operator', actor, action: 'bind-identity', subject: { kind: 'person', id }, detail };
  const bound = await performInStore(deps, act, () => {
    const entries = [auditEntry(act, 'succeeded', deps.clock.now())];
    const changed = deps.collections.change<Result<Person>>([personKey(id)], ([record]) => {
      const nothing = { put: [], remove: [], entries: [] };
      const stands = record === null || record === undefined ? null : readPerson(record);
      if (stands === null || stands.state !== 'active' || stands.email !== email)
        return { ...nothing, answer: refuse('provider-person-unknown') };
      // Somebody else at the provider has their address now: people must look at it.
      if (stands.identity?.issuer === identity.issuer)
        return { ...nothing, answer: refuse('provider-subject-changed') };
      const person: Person = { ...stands, identity };
      return { ...nothing, put: [personRecord(person)], entries, answer: succeed(person) };
    });
    return changed.catch((fault: unknown) => {
      // Bound to another person meanwhile.
      if (fault instanceof StoreConflict) return refuse('provider-subject-changed');
      throw fault;
    });
  });
  if (bound.ok && email !== null)
    deps.post(noticeLetter(deps, { to: email, locale: bound.value.locale, what: 'identity-bound' }));
  return bound;
}
