import type { FieldProblem } from '#core/confirmation/errors.ts';
import type { TrustedManufacturer } from '#core/confirmation/evidence.ts';
import type { TrustAnchor } from '../../ports/trust-list.ts';
import { fieldProblem } from '../confirmations/confirmation-request.ts';
import type { ManufacturerFile } from '../manufacturers/manufacturer-schema.ts';

type Vouched = { readonly anchor: string; readonly entry: TrustedManufacturer };

/**
 * In what a manufacturer's data contradict those by which the trust list vouches for it, whoever vouches and from when on:
 * what it issues under them would not be valid. A manufacturer for which nobody vouches yet contradicts nothing.
 */
export function trustProblems(file: ManufacturerFile, anchors: readonly TrustAnchor[]): readonly FieldProblem[] {
  const vouched = anchors.flatMap(({ id, manufacturers }) =>
    manufacturers
      .filter(({ code, uscc }) => uscc === file.uscc || code === file.code)
      .map((entry): Vouched => ({ anchor: id, entry })),
  );
  const own = vouched.filter(({ entry }) => entry.uscc === file.uscc);
  return [...vouched.flatMap((one) => identityProblems(file, one)), ...wmiProblems(file, own)];
}

function identityProblems(file: ManufacturerFile, { anchor, entry }: Vouched): readonly FieldProblem[] {
  const differs = (pointer: string, expected: string) =>
    fieldProblem(pointer, 'differs-from-trust-list', { anchor, expected });
  const names = [entry.nameZh, ...entry.listings.map(({ nameZh }) => nameZh)];
  return [
    ...(entry.code === file.code ? [] : [differs('/code', entry.code)]),
    ...(entry.uscc === file.uscc ? [] : [differs('/uscc', entry.uscc)]),
    ...(entry.test === file.test ? [] : [differs('/test', String(entry.test))]),
    ...(names.includes(file.nameZh) ? [] : [differs('/nameZh', entry.nameZh)]),
  ];
}

function wmiProblems({ wmis }: ManufacturerFile, own: readonly Vouched[]): readonly FieldProblem[] {
  if (own.length === 0) return [];
  const known = new Set(own.flatMap(({ entry }) => entry.wmis.map(({ wmi }) => wmi)));
  const anchor = own.map((vouched) => vouched.anchor).join(', ');
  return wmis.flatMap(({ wmi }, index) =>
    known.has(wmi)
      ? []
      : [fieldProblem(`/wmis/${index}/wmi`, 'differs-from-trust-list', { anchor, expected: [...known].join(', ') })],
  );
}
