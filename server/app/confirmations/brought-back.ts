import type { ConfirmationContent } from '#core/confirmation/confirmation.ts';
import { type FieldProblem, type Result, refuse } from '#core/confirmation/errors.ts';
import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';
import type { Registry } from '../../ports/registry.ts';
import { StoreConflict } from '../../ports/store-conflict.ts';
import { fieldProblem } from './confirmation-request.ts';

type BroughtBackDependencies = { readonly registry: Pick<Registry, 'find'> };

type Replacement = {
  readonly supersedes?: string | undefined;
  readonly vehicles: readonly { readonly vin?: string | undefined }[];
};

/**
 * Each vehicle that was withdrawn from the confirmation that is to be replaced: a replacement that was asked for, or approved, before
 * would bring it back into force. Who wants that confirms it anew.
 */
export async function broughtBack(
  { registry }: BroughtBackDependencies,
  { supersedes, vehicles }: Replacement,
  manufacturer: Pick<Manufacturer, 'id'> | null,
): Promise<readonly FieldProblem[]> {
  const old = supersedes === undefined ? null : await registry.find(supersedes);
  if (old === null || old.manufacturerId !== manufacturer?.id) return [];
  const withdrawn = new Set(old.lines.flatMap(({ vin, standing }) => (standing.status === 'withdrawn' ? [vin] : [])));
  return vehicles.flatMap(({ vin = '' }, index) => {
    const pointer = `/vehicles/${index}/vin`;
    return withdrawn.has(vin)
      ? [fieldProblem(pointer, 'vin-withdrawn-from-replaced', { vin, number: old.number })]
      : [];
  });
}

/** The same for a replacement that the store refused because a vehicle was withdrawn while it was sealed; null for any other fault. */
export async function withdrawnMeanwhile(
  deps: BroughtBackDependencies,
  fault: unknown,
  { supersedes, vehicles }: ConfirmationContent,
  manufacturer: Manufacturer,
): Promise<Result<never> | null> {
  if (!(fault instanceof StoreConflict) || fault.code !== 'replaced-withdrawn') return null;
  const fields = await broughtBack(deps, { supersedes: supersedes ?? undefined, vehicles }, manufacturer);
  return refuse('request-not-valid', {}, fields);
}
