import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { type Actor, actorRef } from '../../model/access/actor.ts';
import type { Application } from '../../model/applications/application.ts';
import type { CollectedRecord, Collections, NewRecord } from '../../ports/collections.ts';
import type { Limits } from '../../ports/limits.ts';
import type { Letter } from '../../ports/mail.ts';
import { type Act, type ActDependencies, auditEntry, performAllInStore } from '../access/act.ts';
import type { WordsOf } from '../accounts/account-mail.ts';
import { invitationKey, invitationRecord, readInvitation } from '../accounts/invitation-records.ts';
import { withToken } from '../accounts/invite-person.ts';
import { withinInvitations } from '../accounts/within-invitations.ts';
import { toBase64Url } from '../base64-url.ts';
import {
  applicationKey,
  applicationRecord,
  readApplication,
  type StoredApplication,
  withoutToken,
} from './application-records.ts';
import { applicationAct, decidable } from './decidable.ts';
import { acceptedLetter, refusedLetter } from './letters.ts';
import { exporterOf } from './read-applications.ts';

export type TellDependencies = ActDependencies & {
  readonly collections: Collections;
  /** For ids (10 octets) and tokens (32). */
  readonly randomBytes: (count: number) => Uint8Array;
  readonly mail: {
    /** A letter to be saved with what it is about. */
    readonly toQueue: (letter: Letter) => Promise<NewRecord>;
    /** Sends what is queued, without being waited for. */
    readonly lookSoon: () => void;
  };
  readonly limits: Limits;
  readonly words: WordsOf;
  readonly publicUrl: string;
};

/** The letter to an applicant who was accepted, with the link that lets them in. */
export function letterOfAcceptance(
  deps: TellDependencies,
  { email: to, locale, company }: Application,
  token: string,
): Promise<NewRecord> {
  return deps.mail.toQueue(acceptedLetter(deps, { to, locale, company, token }));
}

/** The letter to an applicant who was refused. Where the company is here, it leads to its administrator. */
export async function letterOfRefusal(
  deps: TellDependencies,
  { email: to, locale, company, uscc }: Application,
  reason: string,
): Promise<NewRecord> {
  const isKnown = (await exporterOf(deps.collections, uscc))?.state === 'active';
  return deps.mail.toQueue(refusedLetter(deps, { to, locale, company, reason, isKnown }));
}

/**
 * Writes the letter about a decision again: an invitation with another link, or the refusal. A form says which version of the
 * application it was made from: where a letter was written again since, none is (`application-changed`).
 */
export async function tellAgain(
  deps: TellDependencies,
  { id, version }: { readonly id: string; readonly version: number },
  actor: Actor,
): Promise<Result<Application>> {
  const found = await decidable(deps, id, actor);
  if (!found.ok) return found;
  const { decision } = found.value;
  if (decision === null) return refuse('application-unknown');
  const repeat = await plannedRepeat(deps, found.value, decision, actor);
  const write = () =>
    performAllInStore(deps, repeat.acts, () =>
      deps.collections.change<Result<Application>>(repeat.keys, ([record, invited = null]) => {
        const stands = record == null ? null : readApplication(record);
        if (stands?.version !== version) return nothing(refuse('application-changed'));
        const put = repeat.recordsOf(stands, invited);
        if (put === null) return nothing(refuse('invitation-not-valid'));
        const entries = repeat.acts.map((act) => auditEntry(act, 'succeeded', repeat.now));
        return { put, remove: [], entries, answer: succeed(withoutToken(found.value)) };
      }),
    );
  const told = await withinInvitations(deps.limits, { actor, to: found.value.email }, write);
  if (told.ok) deps.mail.lookSoon();
  return told;
}

function nothing<Answer>(answer: Answer) {
  return { put: [], remove: [], entries: [], answer };
}

/** What is saved when a letter is written again, and the entries that tell it. */
async function plannedRepeat(
  deps: TellDependencies,
  application: StoredApplication,
  { invitationId, reason }: NonNullable<Application['decision']>,
  actor: Actor,
) {
  const now = deps.clock.now();
  const told: Act = { ...applicationAct(application, actor), detail: { letter: 'again' } };
  const again = (stands: StoredApplication) => applicationRecord({ ...stands, toldAt: now });
  const keys = [applicationKey(application.id)];
  if (invitationId === null) {
    const letter = await letterOfRefusal(deps, application, reason ?? '');
    return { now, keys, acts: [told], recordsOf: (stands: StoredApplication) => [again(stands), letter] };
  }
  const token = toBase64Url(deps.randomBytes(32));
  const letter = await letterOfAcceptance(deps, application, token);
  const subject = { kind: 'invitation', id: invitationId } as const;
  const renewed: Act = { stream: 'operator', actor, action: 'invite-person', subject, detail: { again: 'yes' } };
  return {
    ...{ now, keys: [...keys, invitationKey(invitationId)], acts: [told, renewed] },
    /** Null where the invitation was accepted or withdrawn. */
    recordsOf: (stands: StoredApplication, invited: CollectedRecord | null) => {
      const former = invited === null ? null : readInvitation(invited);
      if (former?.state !== 'open') return null;
      const invitation = withToken({ ...former, sentBy: actorRef(actor) }, token, now);
      return [again(stands), invitationRecord(invitation), letter];
    },
  };
}
