import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { inspectUscc } from '#core/confirmation/uscc.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { Organisation } from '../../model/access/organisation.ts';
import { isPermitted } from '../../model/access/permissions.ts';
import { type Application, deciderOf, isOver, isSameCompany } from '../../model/applications/application.ts';
import type { Collections } from '../../ports/collections.ts';
import type { ActDependencies } from '../access/act.ts';
import { readable } from '../access/read.ts';
import { personByEmail } from '../accounts/people-records.ts';
import { type CollectedPage, collectedPage } from '../collected-page.ts';
import { readOrganisation } from '../people/organisation-records.ts';
import { applicationTags, readApplication, type StoredApplication, withoutToken } from './application-records.ts';
import { nameInConfirmations, type OtherMakersDependencies } from './other-makers.ts';

export type ReadApplicationsDependencies = Pick<ActDependencies, 'auditLog' | 'clock'> & {
  readonly collections: Pick<Collections, 'find' | 'findUnique' | 'list'>;
};

const APPLICATIONS_LISTED = 20;
/** How far waiting ones are counted, and others of one company are shown. */
const MAX_COUNTED = 100;
export const MAX_OTHERS = 20;

/** A page of the applications that the actor decides on, newest first: those that wait, or all. */
export async function listApplications(
  deps: ReadApplicationsDependencies,
  { isWaiting, cursor }: { readonly isWaiting: boolean; readonly cursor: string | null },
  actor: Actor,
): Promise<Result<CollectedPage<Application>>> {
  const scope = await scopeOf(deps, actor);
  if (!scope.ok) return scope;
  const tags = [...(isWaiting ? [applicationTags.state('open')] : []), scope.value];
  const read = (record: Parameters<typeof readApplication>[0]) => withoutToken(readApplication(record));
  const page = await collectedPage(
    deps.collections,
    'applications',
    { tags, cursor, limit: APPLICATIONS_LISTED },
    read,
  );
  return page.ok ? succeed({ ...page.value, items: page.value.items.filter(standing(deps)) }) : page;
}

/** How many wait for the actor, counted up to a bound. */
export async function countApplications(deps: ReadApplicationsDependencies, actor: Actor): Promise<number> {
  const scope = await scopeOf(deps, actor);
  if (!scope.ok) return 0;
  const question = { tags: [applicationTags.state('open'), scope.value], after: null, limit: MAX_COUNTED };
  return (await deps.collections.list('applications', question)).map(readApplication).filter(standing(deps)).length;
}

/** What whoever decides is told about an application. */
export type ApplicationChecks = {
  readonly usccIsRight: boolean;
  /** The exporter that has this code here already. */
  readonly existing: (Pick<Organisation, 'id' | 'name' | 'state'> & { readonly isSameName: boolean }) | null;
  /** The name that confirmations for this code bear, of those that the actor may see; null where there is none. */
  readonly confirmedAs: { readonly name: string; readonly isSameName: boolean } | null;
  /** Somebody signs in with the applicant's mail address already. */
  readonly hasAccount: boolean;
  /** The applicant was accepted and has made the account. */
  readonly hasJoined: boolean;
  /** Other applications of this code that the actor may see, newest first. */
  readonly others: readonly Application[];
  /** There are more of them than these. */
  readonly hasMoreOthers: boolean;
};
export type ExaminedApplication = { readonly application: Application; readonly checks: ApplicationChecks };

/** One application with what is known about it. One that the actor does not decide on is unknown. */
export async function examineApplication(
  deps: ReadApplicationsDependencies & Pick<OtherMakersDependencies, 'registry'>,
  id: string,
  actor: Actor,
): Promise<Result<ExaminedApplication>> {
  const permitted = await readable(deps, actor, 'read-applications', { kind: 'application', id });
  if (!permitted.ok) return permitted;
  const found = await standingApplication(deps, id);
  if (found === null || !mayRead(actor, found)) return refuse('application-unknown');
  const reach = permitted.value === 'all' ? null : (actor.organisation?.manufacturerId ?? '');
  const scope = reach === null ? applicationTags.every : applicationTags.decider(reach);
  const [existing, confirmedAs, account, others] = await Promise.all([
    exporterOf(deps.collections, found.uscc),
    nameInConfirmations(deps.registry, reach, found.uscc),
    personByEmail(deps.collections, found.email),
    deps.collections.list('applications', {
      // This one is among them, and one more tells that there are more.
      ...{ tags: [applicationTags.uscc(found.uscc), scope], after: null, limit: MAX_OTHERS + 2 },
    }),
  ]);
  const shown = others
    .map(readApplication)
    .filter((one) => one.id !== id && mayRead(actor, one))
    .filter(standing(deps));
  // Who was let in by this application is not told as somebody else.
  const isJoined = account !== null && account.organisationId === found.decision?.organisationId;
  const checks: ApplicationChecks = {
    usccIsRight: inspectUscc(found.uscc).length === 0,
    existing: existing === null ? null : { ...existing, isSameName: isSameCompany(existing.name, found.company) },
    confirmedAs:
      confirmedAs === null ? null : { name: confirmedAs, isSameName: isSameCompany(confirmedAs, found.company) },
    hasAccount: account !== null && !isJoined,
    hasJoined: isJoined,
    others: shown.slice(0, MAX_OTHERS).map(withoutToken),
    hasMoreOthers: shown.length > MAX_OTHERS,
  };
  return succeed({ application: withoutToken(found), checks });
}

/** An application that somebody may see, and that is not over; null for every other one. */
export async function standingApplication(
  { collections, clock }: Pick<ActDependencies, 'clock'> & { readonly collections: Pick<Collections, 'find'> },
  id: string,
): Promise<StoredApplication | null> {
  const record = await collections.find('applications', id);
  const found = record === null ? null : readApplication(record);
  return found === null || found.state === 'unconfirmed' || isOver(found, clock.now()) ? null : found;
}

/** The exporter with this code, closed or not. */
export async function exporterOf(
  collections: Pick<Collections, 'findUnique'>,
  uscc: string,
): Promise<Organisation | null> {
  const record = await collections.findUnique('organisations', `exporter:${uscc}`);
  return record === null ? null : readOrganisation(record);
}

function standing({ clock }: Pick<ReadApplicationsDependencies, 'clock'>) {
  const now = clock.now();
  return (application: Application) => !isOver(application, now);
}

function mayRead(actor: Actor, application: Application): boolean {
  return isPermitted(actor, 'read-applications', deciderOf(application));
}

/** The tag that every application has which the actor may see. */
async function scopeOf(deps: ReadApplicationsDependencies, actor: Actor): Promise<Result<string>> {
  const reach = await readable(deps, actor, 'read-applications', { kind: 'application', id: 'all' });
  if (!reach.ok) return reach;
  return succeed(
    reach.value === 'all' ? applicationTags.every : applicationTags.decider(actor.organisation?.manufacturerId ?? ''),
  );
}
