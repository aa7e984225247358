import { ALLOWED, type Difference, type Rule, type Ruling } from '#core/pdf/revisions/difference.ts';
import { splitEntries } from '#core/pdf/revisions/split-entries.ts';
import { bothDicts, type View } from '#core/pdf/revisions/view.ts';
import { entry, isArray, isDict, isRef, nameOf, type PdfDict, type PdfValue } from '#core/pdf/syntax/values.ts';

const ROOT = {
  K: 'structure-kids',
  ParentTree: 'parent-tree',
  ParentTreeNextKey: 'parent-tree-next',
} as const;

/**
 * The structure tree (ISO 32000-2, 14.7) tells assistive technology what the page says: what was signed stays, and what
 * is added stands for an annotation.
 */
export const structureRule: Rule = (difference, view) => {
  if (difference.place !== 'structure') return null;
  // What a sealed document may get stands on no page and needs no place in the structure.
  if (view.permissions.profile === 'sealed') return sameStructure(difference, view) ? ALLOWED : null;
  const dicts = bothDicts(view, difference);
  return dicts === null ? null : splitEntries(difference.path, dicts, ROOT, 'structure-entry');
};

function sameStructure({ before, after }: Difference, view: View): boolean {
  return view.same(before, after, 'StructTreeRoot');
}

/** An element that was there: kids are added, nothing else. */
export const structureElementRule: Rule = (difference, view) => {
  if (difference.place !== 'structure-element') return null;
  const dicts = bothDicts(view, difference);
  if (dicts === null) return null;
  const places = { K: 'structure-kids', P: 'structure-parent', ...pagePlace(view, dicts) } as const;
  return splitEntries(difference.path, dicts, places, 'structure-entry');
};

/** An element that has no content of a page by itself may come to name one (/Pg), for its annotations. */
function pagePlace(view: View, { before, after }: { readonly before: PdfDict; readonly after: PdfDict }) {
  const page = view.after(entry(after, 'Pg'));
  if (entry(before, 'Pg') !== null || !isDict(page) || nameOf(view.after(entry(page, 'Type'))) !== 'Page') return {};
  const hasContent = listOf(view.after, entry(after, 'K')).some((kid) => {
    const dict = view.after(kid);
    return !isDict(dict) || (nameOf(view.after(entry(dict, 'Type'))) === 'MCR' && entry(dict, 'Pg') === null);
  });
  return hasContent ? {} : { Pg: null };
}

/** The parent is judged where the tree leads to it. */
export const structureParentRule: Rule = ({ place, before, after }) =>
  place === 'structure-parent' && before !== null && isSameRef(before, after) ? ALLOWED : null;

/** Kids keep their order; those between them are new elements or references to annotations. */
export const structureKidsRule: Rule = ({ place, path, before, after }, view) => {
  if (place !== 'structure-kids') return null;
  const old = listOf(view.before, before);
  const next = listOf(view.after, after);
  const differences = [];
  const seen = new Set<number>();
  let at = 0;
  for (const kid of next) {
    const expected = old[at];
    if (expected !== undefined && isSameKid(view, expected, kid)) {
      at++;
      if (isRef(kid)) {
        const found = {
          place: 'structure-element' as const,
          path: `${path}/${kid.number}`,
          before: expected,
          after: kid,
        };
        differences.push(found);
      }
    } else if (!isNewKid(view, kid, seen)) return null;
  }
  return at === old.length ? { kind: 'split', differences } : null;
};

/** The number tree grows; a flat one only (ISO 32000-2, 7.9.7). */
export const parentTreeRule: Rule = ({ place, before, after }, view) => {
  if (place !== 'parent-tree') return null;
  const [old, next] = [view.before(before), view.after(after)];
  if (!isDict(old) || !isDict(next) || next.entries.size !== 1) return null;
  const [oldRows, nextRows] = [rowsOf(view.before, old), rowsOf(view.after, next)];
  if (oldRows === null || nextRows === null) return null;
  for (const [key, value] of oldRows) {
    const now = nextRows.get(key) ?? null;
    if (!isSameRow(view, value, now)) return null;
  }
  for (const [key, value] of nextRows) if (!oldRows.has(key) && !isRowOfElements(view, value)) return null;
  return ALLOWED;
};

export const parentTreeNextKeyRule: Rule = ({ place, before, after }, view): Ruling => {
  if (place !== 'parent-tree-next') return null;
  const [old, next] = [view.before(before), view.after(after)];
  return typeof next === 'number' && (old === null || (typeof old === 'number' && next >= old)) ? ALLOWED : null;
};

function isSameKid(view: View, before: PdfValue, after: PdfValue): boolean {
  if (isRef(before) && isRef(after)) return before.number === after.number && before.generation === after.generation;
  return !isRef(before) && !isRef(after) && view.same(before, after, 'K');
}

const MOST_DEPTH = 16;

/** An OBJR, or an element of OBJRs only that did not exist before. `seen`: an element has its place in the tree once. */
function isNewKid(view: View, kid: PdfValue, seen: Set<number>, depth = 0): boolean {
  const dict = view.after(kid);
  if (!isDict(dict) || depth > MOST_DEPTH) return false;
  if (nameOf(view.after(entry(dict, 'Type'))) === 'OBJR') return isAnnotation(view, entry(dict, 'Obj'));
  if (!isRef(kid) || view.file.objects.object(kid.number, view.revision - 1) !== null) return false;
  if (seen.has(kid.number)) return false;
  seen.add(kid.number);
  if (['A', 'C', 'E', 'ActualText'].some((key) => entry(dict, key) !== null)) return false;
  // An element of nothing would only have words of its own.
  const kids = listOf(view.after, entry(dict, 'K'));
  return kids.length > 0 && kids.every((inner) => isNewKid(view, inner, seen, depth + 1));
}

function isAnnotation(view: View, value: PdfValue): boolean {
  const dict = view.after(value);
  return isRef(value) && isDict(dict) && entry(dict, 'Subtype') !== null;
}

/** A row names the same elements: they are judged where the tree leads to them. */
function isSameRow(view: View, before: PdfValue, after: PdfValue): boolean {
  const [old, next] = [view.before(before), view.after(after)];
  if (isArray(old))
    return isArray(next) && old.length === next.length && old.every((one, at) => isSameRef(one, next[at] ?? null));
  return isSameRef(before, after);
}

/** An element, or a list of such: nothing else is parked there. */
function isRowOfElements(view: View, value: PdfValue): boolean {
  return listOf(view.after, value).every((item) => {
    const element = view.after(item);
    return element === null || (isDict(element) && nameOf(view.after(entry(element, 'S'))) !== null);
  });
}

function isSameRef(before: PdfValue, after: PdfValue): boolean {
  if (before === null) return after === null;
  return isRef(before) && isRef(after) && before.number === after.number && before.generation === after.generation;
}

function rowsOf(resolve: View['after'], tree: PdfDict): ReadonlyMap<number, PdfValue> | null {
  const nums = resolve(entry(tree, 'Nums'));
  if (!isArray(nums) || nums.length % 2 !== 0) return null;
  const rows = new Map<number, PdfValue>();
  for (let at = 0; at < nums.length; at += 2) {
    const key = resolve(nums[at] ?? null);
    if (typeof key !== 'number' || rows.has(key)) return null;
    rows.set(key, nums[at + 1] ?? null);
  }
  return rows;
}

function listOf(resolve: View['after'], value: PdfValue): readonly PdfValue[] {
  const resolved = resolve(value);
  if (resolved === null) return [];
  return isArray(resolved) ? resolved : [value];
}
