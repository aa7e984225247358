import { type Result, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { Person } from '../../model/accounts/person.ts';
import type { SignInGuard, UserSessions } from '../../ports/accounts.ts';
import type { Collections } from '../../ports/collections.ts';
import { type ActDependencies, performInStore } from '../access/act.ts';
import { changeable, entryOf, personAct } from './changeable-person.ts';

type Dependencies = ActDependencies & {
  readonly collections: Collections;
  readonly sessions: Pick<UserSessions, 'endAll'>;
  readonly guard: Pick<SignInGuard, 'keepOnly' | 'lift'>;
};

/** Signs a person out of every browser, such as one that was lost. The account stays: they sign in again. */
export async function endPersonSessions(deps: Dependencies, id: string, actor: Actor): Promise<Result<Person>> {
  return help(deps, 'end-sessions', id, actor, async () => {
    await deps.sessions.endAll(id, null);
    await deps.guard.keepOnly(null, id);
  });
}

/** Lets a person try passwords and codes again at once, whoever used up the tries. */
export async function liftLock(deps: Dependencies, id: string, actor: Actor): Promise<Result<Person>> {
  return help(deps, 'lift-lock', id, actor, () => deps.guard.lift(id));
}

async function help(
  deps: Dependencies,
  action: 'end-sessions' | 'lift-lock',
  id: string,
  actor: Actor,
  work: () => Promise<void>,
): Promise<Result<Person>> {
  const found = await changeable(deps, action, id, actor);
  if (!found.ok) return found;
  const act = personAct(action, id, actor);
  return performInStore(deps, act, async () => {
    await work();
    await deps.auditLog.append(entryOf(deps, act));
    return succeed(found.value);
  });
}
