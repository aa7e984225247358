import { z } from 'zod';
import { addDays, type IsoDate, type IsoInstant, isIsoDate } from '#core/confirmation/calendar.ts';
import { CONFIRMATION_STATUSES } from '#core/confirmation/confirmation.ts';
import { countryCode, isCountryCode, likelyCountry } from '#core/confirmation/country.ts';
import { type FieldProblem, type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { readTyped } from '#core/confirmation/typed-identifier.ts';
import { inspectUscc, normalizeUscc } from '#core/confirmation/uscc.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { ListRequest, Registry, RegistryPage } from '../../ports/registry.ts';
import type { ActDependencies } from '../access/act.ts';
import { readable } from '../access/read.ts';
import { fieldProblem } from './confirmation-request.ts';
import { readInput } from './read-input.ts';

/** Most confirmations of one page. */
export const MAX_LISTED = 100;
/** Confirmations of a page where nothing else is asked. */
export const USUALLY_LISTED = 20;

const typed = (description: string) => z.string().trim().min(1).max(60).optional().meta({ description });

/** What a list is asked for with: one schema for API and terminal, every value as text. */
export const listRequestSchema = z.strictObject({
  limit: z
    .string()
    .transform(Number)
    // One refinement and no minimum: the message of a minimum is about text that is too short.
    .refine((limit) => Number.isInteger(limit) && limit >= 1 && limit <= MAX_LISTED)
    .default(USUALLY_LISTED)
    .meta({ description: `Most confirmations of the page, 1 to ${MAX_LISTED}; ${USUALLY_LISTED} if left out` }),
  cursor: z.string().max(400).optional().meta({ description: 'Where the former page ended: its `nextCursor`' }),
  manufacturer: typed('Id of the manufacturer'),
  status: z.enum(CONFIRMATION_STATUSES).optional().meta({ description: 'How the confirmation stands as a whole' }),
  destination: typed('Country that one vehicle or more are for, ISO 3166-1 alpha-2 or alpha-3'),
  vin: typed('A whole VIN: every confirmation that ever held it'),
  exporter: typed('Unified social credit code of the exporter'),
  issuedFrom: typed('First day of issue in China, YYYY-MM-DD'),
  issuedTo: typed('Last day of issue in China, YYYY-MM-DD'),
  number: typed('How the confirmation number begins'),
});

/** What is there of what the actor may not see. */
const NOTHING: RegistryPage = { items: [], damaged: [], nextCursor: null };

type Asked = z.infer<typeof listRequestSchema>;

export type ListDependencies = Pick<ActDependencies, 'auditLog' | 'clock'> & {
  readonly registry: Pick<Registry, 'list'>;
};

/** A page of the confirmations that all the filters fit, newest first: of all, or of the actor's own. Refuses what cannot be a filter, all faults at once. */
export async function listConfirmations(
  deps: ListDependencies,
  input: unknown,
  actor: Actor,
): Promise<Result<RegistryPage>> {
  const permitted = await readable(deps, actor, 'read-confirmations', { kind: 'confirmation', id: 'all' });
  if (!permitted.ok) return permitted;
  const parsed = readInput(listRequestSchema, input);
  if (!parsed.ok) return parsed;
  const problems = faultsOf(parsed.value);
  if (problems.length > 0) return refuse('request-not-valid', {}, problems);
  const request = requestOf(parsed.value);
  const within = permitted.value === 'all' ? request : ownOnly(request, actor);
  if (within === null) return succeed(NOTHING);
  const page = await deps.registry.list(within);
  return page === null ? refuse('cursor-not-valid') : succeed(page);
}

function requestOf(asked: Asked): ListRequest {
  const { limit, cursor, manufacturer, status, destination, exporter, issuedFrom, issuedTo, number } = asked;
  const vin = asked.vin === undefined ? null : readTyped('vin', asked.vin);
  return {
    limit,
    cursor: cursor ?? null,
    manufacturerId: manufacturer ?? null,
    status: status ?? null,
    destination: destination === undefined ? null : countryCode(destination),
    vin: vin?.kind === 'read' ? vin.text : null,
    exporterUscc: exporter === undefined ? null : normalizeUscc(exporter),
    issuedFrom: issuedFrom === undefined ? null : startOfDay(issuedFrom),
    issuedBefore: issuedTo === undefined ? null : startOfDay(addDays(issuedTo, 1)),
    numberPrefix: number?.normalize('NFKC').toUpperCase() ?? null,
  };
}

/** Narrowed to what belongs to the actor's organisation; null where only what belongs to another was asked for. */
function ownOnly(request: ListRequest, { organisation }: Actor): ListRequest | null {
  const own: Partial<ListRequest> =
    organisation?.kind === 'exporter'
      ? { exporterUscc: organisation.uscc ?? '' }
      : { manufacturerId: organisation?.manufacturerId ?? '' };
  const narrowed = { ...request, ...own };
  const isOfAnother =
    (request.manufacturerId !== null && request.manufacturerId !== narrowed.manufacturerId) ||
    (request.exporterUscc !== null && request.exporterUscc !== narrowed.exporterUscc);
  return isOfAnother ? null : narrowed;
}

/** In China, whose days the trade counts. */
function startOfDay(date: IsoDate): IsoInstant {
  return new Date(`${date}T00:00:00+08:00`).toISOString();
}

function faultsOf({ destination, vin, exporter, issuedFrom, issuedTo }: Asked): readonly FieldProblem[] {
  return [
    ...(destination === undefined ? [] : countryFaults(destination)),
    ...(vin === undefined ? [] : vinFaults(vin)),
    ...(exporter === undefined ? [] : usccFaults(exporter)),
    ...(issuedFrom === undefined ? [] : dateFaults('/issuedFrom', issuedFrom)),
    ...(issuedTo === undefined ? [] : dateFaults('/issuedTo', issuedTo)),
  ];
}

function countryFaults(destination: string): readonly FieldProblem[] {
  if (isCountryCode(countryCode(destination))) return [];
  return [fieldProblem('/destination', 'country-unknown', { country: destination }, likelyCountry(destination))];
}

function vinFaults(typedVin: string): readonly FieldProblem[] {
  const vin = readTyped('vin', typedVin);
  return vin.kind === 'read' ? [] : [fieldProblem('/vin', vin.code, vin.data, vin.suggestions)];
}

function usccFaults(exporter: string): readonly FieldProblem[] {
  return inspectUscc(normalizeUscc(exporter)).map(({ code, data }) => fieldProblem('/exporter', code, data));
}

function dateFaults(pointer: string, date: string): readonly FieldProblem[] {
  return isIsoDate(date) ? [] : [fieldProblem(pointer, 'date-not-valid', { date })];
}
