import type { Actor } from '../../model/access/actor.ts';
import { manufacturerStream } from '../../model/access/audit-entry.ts';
import type { Collections } from '../../ports/collections.ts';
import type { Act, ActDependencies } from '../access/act.ts';

export type BatchDependencies = ActDependencies & { readonly collections: Collections };

export type ChangeDependencies = BatchDependencies & {
  /** Told that there may be something to seal, or to tell requests. */
  readonly onBatchChanged: () => void;
};

/** An act on a batch, as the chain of its manufacturer tells it. */
export function batchAct(
  action: Act['action'],
  { id, manufacturerId }: { readonly id: string; readonly manufacturerId: string },
  actor: Actor,
  detail: NonNullable<Act['detail']> = {},
): Act {
  return { stream: manufacturerStream(manufacturerId), actor, action, subject: batchSubject(id), detail };
}

export function batchSubject(id: string) {
  return { kind: 'batch', id } as const;
}
