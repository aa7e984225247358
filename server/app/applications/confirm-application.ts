import { type ProblemCode, type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { SERVICE } from '../../model/access/actor.ts';
import { type Application, isOver } from '../../model/applications/application.ts';
import type { Collections } from '../../ports/collections.ts';
import { type Act, type ActDependencies, auditEntry, performInStore } from '../access/act.ts';
import { tokenHash } from '../accounts/invitation-records.ts';
import { personByEmail } from '../accounts/people-records.ts';
import {
  applicationByToken,
  applicationKey,
  applicationRecord,
  readApplication,
  type StoredApplication,
  withoutToken,
} from './application-records.ts';
import { hasOtherMakers, type OtherMakersDependencies } from './other-makers.ts';

export type ConfirmDependencies = ActDependencies &
  Pick<OtherMakersDependencies, 'directory' | 'registry'> & {
    readonly collections: Collections;
    /** The registered manufacturers that have somebody here to decide. */
    readonly deciders: () => Promise<readonly { readonly id: string }[]>;
    readonly endsUnknown: () => Promise<Extract<ProblemCode, 'store-set-back' | 'restore-not-confirmed'> | null>;
  };

/** What a link of a letter confirms; `application-link-not-valid` where it does so no more. */
export async function openApplicationLink(
  deps: Pick<ConfirmDependencies, 'collections' | 'clock'>,
  token: string,
): Promise<Result<Application>> {
  const found = await applicationByToken(deps.collections, tokenHash(token));
  const isUsable = found?.state === 'unconfirmed' && !isOver(found, deps.clock.now());
  return isUsable ? succeed(withoutToken(found)) : refuse('application-link-not-valid');
}

/** An application that now waits for a decision. `isNew`: it did not before. */
export type Confirmed = { readonly application: Application; readonly isNew: boolean };

/**
 * Whoever got the letter confirms that they asked: from now on the application waits for a decision. The form sent twice
 * confirms once. Who may decide is settled here: a company that another manufacturer has dealings with is the operator's.
 */
export async function confirmApplication(deps: ConfirmDependencies, token: string): Promise<Result<Confirmed>> {
  const unknown = await deps.endsUnknown();
  if (unknown !== null) return refuse(unknown);
  const found = await applicationByToken(deps.collections, tokenHash(token));
  const now = deps.clock.now();
  if (found === null || isOver(found, now)) return refuse('application-link-not-valid');
  if (found.state === 'open') return succeed({ application: withoutToken(found), isNew: false });
  if (found.state !== 'unconfirmed') return refuse('application-link-not-valid');
  if ((await personByEmail(deps.collections, found.email)) !== null) return refuse('applicant-has-account');
  const manufacturerId = await deciderFor(deps, found);
  const subject = { kind: 'application', id: found.id } as const;
  const act: Act = { stream: 'operator', actor: SERVICE, action: 'confirm-application', subject };
  return performInStore(deps, act, () =>
    deps.collections.change<Result<Confirmed>>([applicationKey(found.id)], ([record]) => {
      const stands = record == null ? null : readApplication(record);
      if (stands?.state === 'open') {
        const answer = succeed({ application: withoutToken(stands), isNew: false });
        return { put: [], remove: [], entries: [auditEntry(act, 'succeeded', now)], answer };
      }
      if (stands?.state !== 'unconfirmed')
        return { put: [], remove: [], entries: [], answer: refuse('application-link-not-valid') };
      const open: StoredApplication = { ...stands, manufacturerId, state: 'open', confirmedAt: now };
      const answer = succeed({ application: withoutToken(open), isNew: true });
      return {
        put: [applicationRecord(open)],
        remove: [],
        entries: [auditEntry(act, 'succeeded', now, { decider: manufacturerId ?? 'operator' })],
        answer,
      };
    }),
  );
}

/** The manufacturer that was asked for, while it may decide. */
async function deciderFor(
  deps: ConfirmDependencies,
  { manufacturerId, uscc }: StoredApplication,
): Promise<string | null> {
  if (manufacturerId === null) return null;
  const isHere = (await deps.deciders()).some(({ id }) => id === manufacturerId);
  return isHere && !(await hasOtherMakers(deps, { uscc, manufacturerId })) ? manufacturerId : null;
}
