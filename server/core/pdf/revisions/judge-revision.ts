import { RULES } from '#core/pdf/revisions/rules/registry.ts';
import { exceeded } from '#core/pdf/syntax/limits.ts';
import type { ChangeCode } from '#core/validation/inspection.ts';
import { CODE_OF_PLACE, type Difference, type Place } from './difference.ts';
import { hidesObjects } from './hidden-objects.ts';
import { unreferencedObjects } from './unreferenced-objects.ts';
import type { View } from './view.ts';

/** A change that no rule clears. */
export type ForbiddenChange = { readonly code: ChangeCode; readonly path: string };

const MOST_DIFFERENCES = 500_000;
const MOST_FORBIDDEN = 100;

/**
 * Judges one revision against the one before: every value that can be reached from the trailer is compared, and each
 * difference is put before the rules in their order. The first that knows its place decides; what none clears is forbidden.
 */
export function judgeRevision(view: View): readonly ForbiddenChange[] {
  const { file, revision, forms } = view;
  const [before, after] = [file.revisions[revision - 1], file.revisions[revision]];
  const forbidden: ForbiddenChange[] = [];
  if (before === undefined || after === undefined) return forbidden;
  if (forms.after.broken && !forms.before.broken) forbidden.push({ code: 'form-changed', path: '/Root/AcroForm' });
  const open: Difference[] = [{ place: 'trailer', path: '', before: before.trailer, after: after.trailer }];
  let judged = 0;
  for (let next = open.pop(); next !== undefined && forbidden.length < MOST_FORBIDDEN; next = open.pop()) {
    if (++judged > MOST_DIFFERENCES) throw exceeded('treeNodes');
    if (isUnchanged(next, view)) continue;
    const ruling = firstRuling(next, view);
    if (ruling === null) forbidden.push({ code: CODE_OF_PLACE[next.place], path: next.path });
    else if (ruling.kind === 'forbidden') forbidden.push({ code: ruling.code, path: next.path });
    else if (ruling.kind === 'split') for (const difference of ruling.differences) open.push(difference);
  }
  const unreferenced = unreferencedObjects(view).map((path) => ({ code: 'object-unreferenced' as const, path }));
  const hidden = hidesObjects(file, revision) ? [{ code: 'object-unreferenced' as const, path: '' }] : [];
  return [...forbidden, ...unreferenced, ...hidden];
}

/** The way to what is judged at its own place: there every difference counts, whoever refers to it. */
const WAYS: ReadonlySet<Place> = new Set<Place>([
  'trailer',
  'root',
  'catalog',
  'form',
  'page-node',
  'fields',
  'structure',
  'structure-element',
  'structure-kids',
]);

function isUnchanged({ place, path, before, after }: Difference, view: View): boolean {
  if (WAYS.has(place)) return view.before(before) === null && view.after(after) === null;
  return view.same(before, after, place === 'field' ? '' : path.slice(path.lastIndexOf('/') + 1));
}

function firstRuling(difference: Difference, view: View) {
  for (const rule of RULES) {
    const ruling = rule(difference, view);
    if (ruling !== null) return ruling;
  }
  return null;
}
