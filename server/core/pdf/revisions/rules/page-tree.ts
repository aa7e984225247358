import { ALLOWED, type Difference, type Rule } from '#core/pdf/revisions/difference.ts';
import { splitEntries } from '#core/pdf/revisions/split-entries.ts';
import { bothDicts } from '#core/pdf/revisions/view.ts';
import { entry, isArray, isRef, isString, nameOf } from '#core/pdf/syntax/values.ts';

const PAGE_PLACES = { Annots: 'annotations', StructParents: 'structure-key', Tabs: 'tab-order' } as const;

/** Nodes and pages stay the same objects in the same order (ISO 32000-2, 7.7.3). */
export const pageNodeRule: Rule = (difference, view) => {
  const { place, before, after, path } = difference;
  if (place !== 'page-node') return null;
  if (isArray(view.before(before)) || isArray(view.after(after))) return kidsInOrder(difference, view);
  if (!isRef(before) || !isRef(after) || before.number !== after.number) return null;
  const dicts = bothDicts(view, difference);
  if (dicts === null) return null;
  const type = nameOf(view.after(entry(dicts.after, 'Type')));
  if (type === 'Page') return splitEntries(path, dicts, PAGE_PLACES, 'page-entry');
  return splitEntries(path, dicts, { Kids: 'page-node' }, 'page-node-entry');
};

const kidsInOrder: Rule = ({ before, after, path }, view) => {
  const [old, next] = [view.before(before), view.after(after)];
  if (!isArray(old) || !isArray(next) || old.length !== next.length) return null;
  const differences = old.map((kid, index): Difference => {
    return { place: 'page-node', path: `${path}/${index}`, before: kid, after: next[index] ?? null };
  });
  const sameKids = differences.every(
    (kid) => isRef(kid.before) && isRef(kid.after) && kid.before.number === kid.after.number,
  );
  return sameKids ? { kind: 'split', differences } : null;
};

/** A page that had no place in the structure may get one, for its annotations (ISO 32000-2, 14.7.5.4). */
export const structureKeyRule: Rule = ({ place, before, after }, view) => {
  if (place !== 'structure-key') return null;
  return view.before(before) === null && typeof view.after(after) === 'number' ? ALLOWED : null;
};

/**
 * A page that said nothing of the order in which the tabulator key visits its fields may come to take that of the structure
 * (ISO 32000-2, table 31): iText asks for it with a field in a tagged document. It changes nothing that is shown. A string,
 * as LibreOffice writes, says nothing: the order is a name.
 */
export const tabOrderRule: Rule = ({ place, before, after }, view) => {
  if (place !== 'tab-order' || view.permissions.profile === 'sealed') return null;
  const old = view.before(before);
  return (old === null || isString(old)) && nameOf(view.after(after)) === 'S' ? ALLOWED : null;
};
