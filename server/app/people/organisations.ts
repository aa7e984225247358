import { z } from 'zod';
import { type FieldProblem, type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { inspectUscc, normalizeUscc } from '#core/confirmation/uscc.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { AuditEntry } from '../../model/access/audit-entry.ts';
import { OPERATOR, type Organisation } from '../../model/access/organisation.ts';
import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';
import type { Collections } from '../../ports/collections.ts';
import type { ManufacturerDirectory } from '../../ports/manufacturer-directory.ts';
import { StoreConflict } from '../../ports/store-conflict.ts';
import { type Act, type ActDependencies, auditEntry, authorize, performInStore } from '../access/act.ts';
import { fieldProblem } from '../confirmations/confirmation-request.ts';
import { nameSchema } from '../confirmations/name-schema.ts';
import { readInput } from '../confirmations/read-input.ts';
import {
  allOrganisations,
  findOrganisation,
  organisationKey,
  organisationRecord,
  readOrganisation,
} from './organisation-records.ts';

export type OrganisationDependencies = ActDependencies & {
  readonly collections: Collections;
  readonly directory: Pick<ManufacturerDirectory, 'manufacturer' | 'manufacturers'>;
};

const ID = z.string().regex(/^[a-z0-9][a-z0-9-]{1,39}$/);
const NAME = nameSchema(120);
const USCC = z.string().trim().min(1).max(40).overwrite(normalizeUscc);

/** What an organisation is added with. A manufacturer's name and code are those that it is registered with. */
export const organisationSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('manufacturer'), id: ID, manufacturer: z.string().trim().min(1).max(60) }),
  z.strictObject({ kind: z.literal('exporter'), id: ID, name: NAME, uscc: USCC }),
  z.strictObject({ kind: z.literal('authority'), id: ID, name: NAME }),
]);
export type OrganisationWish = z.infer<typeof organisationSchema>;

/** Adds an organisation. Refused with every fault of the data; `organisation-known` where its id, maker or code is taken. */
export async function addOrganisation(
  deps: OrganisationDependencies,
  input: unknown,
  actor: Actor,
): Promise<Result<Organisation>> {
  const permitted = await authorize(deps, actor, 'add-organisation', { kind: 'organisation', id: askedId(input) });
  if (!permitted.ok) return permitted;
  const parsed = readInput(organisationSchema, input);
  if (!parsed.ok) return parsed;
  const made = await organisationOf(deps, parsed.value);
  if (!made.ok) return made;
  const organisation = made.value;
  const act = actOf('add-organisation', organisation.id, actor);
  return performInStore(deps, act, async () => {
    for (const unique of organisationRecord(organisation).unique)
      if ((await deps.collections.findUnique('organisations', unique)) !== null) return known(organisation.id);
    const entry = auditEntry(act, 'succeeded', organisation.since, { kind: organisation.kind });
    return putUnlessKnown(deps.collections, organisation, entry);
  });
}

async function putUnlessKnown(
  collections: Pick<Collections, 'change'>,
  organisation: Organisation,
  entry: AuditEntry,
): Promise<Result<Organisation>> {
  try {
    return await collections.change<Result<Organisation>>([organisationKey(organisation.id)], ([former]) => {
      if (former !== null) return { put: [], remove: [], entries: [], answer: known(organisation.id) };
      return { put: [organisationRecord(organisation)], remove: [], entries: [entry], answer: succeed(organisation) };
    });
  } catch (fault) {
    // Somebody else added one of that maker or code at the same moment.
    if (fault instanceof StoreConflict && fault.code === 'constraint-violated') return known(organisation.id);
    throw fault;
  }
}

