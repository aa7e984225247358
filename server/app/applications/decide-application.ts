import { z } from 'zod';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { type Actor, actorRef } from '../../model/access/actor.ts';
import type { Organisation } from '../../model/access/organisation.ts';
import { isPermitted } from '../../model/access/permissions.ts';
import type { Application, ApplicationDecision } from '../../model/applications/application.ts';
import { StoreConflict } from '../../ports/store-conflict.ts';
import { type Act, auditEntry, performAllInStore } from '../access/act.ts';
import { invitationKey, invitationRecord } from '../accounts/invitation-records.ts';
import { newInvitation } from '../accounts/invite-person.ts';
import { personByEmail } from '../accounts/people-records.ts';
import { randomId, toBase64Url } from '../base64-url.ts';
import { readInput } from '../confirmations/read-input.ts';
import { organisationKey, organisationRecord } from '../people/organisation-records.ts';
import {
  applicationKey,
  applicationRecord,
  readApplication,
  type StoredApplication,
  withoutToken,
} from './application-records.ts';
import { applicationAct, decidable } from './decidable.ts';
import { hasOtherMakers, type OtherMakersDependencies } from './other-makers.ts';
import { exporterOf, standingApplication } from './read-applications.ts';
import { letterOfAcceptance, letterOfRefusal, type TellDependencies } from './tell-applicant.ts';

export type DecideDependencies = TellDependencies & Pick<OtherMakersDependencies, 'directory' | 'registry'>;

/** What the first person of a new exporter is. */
const FIRST_ROLES = ['administrator', 'requester'] as const;

/**
 * Accepts an application: the exporter, the invitation of the applicant, its letter and the decision are one change, so that they
 * are made once, whoever decides at the same moment. A company that is here already is never joined (`exporter-known`).
 */
export async function acceptApplication(
  deps: DecideDependencies,
  id: string,
  actor: Actor,
): Promise<Result<Application>> {
  const found = await decidable(deps, id, actor);
  if (!found.ok) return found;
  if (found.value.state === 'accepted') return succeed(withoutToken(found.value));
  const application = found.value;
  const refusal = await notToAccept(deps, application, actor);
  if (refusal !== null) return unlessDecidedSo(deps, id, 'accepted', refusal);
  const acceptance = await plannedAcceptance(deps, application, actor);
  const done = await performAllInStore(deps, acceptance.acts, () => saveAcceptance(deps, id, acceptance));
  if (!done.ok) return unlessDecidedSo(deps, id, 'accepted', done);
  deps.mail.lookSoon();
  return succeed(withoutToken(done.value));
}

/** What comes of accepting an application, and the entries that tell it. */
async function plannedAcceptance(deps: DecideDependencies, application: StoredApplication, actor: Actor) {
  const now = deps.clock.now();
  const token = toBase64Url(deps.randomBytes(32));
  const { id, uscc, company, email, locale, manufacturerId } = application;
  const organisation: Organisation = {
    ...{ id: `e-${uscc.toLowerCase()}`, kind: 'exporter', name: company, manufacturerId: null, uscc },
    ...{ state: 'active', since: now },
  };
  const invited = { organisationId: organisation.id, email, roles: FIRST_ROLES, proposal: null, locale };
  const wish = { ...invited, id: randomId(deps.randomBytes(10)), application: { id, manufacturerId } };
  const invitation = newInvitation(wish, actor, token, now);
  const decision: ApplicationDecision = {
    ...{ by: actorRef(actor), at: now, reason: null },
    ...{ organisationId: organisation.id, invitationId: invitation.id },
  };
  const decided = decidingAct(application, actor, 'accepted');
  const acts: readonly Act[] = [
    decided,
    {
      ...{ stream: 'operator', actor, action: 'add-organisation', detail: { kind: 'exporter' } },
      subject: { kind: 'organisation', id: organisation.id },
    },
    {
      ...{ stream: 'operator', actor, action: 'invite-person', subject: { kind: 'invitation', id: invitation.id } },
      detail: { organisation: organisation.id, roles: FIRST_ROLES.join(' ') },
    },
  ];
  return { now, organisation, invitation, decision, acts, letter: await letterOfAcceptance(deps, application, token) };
}

