import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { Application } from '../../model/applications/application.ts';
import type { Collections, NewRecord } from '../../ports/collections.ts';
import type { Letter } from '../../ports/mail.ts';
import { type Act, type ActDependencies, auditEntry, performInStore } from '../access/act.ts';
import type { WordsOf } from '../accounts/account-mail.ts';
import { renewInvitation } from '../accounts/renew-invitation.ts';
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
  readonly words: WordsOf;
  readonly publicUrl: string;
};

/** Writes to an applicant who was accepted, with the link that lets them in. */
export async function tellAccepted(deps: TellDependencies, application: StoredApplication, token: string) {
  return tell(deps, application, [await deps.mail.toQueue(letterOfAcceptance(deps, application, token))]);
}

function letterOfAcceptance(deps: TellDependencies, application: StoredApplication, token: string): Letter {
  const { email: to, locale, company } = application;
  return acceptedLetter(deps, { to, locale, company, token });
}

/** Writes to an applicant who was refused. Where the company is here, the letter leads to its administrator. */
export async function tellRefused(deps: TellDependencies, application: StoredApplication) {
  const { email: to, locale, company, uscc, decision } = application;
  const isKnown = (await exporterOf(deps.collections, uscc))?.state === 'active';
  const reason = decision?.reason ?? '';
  const letter = refusedLetter(deps, { to, locale, company, reason, isKnown });
  return tell(deps, application, [await deps.mail.toQueue(letter)]);
}

/**
 * Writes the letter about a decision again, also where a process died before it could: an invitation with another link, or the
 * refusal. One form sent twice writes one letter.
 */
export async function tellAgain(
  deps: TellDependencies,
  { id, version }: { readonly id: string; readonly version: number },
  actor: Actor,
): Promise<Result<Application>> {
  const found = await decidable(deps, id, actor);
  if (!found.ok) return found;
  if (found.value.decision === null) return refuse('application-unknown');
  // Until the letter is queued, the applicant counts as not told.
  const act: Act = { ...applicationAct(found.value, actor), detail: { letter: 'again' } };
  const begun = await performInStore(deps, act, () =>
    deps.collections.change<Result<StoredApplication>>([applicationKey(id)], ([record]) => {
      const stands = record == null ? null : readApplication(record);
      if (stands?.version !== version)
        return { put: [], remove: [], entries: [], answer: refuse('application-decided') };
      const untold = { ...stands, toldAt: null };
      const entries = [auditEntry(act, 'succeeded', deps.clock.now())];
      return { put: [applicationRecord(untold)], remove: [], entries, answer: succeed(untold) };
    }),
  );
  if (!begun.ok) return succeed(withoutToken(found.value));
  return letterAgain(deps, begun.value, actor);
}

async function letterAgain(
  deps: TellDependencies,
  application: StoredApplication,
  actor: Actor,
): Promise<Result<Application>> {
  if (application.state === 'refused') return succeed(await tellRefused(deps, application));
  const invitationId = application.decision?.invitationId;
  if (invitationId == null) return refuse('application-unknown');
  const renewed = await renewInvitation(deps, invitationId, actor, {
    letterOf: (token) => deps.mail.toQueue(letterOfAcceptance(deps, application, token)),
  });
  return renewed.ok ? succeed(await tell(deps, application, [])) : renewed;
}

/** The letter is queued in the change that says that the applicant was told. */
async function tell(
  deps: TellDependencies,
  application: StoredApplication,
  letters: readonly NewRecord[],
): Promise<Application> {
  const toldAt = deps.clock.now();
  const told = await deps.collections.change<Application>([applicationKey(application.id)], ([record]) => {
    const stands = { ...(record == null ? application : readApplication(record)), toldAt };
    const put = record == null ? letters : [applicationRecord(stands), ...letters];
    return { put, remove: [], entries: [], answer: withoutToken(stands) };
  });
  deps.mail.lookSoon();
  return told;
}
