import { shanghaiDate } from '#core/confirmation/calendar.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { Role } from '../../model/access/roles.ts';
import { sealInForce } from '../../model/seals/seal.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Collections } from '../../ports/collections.ts';
import type { KeyLedger } from '../../ports/key-ledger.ts';
import type { ManufacturerDirectory } from '../../ports/manufacturer-directory.ts';
import { NO_FILTERS, type Registry } from '../../ports/registry.ts';
import type { SealRegister } from '../../ports/seal-register.ts';
import type { TrustList } from '../../ports/trust-list.ts';
import { activePeopleOf } from '../accounts/people-records.ts';
import { type FoundManufacturer, findManufacturer } from '../manufacturers/find-manufacturer.ts';
import { readOrganisation } from '../people/organisation-records.ts';

/** What leads to the first confirmation, in the order in which it is done. */
export const FIRST_STEPS = ['manufacturer', 'key', 'seal', 'trust', 'people', 'outlets', 'confirmation'] as const;

export type FirstStep = {
  readonly kind: (typeof FIRST_STEPS)[number];
  readonly isDone: boolean;
  /** The page where it is done or seen, below the language; null where nothing can be done yet. */
  readonly path: string | null;
};

export type FirstStepsDependencies = {
  readonly directory: Pick<ManufacturerDirectory, 'manufacturer' | 'manufacturers' | 'outlets'>;
  readonly ledger: Pick<KeyLedger, 'list'>;
  readonly seals: Pick<SealRegister, 'list'>;
  readonly trustList: TrustList;
  readonly collections: Pick<Collections, 'findUnique' | 'list'>;
  readonly registry: Pick<Registry, 'list'>;
  readonly clock: Clock;
};

/** Manufacturers among which the one is looked for that has come furthest. */
const MOST_LOOKED_AT = 10;

/** The steps of an administrator of the operator, or of a manufacturer, until something was issued; then none. */
export async function firstSteps(deps: FirstStepsDependencies, actor: Actor): Promise<readonly FirstStep[]> {
  const { organisation, roles } = actor;
  const own = organisation?.manufacturerId ?? null;
  const isConcerned = roles.includes('administrator') && (organisation?.kind === 'operator' || own !== null);
  if (!isConcerned || (await hasIssued(deps, own))) return [];
  const ids = own === null ? (await deps.directory.manufacturers()).map(({ id }) => id) : [own];
  const all: (readonly FirstStep[])[] = [];
  for (const id of ids.slice(0, MOST_LOOKED_AT)) all.push(await stepsOf(deps, id, own !== null));
  const [furthest] = all.toSorted((one, other) => doneOf(other) - doneOf(one));
  return (
    furthest ?? FIRST_STEPS.map((kind) => ({ kind, isDone: false, path: kind === 'manufacturer' ? REGISTER : null }))
  );
}

const REGISTER = 'administration/manufacturer';

function doneOf(steps: readonly FirstStep[]): number {
  return steps.filter(({ isDone }) => isDone).length;
}

async function hasIssued({ registry }: FirstStepsDependencies, manufacturerId: string | null): Promise<boolean> {
  const page = await registry.list({ ...NO_FILTERS, manufacturerId, limit: 1, cursor: null });
  return page === null || page.items.length + page.damaged.length > 0 || page.nextCursor !== null;
}

async function stepsOf(deps: FirstStepsDependencies, id: string, isOwn: boolean): Promise<readonly FirstStep[]> {
  const found = await findManufacturer(deps, id);
  const page = `manufacturers/${encodeURIComponent(id)}`;
  const { organisationId, roles } = await peopleOfMaker(deps, id);
  const people = isOwn ? 'people' : `people?organisation=${encodeURIComponent(organisationId ?? '')}`;
  return [
    { kind: 'manufacturer', isDone: found.ok, path: page },
    { kind: 'key', isDone: await hasKey(deps, id), path: `${page}#keys` },
    { kind: 'seal', isDone: await hasSeal(deps, id), path: `${page}#seals` },
    { kind: 'trust', isDone: isVouchedFor(found.ok ? found.value : null), path: `${page}#registration` },
    {
      kind: 'people',
      isDone: roles.includes('clerk') && roles.includes('sealer'),
      path: organisationId === null ? 'organisations/add' : people,
    },
    { kind: 'outlets', isDone: found.ok && found.value.outlets.length > 0, path: `${page}#registration` },
    { kind: 'confirmation', isDone: false, path: 'batches' },
  ];
}

function isVouchedFor(found: FoundManufacturer | null): boolean {
  return found !== null && found.anchors.length > 0;
}

async function hasKey({ ledger }: FirstStepsDependencies, id: string): Promise<boolean> {
  return (await ledger.list()).some(({ manufacturerId, state }) => manufacturerId === id && state === 'active');
}

async function hasSeal({ seals, clock }: FirstStepsDependencies, id: string): Promise<boolean> {
  return sealInForce(await seals.list(id), shanghaiDate(clock.now())) !== null;
}

/** The organisation of a manufacturer, and what its people may do together. */
async function peopleOfMaker(
  { collections }: FirstStepsDependencies,
  id: string,
): Promise<{ readonly organisationId: string | null; readonly roles: readonly Role[] }> {
  const record = await collections.findUnique('organisations', `manufacturer:${id}`);
  if (record === null) return { organisationId: null, roles: [] };
  const organisation = readOrganisation(record);
  const people = await activePeopleOf(collections, organisation.id);
  return { organisationId: organisation.id, roles: people.flatMap(({ roles }) => roles) };
}