/** Nobody acts for it any more from now on: none of its access keys serves. What it did stays. */
export async function closeOrganisation(
  deps: OrganisationDependencies,
  id: string,
  actor: Actor,
): Promise<Result<Organisation>> {
  const permitted = await authorize(deps, actor, 'close-organisation', { kind: 'organisation', id });
  if (!permitted.ok) return permitted;
  if ((await findOrganisation(deps.collections, id)) === null) return unknown(id);
  const act = actOf('close-organisation', id, actor);
  return performInStore(deps, act, async () => {
    const closed = await endOrganisation(deps.collections, id, [auditEntry(act, 'succeeded', deps.clock.now())]);
    return closed === null ? unknown(id) : succeed(closed);
  });
}

/** Every organisation, newest first, closed ones too. Who may add them may see them. */
export async function listOrganisations(
  deps: OrganisationDependencies,
  actor: Actor,
): Promise<Result<readonly Organisation[]>> {
  const permitted = await authorize(deps, actor, 'add-organisation', { kind: 'organisation', id: 'all' });
  return permitted.ok ? succeed(await allOrganisations(deps.collections)) : permitted;
}

/** The registered manufacturers that have no organisation yet, for whoever may add one. */
export async function manufacturersWithout(
  deps: OrganisationDependencies,
  actor: Actor,
): Promise<Result<readonly Manufacturer[]>> {
  const permitted = await authorize(deps, actor, 'add-organisation', { kind: 'organisation', id: 'all' });
  if (!permitted.ok) return permitted;
  const all = await deps.directory.manufacturers();
  const found = await Promise.all(
    all.map(({ id }) => deps.collections.findUnique('organisations', `manufacturer:${id}`)),
  );
  return succeed(all.filter((_one, index) => found[index] === null));
}

/** Closes an organisation with the entries that tell it; null where there is none. */
export function endOrganisation(
  collections: Pick<Collections, 'change'>,
  id: string,
  entries: readonly AuditEntry[],
): Promise<Organisation | null> {
  return collections.change([organisationKey(id)], ([record]) => {
    if (record === null || record === undefined) return { put: [], remove: [], entries: [], answer: null };
    const closed: Organisation = { ...readOrganisation(record), state: 'closed' };
    return { put: [organisationRecord(closed)], remove: [], entries, answer: closed };
  });
}

function askedId(input: unknown): string {
  const id = typeof input === 'object' && input !== null && 'id' in input ? input.id : null;
  return typeof id === 'string' ? id : '';
}

function actOf(action: Act['action'], id: string, actor: Actor): Act {
  return { stream: 'operator', actor, action, subject: { kind: 'organisation', id } };
}

function known(id: string): Result<never> {
  return refuse('organisation-known', { organisation: id });
}

function unknown(id: string): Result<never> {
  return refuse('organisation-unknown', { organisation: id.slice(0, 40) });
}

async function organisationOf(
  { clock, directory }: OrganisationDependencies,
  wish: OrganisationWish,
): Promise<Result<Organisation>> {
  const base = { id: wish.id, state: 'active', since: clock.now() } as const;
  if (wish.id === OPERATOR.id) return known(wish.id);
  if (wish.kind === 'authority')
    return succeed({ ...base, kind: wish.kind, name: wish.name, manufacturerId: null, uscc: null });
  if (wish.kind === 'exporter') {
    const problems = usccProblems(wish.uscc);
    if (problems.length > 0) return refuse('request-not-valid', {}, problems);
    return succeed({ ...base, kind: wish.kind, name: wish.name, manufacturerId: null, uscc: wish.uscc });
  }
  const manufacturer = await directory.manufacturer(wish.manufacturer);
  if (manufacturer === null) return refuse('manufacturer-unknown', { manufacturer: wish.manufacturer });
  const { id: manufacturerId, nameZh: name, uscc } = manufacturer;
  return succeed({ ...base, kind: wish.kind, name, manufacturerId, uscc });
}

function usccProblems(uscc: string): readonly FieldProblem[] {
  return inspectUscc(uscc).map(({ code, data }) => fieldProblem('/uscc', code, data));
}
