import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { Application } from '../../model/applications/application.ts';
import type { Collections } from '../../ports/collections.ts';
import { type Letter, type Mail, MailNotSent } from '../../ports/mail.ts';
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
  readonly mail: Mail;
  readonly words: WordsOf;
  readonly publicUrl: string;
};

/** Writes to an applicant who was accepted, with the link that lets them in. */
export function tellAccepted(deps: TellDependencies, application: StoredApplication, token: string) {
  const { email: to, locale, company } = application;
  return tell(deps, application, acceptedLetter(deps, { to, locale, company, token }));
}

/** Writes to an applicant who was refused. Where the company is here, the letter leads to its administrator. */
export async function tellRefused(deps: TellDependencies, application: StoredApplication) {
  const { email: to, locale, company, uscc, decision } = application;
  const isKnown = (await exporterOf(deps.collections, uscc))?.state === 'active';
  const reason = decision?.reason ?? '';
  return tell(deps, application, refusedLetter(deps, { to, locale, company, reason, isKnown }));
}

/**
 * Writes the letter about a decision again, also where a process died before it could: an invitation with another link, or the
 * refusal. One form sent twice writes one letter. Refused with `mail-not-sent` where it cannot be sent.
 */
export async function tellAgain(
  deps: TellDependencies,
  { id, version }: { readonly id: string; readonly version: number },
  actor: Actor,
): Promise<Result<Application>> {
  const found = await decidable(deps, id, actor);
  if (!found.ok) return found;
  if (found.value.decision === null) return refuse('application-unknown');
  // Until the letter is sent, the applicant counts as not told.
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
  const told = await letterAgain(deps, begun.value, actor);
  if (!told.ok) return told;
  return told.value.toldAt === null ? refuse('mail-not-sent') : told;
}

async function letterAgain(
  deps: TellDependencies,
  application: StoredApplication,
  actor: Actor,
): Promise<Result<Application>> {
  if (application.state === 'refused') return succeed(await tellRefused(deps, application));
  const invitationId = application.decision?.invitationId;
  if (invitationId == null) return refuse('application-unknown');
  const renewed = await renewInvitation(deps, invitationId, actor);
  return renewed.ok ? succeed(await tellAccepted(deps, application, renewed.value.token ?? '')) : renewed;
}

/** A decision stands whether its letter can be sent or not; until it is, the application waits. */
async function tell(deps: TellDependencies, application: StoredApplication, letter: Letter): Promise<Application> {
  const isSent = await deps.mail.send(letter).then(
    () => true,
    (fault: unknown) => {
      if (fault instanceof MailNotSent) return false;
      throw fault;
    },
  );
  const toldAt = isSent ? deps.clock.now() : null;
  return deps.collections.change<Application>([applicationKey(application.id)], ([record]) => {
    const stands = record == null ? application : readApplication(record);
    const told = { ...stands, toldAt };
    return {
      put: record == null ? [] : [applicationRecord(told)],
      remove: [],
      entries: [],
      answer: withoutToken(told),
    };
  });
}
