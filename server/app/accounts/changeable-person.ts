import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { AuditEntry } from '../../model/access/audit-entry.ts';
import type { Action } from '../../model/access/permissions.ts';
import type { ProviderPolicy } from '../../model/accounts/identity-provider.ts';
import { isAbleAdministrator, type Person } from '../../model/accounts/person.ts';
import type { Collections } from '../../ports/collections.ts';
import { type Act, type ActDependencies, auditEntry, authorize } from '../access/act.ts';
import { activePeopleOf, findPerson, personKey, personRecord, readPerson } from './people-records.ts';

/** An active person whom the actor may change so; one that it may not is unknown. */
export async function changeable(
  deps: ActDependencies & { readonly collections: Collections },
  action: Action,
  id: string,
  actor: Actor,
): Promise<Result<Person>> {
  const person = await findPerson(deps.collections, id);
  const owner = person === null ? {} : { organisationId: person.organisationId };
  const permitted = await authorize(deps, actor, action, { kind: 'person', id }, owner);
  if (!permitted.ok) return permitted;
  if (person === null || person.state !== 'active') return refuse('person-unknown');
  if (actor.kind === 'person' && actor.id === id) return refuse('own-roles');
  return succeed(person);
}

/** Changes a person as everybody of their organisation stands, so that two administrators cannot end each other at once. */
export async function keepingAdministrator(
  deps: ActDependencies & { readonly collections: Collections; readonly policies: readonly ProviderPolicy[] },
  act: Act,
  { id, organisationId }: Person,
  change: (person: Person) => Result<Person>,
  tell: (changed: Person) => AuditEntry['detail'] = () => ({}),
): Promise<Result<Person>> {
  const policy = deps.policies.find((one) => one.organisationId === organisationId) ?? null;
  const isAble = (person: Person) => isAbleAdministrator(person, policy);
  const others = (await activePeopleOf(deps.collections, organisationId)).filter((other) => other.id !== id);
  const keys = [personKey(id), ...others.filter(isAble).map((other) => personKey(other.id))];
  return deps.collections.change<Result<Person>>(keys, ([record, ...rest]) => {
    const nothing = { put: [], remove: [], entries: [] };
    const person = record === null || record === undefined ? null : readPerson(record);
    if (person === null || person.state !== 'active') return { ...nothing, answer: refuse('person-unknown') };
    const wish = change(person);
    if (!wish.ok) return { ...nothing, answer: wish };
    const changed = wish.value;
    const able = rest.some((other) => other !== null && isAble(readPerson(other)));
    const wasNeeded = isAble(person) && !isAble(changed) && !able;
    if (wasNeeded && act.actor.kind !== 'operator') return { ...nothing, answer: refuse('last-administrator') };
    return {
      put: [personRecord(changed)],
      remove: [],
      entries: [entryOf(deps, act, tell(changed))],
      answer: succeed(changed),
    };
  });
}

export function entryOf(
  { clock }: Pick<ActDependencies, 'clock'>,
  act: Act,
  outcome: AuditEntry['detail'] = {},
): AuditEntry {
  return auditEntry(act, 'succeeded', clock.now(), outcome);
}

export function personAct(action: Act['action'], id: string, actor: Actor): Act {
  return { stream: 'operator', actor, action, subject: { kind: 'person', id } };
}
