import type { FieldProblem, Result } from '#core/confirmation/errors.ts';
import { refuse, succeed } from '#core/confirmation/errors.ts';
import type { RegisteredOutlet } from '#core/confirmation/outlet.ts';
import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';
import type { ManufacturerDirectory } from '../../ports/manufacturer-directory.ts';
import { judgeTexts, type Unprintable } from '../confirmations/check-texts.ts';

export type SaveManufacturerDependencies = {
  readonly directory: Pick<ManufacturerDirectory, 'save'>;
  readonly unprintable: Unprintable;
};

/**
 * Registers a manufacturer with its outlets, in place of what was registered of it before. Refused with every text that
 * no document could show, before the first request comes upon it.
 */
export async function saveManufacturer(
  deps: SaveManufacturerDependencies,
  manufacturer: Manufacturer,
  outlets: readonly RegisteredOutlet[],
): Promise<Result<null>> {
  const problems = [...manufacturerTexts(manufacturer), ...outlets.flatMap(outletTexts)].flatMap(([pointer, text]) =>
    judgeTexts(pointer, [text], new Set(), deps.unprintable),
  );
  if (problems.length > 0) return refuse('request-not-valid', { count: problems.length }, problems);
  await deps.directory.save(manufacturer, outlets);
  return succeed(null);
}

type Placed = readonly [pointer: FieldProblem['pointer'], text: string];

function manufacturerTexts({ nameZh, nameEn, listings }: Manufacturer): readonly Placed[] {
  return [
    ['/nameZh', nameZh],
    ['/nameEn', nameEn],
    ...listings.map(({ announcement }, index): Placed => [`/listings/${index}/announcement`, announcement]),
  ];
}

function outletTexts(outlet: RegisteredOutlet, index: number): readonly Placed[] {
  return (['id', 'name', 'provider', 'address', 'phone'] as const).map((field) => [
    `/outlets/${index}/${field}`,
    outlet[field],
  ]);
}
