import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { type AccessKey, accessKeyState } from '../../model/access/access-key.ts';
import type { Actor } from '../../model/access/actor.ts';
import { OPERATOR } from '../../model/access/organisation.ts';
import { isPermitted } from '../../model/access/permissions.ts';
import type { Person } from '../../model/accounts/person.ts';
import type { Collections } from '../../ports/collections.ts';
import { type ActDependencies, authorize } from '../access/act.ts';
import { ofOrganisation, readAccessKey, withoutHash } from '../people/access-key-records.ts';
import { type AccessKeyDependencies, endAccessKey, listAccessKeys } from '../people/access-keys.ts';
import { withStandingGrant } from '../people/direct-sealing.ts';
import { everyRecord } from '../people/every-record.ts';
import { allOrganisations } from '../people/organisation-records.ts';
import { type ChangePersonDependencies, endPerson } from './change-person.ts';
import { findPerson } from './people-records.ts';

type Reading = ActDependencies & { readonly collections: Pick<Collections, 'find' | 'list'> };

/** A key, and whether the person who made it, and has seen its secret, has left. */
export type MadeKey = AccessKey & { readonly hasMakerLeft: boolean };

/** The keys of an organisation as `listAccessKeys` gives them, with what became of their makers. */
export async function listKeysWithMakers(
  deps: AccessKeyDependencies,
  organisationId: string,
  actor: Actor,
): Promise<Result<readonly MadeKey[]>> {
  const listed = await listAccessKeys(deps, organisationId, actor);
  return listed.ok ? succeed(await withMakers(deps, listed.value)) : listed;
}

/** Of these keys those in force whose maker has left. */
export async function keysOfLeavers(
  deps: Pick<Reading, 'collections' | 'clock'>,
  organisationId: string,
): Promise<readonly AccessKey[]> {
  const active = await activeKeysOfOrganisation(deps, organisationId);
  return (await withMakers(deps, active)).filter(({ hasMakerLeft }) => hasMakerLeft);
}

export async function activeKeysOfOrganisation(
  { collections, clock }: Pick<Reading, 'collections' | 'clock'>,
  organisationId: string,
): Promise<readonly AccessKey[]> {
  const records = await everyRecord(collections, 'access-keys', [ofOrganisation(organisationId)]);
  const keys = records.map((record) => withoutHash(readAccessKey(record)));
  const active = keys.filter((key) => accessKeyState(key, clock.now()) === 'active');
  return Promise.all(active.map((key) => withStandingGrant(collections, key)));
}

async function withMakers(
  { collections }: Pick<Reading, 'collections'>,
  keys: readonly AccessKey[],
): Promise<readonly MadeKey[]> {
  const ids = new Set(keys.flatMap(({ createdBy: { kind, id } }) => (kind === 'person' ? [id] : [])));
  const found = await Promise.all([...ids].map((id) => findPerson(collections, id)));
  const left = new Set(found.flatMap((person) => (person?.state === 'ended' ? [person.id] : [])));
  const standing = await Promise.all(keys.map((key) => withStandingGrant(collections, key)));
  return standing.map((key) => ({
    ...key,
    hasMakerLeft: key.createdBy.kind === 'person' && left.has(key.createdBy.id),
  }));
}

/** The keys in force that a person made, whichever organisation they are of: whoever may end the person and them sees them. */
export async function keysMadeBy(deps: Reading, id: string, actor: Actor): Promise<Result<readonly AccessKey[]>> {
  const person = await findPerson(deps.collections, id);
  const owner = person === null ? {} : { organisationId: person.organisationId };
  const permitted = await authorize(deps, actor, 'end-person', { kind: 'person', id }, owner);
  if (!permitted.ok) return permitted;
  if (person === null) return refuse('person-unknown');
  const made = await activeKeysMadeBy(deps, person);
  return succeed(made.filter(({ organisationId }) => isPermitted(actor, 'end-access-key', { organisationId })));
}

/** People of the operator make keys of every organisation, others of their own. */
async function activeKeysMadeBy(
  deps: Pick<Reading, 'collections' | 'clock'>,
  { id, organisationId }: Person,
): Promise<readonly AccessKey[]> {
  const others = organisationId === OPERATOR.id ? await allOrganisations(deps.collections) : [];
  const ids = [organisationId, ...others.map((organisation) => organisation.id)];
  const keys = await Promise.all(ids.map((one) => activeKeysOfOrganisation(deps, one)));
  return keys.flat().filter(({ createdBy }) => createdBy.kind === 'person' && createdBy.id === id);
}

/** What came of ending a person: the keys of theirs that ended with them, and those that stay in force. */
export type EndedWithKeys = {
  readonly person: Person;
  readonly ended: readonly AccessKey[];
  readonly inForce: readonly AccessKey[];
};

/** Ends a person, then those of the keys that they made which `which` names. Each is an act of its own. */
export async function endPersonWithKeys(
  deps: ChangePersonDependencies & AccessKeyDependencies,
  id: string,
  which: readonly string[] | 'all',
  actor: Actor,
): Promise<Result<EndedWithKeys>> {
  const made = await keysMadeBy(deps, id, actor);
  if (!made.ok) return made;
  const person = await endPerson(deps, id, actor);
  if (!person.ok) return person;
  const isChosen = (key: AccessKey) => which === 'all' || which.includes(key.id);
  const ended: AccessKey[] = [];
  for (const key of made.value.filter(isChosen)) {
    const done = await endAccessKey(deps, key.id, actor);
    if (!done.ok) return done;
    ended.push(done.value);
  }
  return succeed({ person: person.value, ended, inForce: made.value.filter((key) => !isChosen(key)) });
}
