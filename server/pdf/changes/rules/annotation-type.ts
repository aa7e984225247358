import { entry, isDict, nameOf } from '../../reader/values.ts';
import { ALLOWED, type Rule } from '../difference.ts';
import { sameBut } from '../same-drawing.ts';

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
