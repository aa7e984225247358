import { type IsoInstant, shanghaiDate } from '#core/confirmation/calendar.ts';
import type { FieldProblem } from '#core/confirmation/errors.ts';
import type { WmiAuthority } from '#core/confirmation/rules/announcement-listing.ts';
import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';
import type { RequestLine, VehicleRequest } from '../../model/requests/vehicle-request.ts';
import type { Registry } from '../../ports/registry.ts';
import { type CheckDependencies, findingsOf } from '../confirmations/check-request.ts';
import { fieldProblem, readConfirmationRequest } from '../confirmations/confirmation-request.ts';

export type ExamineDependencies = CheckDependencies & {
  readonly registry: Pick<Registry, 'find'>;
  /** What the trust list lets a manufacturer vouch for; null where that cannot be asked. */
  readonly vouched: (manufacturer: Manufacturer, at: IsoInstant) => Promise<readonly WmiAuthority[] | null>;
};

/** What is found about lines of a request. Pointers are those of the lines given: `/vehicles/<index>/<field>`. */
export type Examination = {
  readonly problems: readonly FieldProblem[];
  /** Warnings that nobody accepted yet. */
  readonly warnings: readonly FieldProblem[];
  readonly accepted: readonly FieldProblem[];
};

/** What a confirmation of these lines would be issued from. */
export function issuableRequest(request: VehicleRequest, lines: readonly RequestLine[]) {
  const { manufacturerId, applicationDate, languages, exporter, kind, concerns } = request;
  return {
    manufacturer: manufacturerId,
    exporter: { name: exporter.name, uscc: exporter.uscc },
    ...(applicationDate === null ? {} : { applicationDate }),
    ...(languages === null ? {} : { languages }),
    ...(kind === 'replacement' && concerns !== null ? { supersedes: concerns.number } : {}),
    vehicles: lines.map(({ vehicle }) => vehicle),
  };
}

/**
 * Holds lines of a request against the very checks of issuing, all at once: what passes today would be issued today. Whose
 * confirmation a VIN has already is told to nobody but its exporter and its manufacturer.
 */
export async function examineRequest(
  deps: ExamineDependencies,
  request: VehicleRequest,
  lines: readonly RequestLine[],
  at: IsoInstant,
): Promise<Examination> {
  if (request.kind === 'withdrawal') return { problems: [], warnings: [], accepted: [] };
  const manufacturer = await deps.directory.manufacturer(request.manufacturerId);
  const asked = readConfirmationRequest(issuableRequest(request, lines));
  const vouched = manufacturer === null ? null : await deps.vouched(manufacturer, at);
  const context = { manufacturer, vouchedWmis: vouched, today: shanghaiDate(at) };
  const found = await findingsOf(deps, asked, context);
  const taken = await Promise.all(found.taken.map((problem) => withoutOthersNumber(deps, problem, request)));
  const isAccepted = (warning: FieldProblem) => accepts(lines[lineIndex(warning) ?? -1], warning);
  return {
    problems: [...found.problems, ...taken],
    warnings: found.warnings.filter((warning) => !isAccepted(warning)),
    accepted: found.warnings.filter(isAccepted),
  };
}

/** Which of the lines a problem is about; null for one of the request as a whole. */
export function lineIndex({ pointer }: FieldProblem): number | null {
  const [, index] = /^\/vehicles\/(\d+)(?:\/|$)/.exec(pointer) ?? [];
  return index === undefined ? null : Number(index);
}

function accepts(line: RequestLine | undefined, { code }: FieldProblem): boolean {
  return line?.accepted.some((accepted) => accepted.code === code) ?? false;
}

/** A number would say who else exports the vehicle. */
async function withoutOthersNumber(
  { registry }: ExamineDependencies,
  problem: FieldProblem,
  { exporter, side, manufacturerId }: VehicleRequest,
): Promise<FieldProblem> {
  if (problem.code !== 'vin-already-confirmed') return problem;
  const { vin = '', number = '' } = problem.data as { readonly vin?: string; readonly number?: string };
  const holder = await registry.find(number);
  const isOwn =
    holder !== null &&
    (side === 'manufacturer'
      ? holder.manufacturerId === manufacturerId
      : holder.content.exporter.uscc === exporter.uscc);
  return isOwn ? problem : fieldProblem(problem.pointer, 'vin-held-by-another', { vin });
}
