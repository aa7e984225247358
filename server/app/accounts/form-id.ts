import type { ActorRef } from '../../model/access/actor.ts';
import { sha256Hex } from '../digest.ts';

/** The id of what comes of a form: the same when one person sends the form again, and nobody else's. */
export function formId({ kind, id }: Pick<ActorRef, 'kind' | 'id'>, form: string): string {
  return sha256Hex(new TextEncoder().encode(`${kind}\n${id}\n${form}`)).slice(0, 20);
}
