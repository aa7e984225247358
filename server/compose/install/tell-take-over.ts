import { actorRef, SERVICE } from '../../model/access/actor.ts';
import type { AuditEntry } from '../../model/access/audit-entry.ts';

/** What a former version kept in files and the store has taken over. */
export type TakenOver = { readonly what: 'trust' | 'keys'; readonly from: string };
export type OnTakenOver = (taken: TakenOver) => void;

/** How a take-over is told, where it happens: the entry stands in its transaction. */
export type TakeOverTold = { readonly entries: readonly AuditEntry[]; readonly onTaken: () => void };

/** The audit log of the operator, and whoever opens the install, are told of it. */
export function tellTakeOver(taken: TakenOver, at: string, tell: OnTakenOver = () => undefined): TakeOverTold {
  const entry: AuditEntry = {
    ...{ stream: 'operator', at, actor: actorRef(SERVICE), action: 'take-over-files', phase: 'succeeded' },
    subject: { kind: 'install', id: taken.what },
    detail: {},
  };
  return { entries: [entry], onTaken: () => tell(taken) };
}
