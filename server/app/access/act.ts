import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import { actorRef } from '../../model/access/actor.ts';
import type { AuditAction, AuditEntry, AuditPhase, AuditStream, AuditSubject } from '../../model/access/audit-entry.ts';
import { type Action, isPermitted, type Owner } from '../../model/access/permissions.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Journal } from '../../ports/journal.ts';
import { isOutcomeUnknown } from '../../ports/unknown-outcome.ts';

export type ActDependencies = {
  readonly auditLog: Pick<AuditLog, 'append'>;
  readonly clock: Clock;
  /** What is kept outside the store; absent where an act is a part of another one that keeps it. */
  readonly journal?: Journal;
};

/** One act, before it is done. */
export type Act = {
  readonly stream: AuditStream;
  readonly actor: Actor;
  readonly action: AuditAction;
  readonly subject: AuditSubject;
  readonly detail?: AuditEntry['detail'];
};

/** Ids are typed by clients: no longer one than this is written down. */
const MAX_ID_LENGTH = 100;

/** What may be done while the database is an older one: what reads, and what mends it. */
const WHILE_SET_BACK: ReadonlySet<Action> = new Set(['read-audit-log', 'restore-install']);

/**
 * Whether the actor may do this to what belongs to `owner`, by the one table; else `not-permitted`, and the operator's chain tells it. Refused with
 * `store-set-back` while the database lacks what was kept outside it: a change would be made to what is no longer true.
 * Asked by every use case that changes something before anything else.
 */
export async function authorize(
  { auditLog, clock, journal }: ActDependencies,
  actor: Actor,
  action: Action,
  { kind, id }: AuditSubject,
  owner: Owner = {},
): Promise<Result<null>> {
  if (!WHILE_SET_BACK.has(action) && (await journal?.standing()) === 'set-back') return refuse('store-set-back');
  if (isPermitted(actor, action, owner)) return succeed(null);
  // Cutting may halve a character, and what was typed may hold half of one: neither is Unicode text.
  const subject = { kind, id: id.slice(0, MAX_ID_LENGTH).toWellFormed() };
  const act: Act = { stream: 'operator', actor, action, subject, detail: { code: 'not-permitted' } };
  await auditLog.append(auditEntry(act, 'failed', clock.now()));
  return refuse('not-permitted', { action });
}

/** The entry of an act. What is told of the outcome stands beside what was told of the act. */
export function auditEntry(
  { stream, actor, action, subject, detail }: Act,
  phase: AuditPhase,
  at: string,
  outcome: AuditEntry['detail'] = {},
): AuditEntry {
  return { stream, at, actor: actorRef(actor), action, phase, subject, detail: { ...detail, ...outcome } };
}

/** Does it between two entries: `intended`, which is durable first, and what came of it. */
export function perform<Value>(
  deps: ActDependencies,
  act: Act,
  work: () => Promise<Result<Value>>,
): Promise<Result<Value>> {
  const told = async () => {
    const answer = await work();
    if (answer.ok) await deps.auditLog.append(auditEntry(act, 'succeeded', deps.clock.now()));
    return answer;
  };
  return betweenEntries(deps, [act], told, codeOf);
}

/** The same, where `work` stores what it changes together with its entry `succeeded`, in one transaction. */
export function performInStore<Value>(
  deps: ActDependencies,
  act: Act,
  work: () => Promise<Result<Value>>,
): Promise<Result<Value>> {
  return performAllInStore(deps, [act], work);
}

/** The same for several acts that are one change. */
export function performAllInStore<Value>(
  deps: ActDependencies,
  acts: readonly Act[],
  work: () => Promise<Result<Value>>,
): Promise<Result<Value>> {
  return betweenEntries(deps, acts, work, codeOf);
}

function codeOf(answer: Result<unknown>): string | null {
  return answer.ok ? null : answer.problem.code;
}

/**
 * Writes `intended`, does it, and writes `failed` where it threw, or where `failureOf` gives the code of a failure. Of what
 * has succeeded, `work` writes the entry itself. What came of it is kept outside the store before it is answered.
 */
export async function betweenEntries<Answer>(
  deps: ActDependencies,
  acts: readonly Act[],
  work: () => Promise<Answer>,
  failureOf: (answer: Answer) => string | null,
): Promise<Answer> {
  for (const act of acts) await deps.auditLog.append(auditEntry(act, 'intended', deps.clock.now()));
  let answer: Answer;
  try {
    answer = await work();
  } catch (fault) {
    for (const act of acts) await recordFault(deps, act, fault);
    throw fault;
  }
  const code = failureOf(answer);
  if (code !== null) for (const act of acts) await recordFailure(deps, act, code);
  await deps.journal?.keep();
  return answer;
}

function recordFailure({ auditLog, clock }: ActDependencies, act: Act, code: string): Promise<void> {
  return auditLog.append(auditEntry(act, 'failed', clock.now(), { code }));
}

/**
 * The fault itself is what is thrown on, also where it is one of the log. What may have been done is not told to have failed: its
 * `succeeded` may be there.
 */
async function recordFault(deps: ActDependencies, act: Act, fault: unknown): Promise<void> {
  if (isOutcomeUnknown(fault)) return;
  try {
    await recordFailure(deps, act, faultCode(fault));
  } catch {
    // The act stays `intended`, which says that nobody knows what came of it.
  }
}

const CODE = /^[A-Za-z][A-Za-z0-9_-]{0,59}$/;

/** The code of a foreseen fault. Never its text, which may hold what was typed. */
export function faultCode(fault: unknown): string {
  const code = fault instanceof Error && 'code' in fault ? fault.code : null;
  return typeof code === 'string' && CODE.test(code) ? code : 'internal-error';
}
