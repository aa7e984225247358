import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import { manufacturerStream } from '../../model/access/audit-entry.ts';
import { type Application, deciderOf } from '../../model/applications/application.ts';
import type { Collections } from '../../ports/collections.ts';
import { type Act, type ActDependencies, authorize } from '../access/act.ts';
import type { StoredApplication } from './application-records.ts';
import { standingApplication } from './read-applications.ts';

/** An application that the actor decides on; `not-permitted` for one of others, or that there is not. */
export async function decidable(
  deps: ActDependencies & { readonly collections: Pick<Collections, 'find'> },
  id: string,
  actor: Actor,
): Promise<Result<StoredApplication>> {
  const found = await standingApplication(deps, id);
  const owner = found === null ? {} : deciderOf(found);
  const permitted = await authorize(deps, actor, 'decide-application', { kind: 'application', id }, owner);
  if (!permitted.ok) return permitted;
  return found === null ? refuse('application-unknown') : succeed(found);
}

/** What is done to an application is told in the chain of the manufacturer that decides. */
export function applicationAct({ id, manufacturerId }: Application, actor: Actor): Act {
  const stream = manufacturerId === null ? 'operator' : manufacturerStream(manufacturerId);
  return { stream, actor, action: 'decide-application', subject: { kind: 'application', id } };
}
