import { ALLOWED, type Rule } from '#core/pdf/revisions/difference.ts';
import { sameBut } from '#core/pdf/revisions/same-drawing.ts';
import { entry, isDict, nameOf } from '#core/pdf/syntax/values.ts';

const TYPE = new Set(['Type']);

/**
 * An annotation may come to say that it is one (/Type /Annot), which it is without that word too (ISO 32000-2, table 166):
 * PDFBox adds it to whatever it looks at, signed fields included.
 */
export const annotationTypeRule: Rule = ({ place, path, before, after }, view) => {
  if (view.permissions.profile === 'sealed') return null;
  const [old, next] = [view.before(before), view.after(after)];
  if (place === 'signed-field' || place === 'field-entry')
    return path.endsWith('/Type') && old === null && nameOf(next) === 'Annot' ? ALLOWED : null;
  if (place !== 'annotation' || !isDict(old) || !isDict(next)) return null;
  const isAdded = entry(old, 'Type') === null && nameOf(view.after(entry(next, 'Type'))) === 'Annot';
  return isAdded && sameBut(view, old, next, TYPE) ? ALLOWED : null;
};
