import { ALLOWED, type Rule } from '#core/pdf/revisions/difference.ts';
import type { View } from '#core/pdf/revisions/view.ts';
import { entry, isArray, isDict, isString, nameOf, type PdfDict, type PdfValue } from '#core/pdf/syntax/values.ts';

const VERSION = /^[12]\.\d$/;

/** The version of the document may rise (ISO 32000-2, 7.2.2): new features need it. */
export const versionRule: Rule = ({ place, before, after }, view) => {
  if (place !== 'version') return null;
  const [old, next] = [nameOf(view.before(before)), nameOf(view.after(after))];
  if (next === null || !VERSION.test(next)) return null;
  return old === null || (VERSION.test(old) && old < next) ? ALLOWED : null;
};

/** Developer extensions may be added and their levels may rise; none goes away (ISO 32000-2, 7.12). */
export const extensionsRule: Rule = ({ place, before, after }, view) => {
  if (place !== 'extensions') return null;
  const old = view.before(before);
  const next = view.after(after);
  if (!isDict(next) || (old !== null && !isDict(old))) return null;
  for (const [prefix, value] of next.entries) {
    if (prefix === 'Type') continue;
    const listed = listOf(view.after(value)).map(view.after);
    if (listed.length === 0 || !listed.every((one) => isDict(one) && isExtension(view.after, one))) return null;
  }
  return old === null || coversAll(view, old, next) ? ALLOWED : null;
};

const KEYS = new Set(['Type', 'BaseVersion', 'ExtensionLevel', 'URL', 'ExtensionRevision']);

function isExtension(resolve: View['after'], dict: PdfDict): boolean {
  const url = resolve(entry(dict, 'URL'));
  const revision = resolve(entry(dict, 'ExtensionRevision'));
  return (
    [...dict.entries.keys()].every((key) => KEYS.has(key)) &&
    VERSION.test(nameOf(resolve(entry(dict, 'BaseVersion'))) ?? '') &&
    typeof resolve(entry(dict, 'ExtensionLevel')) === 'number' &&
    (url === null || isString(url)) &&
    (revision === null || isString(revision))
  );
}

/** Each old extension is there still, at its level and base version or above. */
function coversAll(view: View, old: PdfDict, next: PdfDict): boolean {
  for (const [prefix, value] of old.entries) {
    if (prefix === 'Type') continue;
    const kept = listOf(view.after(entry(next, prefix))).map(view.after);
    const covered = listOf(view.before(value)).every((one) => {
      const before = view.before(one);
      return isDict(before) && kept.some((after) => isDict(after) && isAtLeast(view, before, after));
    });
    if (!covered) return false;
  }
  return true;
}

function isAtLeast(view: View, before: PdfDict, after: PdfDict): boolean {
  const [base, baseNow] = [
    nameOf(view.before(entry(before, 'BaseVersion'))),
    nameOf(view.after(entry(after, 'BaseVersion'))),
  ];
  const [level, levelNow] = [view.before(entry(before, 'ExtensionLevel')), view.after(entry(after, 'ExtensionLevel'))];
  if (base === null || baseNow === null || typeof level !== 'number' || typeof levelNow !== 'number') return false;
  return baseNow > base || (baseNow === base && levelNow >= level);
}

function listOf(value: PdfValue): readonly PdfValue[] {
  if (value === null) return [];
  return isArray(value) ? value : [value];
}
