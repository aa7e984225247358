import type { Response } from 'express';
import type { Actor } from '../model/access/actor.ts';

/** Who asks. Throws where nothing identified them before: nothing that changes something is reached by nobody. */
export function actorOf(response: Response): Actor {
  const { actor } = response.locals as { readonly actor?: Actor };
  if (actor === undefined) throw new Error('a route that needs an actor is mounted without a check of who asks');
  return actor;
}
