import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { type Actor, actorRef } from '../../model/access/actor.ts';
import { isPermitted } from '../../model/access/permissions.ts';
import type { CheckRecord } from '../../model/officers/check-record.ts';
import { type KeptResult, referenceOf } from '../../model/verification/kept-result.ts';
import type { Collections } from '../../ports/collections.ts';
import { type ActDependencies, auditEntry, authorize } from '../access/act.ts';
import { sha256Hex } from '../digest.ts';
import { checkRecord } from './check-records.ts';

export type KeepCheckDependencies = ActDependencies & {
  readonly collections: Pick<Collections, 'change'>;
  readonly randomBytes: (count: number) => Uint8Array;
};

/** Whether the checks of this actor are kept: those of an office’s officers. */
export function keepsChecks(actor: Actor): boolean {
  return actor.organisation !== null && isPermitted(actor, 'keep-check', { organisationId: actor.organisation.id });
}

/**
 * Keeps what an officer checked and was told, with its audit entry. `resultId` is the page of the result, where it is kept.
 * Refused as `not-permitted` for anybody but an officer.
 */
export async function keepCheck(
  deps: KeepCheckDependencies,
  { checkedAt, question, files }: Pick<KeptResult, 'checkedAt' | 'question' | 'files'>,
  resultId: string | null,
  actor: Actor,
): Promise<Result<CheckRecord>> {
  const id = sha256Hex(resultId === null ? deps.randomBytes(16) : new TextEncoder().encode(resultId));
  const subject = { kind: 'check', id } as const;
  const { organisation } = actor;
  const owner = organisation === null ? {} : { organisationId: organisation.id };
  const permitted = await authorize(deps, actor, 'keep-check', subject, owner);
  if (!permitted.ok) return permitted;
  if (organisation === null) return refuse('not-permitted', { action: 'keep-check' });
  const check: CheckRecord = {
    ...{ id, reference: referenceOf(id), organisationId: organisation.id, officer: actorRef(actor), at: checkedAt },
    ...{ vin: question.vin, destination: question.destination, resultId },
    files: files.map(({ name, sha256, verdict }) => ({
      ...{ name, sha256, verdict: verdict.verdict, headline: verdict.headline },
      number: verdict.confirmation?.content.number ?? null,
    })),
  };
  const act = { stream: 'operator', actor, action: 'keep-check', subject } as const;
  const entry = auditEntry(act, 'succeeded', checkedAt, { reference: check.reference });
  await deps.collections.change([], () => ({ put: [checkRecord(check)], remove: [], entries: [entry], answer: null }));
  return succeed(check);
}