/** The exporter, the invitation, its letter and the decision are saved as one. */
async function saveAcceptance(
  { collections }: Pick<DecideDependencies, 'collections'>,
  id: string,
  { now, organisation, invitation, decision, acts, letter }: Awaited<ReturnType<typeof plannedAcceptance>>,
): Promise<Result<StoredApplication>> {
  const keys = [applicationKey(id), organisationKey(organisation.id), invitationKey(invitation.id)];
  try {
    return await collections.change<Result<StoredApplication>>(keys, ([record, known]) => {
      const stands = record == null ? null : readApplication(record);
      if (stands?.state !== 'open') return nothing(notOpen(stands));
      if (known !== null) return nothing(refuse('exporter-known'));
      const accepted: StoredApplication = { ...stands, state: 'accepted', decision, toldAt: now };
      return {
        put: [applicationRecord(accepted), organisationRecord(organisation), invitationRecord(invitation), letter],
        remove: [],
        entries: acts.map((act) => auditEntry(act, 'succeeded', now)),
        answer: succeed(accepted),
      };
    });
  } catch (fault) {
    // An exporter with this code was added at the same moment.
    if (fault instanceof StoreConflict && fault.code === 'constraint-violated') return refuse('exporter-known');
    throw fault;
  }
}

export const refusalSchema = z.strictObject({
  reason: z
    .string()
    // Nothing that steers but ends of lines.
    .overwrite((text) => text.replace(/[^\P{Cc}\n]/gu, ''))
    .trim()
    .min(1)
    .max(500)
    .regex(/^[^\p{Cf}\p{Zl}\p{Zp}]*$/u)
    .overwrite((text) => text.normalize('NFC')),
});

/** Refuses an application with a reason, which the applicant is told. */
export async function refuseApplication(
  deps: DecideDependencies,
  id: string,
  input: unknown,
  actor: Actor,
): Promise<Result<Application>> {
  const found = await decidable(deps, id, actor);
  if (!found.ok) return found;
  if (found.value.state === 'refused') return succeed(withoutToken(found.value));
  if (found.value.state !== 'open') return refuse('application-decided');
  const parsed = readInput(refusalSchema, input);
  if (!parsed.ok) return parsed;
  const now = deps.clock.now();
  const { reason } = parsed.value;
  const act = decidingAct(found.value, actor, 'refused');
  const decision = { by: actorRef(actor), at: now, reason, organisationId: null, invitationId: null };
  const letter = await letterOfRefusal(deps, found.value, reason);
  const done = await performAllInStore(deps, [act], () =>
    deps.collections.change<Result<StoredApplication>>([applicationKey(id)], ([record]) => {
      const stands = record == null ? null : readApplication(record);
      if (stands?.state !== 'open') return nothing(notOpen(stands));
      const refused: StoredApplication = { ...stands, state: 'refused', decision, toldAt: now };
      const entries = [auditEntry(act, 'succeeded', now)];
      return { put: [applicationRecord(refused), letter], remove: [], entries, answer: succeed(refused) };
    }),
  );
  if (!done.ok) return unlessDecidedSo(deps, id, 'refused', done);
  deps.mail.lookSoon();
  return succeed(withoutToken(done.value));
}

/** Why it cannot be accepted now; null where it can. */
async function notToAccept(
  deps: DecideDependencies,
  { state, uscc, email, manufacturerId }: StoredApplication,
  actor: Actor,
): Promise<Result<never> | null> {
  if (state !== 'open') return refuse('application-decided');
  if ((await exporterOf(deps.collections, uscc)) !== null) return refuse('exporter-known');
  if ((await personByEmail(deps.collections, email)) !== null) return refuse('applicant-has-account');
  if (manufacturerId === null || isPermitted(actor, 'decide-application')) return null;
  return (await hasOtherMakers(deps, { uscc, manufacturerId })) ? refuse('application-for-operator') : null;
}

function notOpen(stands: StoredApplication | null): Result<never> {
  const isDecided = stands !== null && stands.state !== 'unconfirmed';
  return refuse(isDecided ? 'application-decided' : 'application-unknown');
}

function nothing<Answer>(answer: Answer) {
  return { put: [], remove: [], entries: [], answer };
}

/** Of two who decide alike at the same moment, both are told that it is decided so; one of them writes the letter. */
async function unlessDecidedSo(
  deps: DecideDependencies,
  id: string,
  wish: Application['state'],
  refusal: Result<never>,
): Promise<Result<Application>> {
  const stands = await standingApplication(deps, id);
  return stands?.state === wish ? succeed(withoutToken(stands)) : refusal;
}

function decidingAct(application: Application, actor: Actor, decision: 'accepted' | 'refused'): Act {
  return { ...applicationAct(application, actor), detail: { decision } };
}
