import { shanghaiDate } from '#core/confirmation/calendar.ts';
import type { FieldProblem, Result } from '#core/confirmation/errors.ts';
import { refuse, succeed } from '#core/confirmation/errors.ts';
import type { RegisteredOutlet } from '#core/confirmation/outlet.ts';
import { MAX_BATCH_VEHICLES } from '../../model/batches/batch.ts';
import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';
import {
  type CheckContext,
  type CheckDependencies,
  type CheckedRequest,
  checkRequest,
  problemsOfReserving,
} from '../confirmations/check-request.ts';
import { type AskedRequest, fieldProblem, readConfirmationRequest } from '../confirmations/confirmation-request.ts';
import { type VoucherDependencies, vouchedWmis } from '../confirmations/vouched-wmis.ts';

export type RowCheckDependencies = CheckDependencies & VoucherDependencies;

/** The manufacturer's outlets are read once for all rows. */
function withKnownOutlets(directory: RowCheckDependencies['directory']): RowCheckDependencies['directory'] {
  const known = new Map<string, Promise<readonly RegisteredOutlet[]>>();
  const outlets = (id: string) => {
    const found = known.get(id) ?? directory.outlets(id);
    known.set(id, found);
    return found;
  };
  return { ...directory, outlets };
}

/** Rows after which whoever else waits for this thread has a turn. */
const ROWS_OF_TURN = 25;

/**
 * Holds every row against the rules by which it will be issued. Refuses with every fault of every row at once; with too many
 * vehicles for that alone, before any is looked at.
 */
export async function checkRows(
  deps: RowCheckDependencies,
  rows: readonly unknown[],
  manufacturer: Manufacturer,
  at: string,
): Promise<Result<readonly CheckedRequest[]>> {
  const tooMany = tooManyVehicles(rows);
  if (tooMany.length > 0) return refuse('request-not-valid', {}, tooMany);
  // A key that cannot be used now may be when the batch is approved: what it is vouched for is then judged there.
  const vouched = await vouchedWmis(deps, manufacturer, at);
  const context: CheckContext = { manufacturer, vouchedWmis: vouched, today: shanghaiDate(at) };
  const checking = { ...deps, directory: withKnownOutlets(deps.directory) };
  const asked = rows.map((row) => readRowWish(row, manufacturer.id));
  const problems: FieldProblem[] = [];
  const checked: CheckedRequest[] = [];
  for (const [index, one] of asked.entries()) {
    const result = await checkRow(checking, one, context);
    if (result.ok) checked.push(result.value);
    else problems.push(...result.problem.fields.map((field) => ofRow(index, field)));
    if (index % ROWS_OF_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  problems.push(...repeatedInRows(asked), ...replacedTwice(asked));
  if (problems.length > 0) return refuse('request-not-valid', { count: problems.length }, problems);
  return succeed(checked);
}

/** A row names neither manufacturer nor key: those are the batch's. */
function readRowWish(row: unknown, manufacturer: string): AskedRequest {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return readConfirmationRequest(row);
  const foreign = ['manufacturer', 'idempotencyKey'].filter((field) => field in row);
  const asked = readConfirmationRequest({ ...row, manufacturer, idempotencyKey: undefined });
  if (foreign.length === 0) return asked;
  const unknown = foreign.map((field) => fieldProblem(`/${field}`, 'unknown-field', { field }));
  return { ...asked, request: null, problems: [...unknown, ...asked.problems] };
}

/** The checks of issuing, and what reserving would refuse. */
async function checkRow(
  deps: RowCheckDependencies,
  asked: AskedRequest,
  context: CheckContext,
): Promise<Result<CheckedRequest>> {
  const checked = await checkRequest(deps, asked, context);
  if (!checked.ok) return checked;
  const taken = await problemsOfReserving(deps, asked.draft, context.manufacturer);
  return taken.length === 0 ? checked : refuse('request-not-valid', {}, taken);
}

function ofRow(index: number, field: FieldProblem): FieldProblem {
  return { ...field, pointer: `/rows/${index}${field.pointer}` };
}

/** As they were sent, of whatever form. */
function tooManyVehicles(rows: readonly unknown[]): readonly FieldProblem[] {
  const vehicles = rows.reduce<number>((sum, row) => sum + vehiclesOf(row), 0);
  if (vehicles <= MAX_BATCH_VEHICLES) return [];
  return [fieldProblem('/rows', 'too-many-vehicles-of-batch', { most: MAX_BATCH_VEHICLES })];
}

function vehiclesOf(row: unknown): number {
  const vehicles = typeof row === 'object' && row !== null && 'vehicles' in row ? row.vehicles : [];
  return Array.isArray(vehicles) ? vehicles.length : 0;
}

/** Each VIN that an earlier row has, at its later place. Within one row the checks of issuing find it. */
function repeatedInRows(asked: readonly AskedRequest[]): readonly FieldProblem[] {
  const firstIn = new Map<string, number>();
  return asked.flatMap(({ draft }, row) =>
    draft.vehicles.flatMap(({ vin }, vehicle) => {
      if (vin === undefined) return [];
      const first = firstIn.get(vin) ?? row;
      firstIn.set(vin, first);
      if (first === row) return [];
      const pointer = `/rows/${row}/vehicles/${vehicle}/vin`;
      return [fieldProblem(pointer, 'vin-in-other-row', { vin, row: first + 1 })];
    }),
  );
}

/** Each later row that replaces what an earlier one does: it would find it ended. */
function replacedTwice(asked: readonly AskedRequest[]): readonly FieldProblem[] {
  const replaced = new Set<string>();
  return asked.flatMap(({ draft: { supersedes } }, row) => {
    if (supersedes === undefined) return [];
    if (replaced.has(supersedes))
      return [fieldProblem(`/rows/${row}/supersedes`, 'replacement-not-whole', { number: supersedes })];
    replaced.add(supersedes);
    return [];
  });
}
