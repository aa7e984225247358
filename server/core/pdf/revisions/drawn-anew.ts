import { catalogOf } from '#core/pdf/syntax/open-pdf.ts';
import { entry, isDict } from '#core/pdf/syntax/values.ts';
import type { View } from './view.ts';

/** Viewers draw every field again from the default resources and the default look, whatever its own look is. */
export function isDrawnAnew(view: View): boolean {
  const form = view.before(entry(catalogOf(view.file, view.revision - 1), 'AcroForm'));
  return isDict(form) && view.before(entry(form, 'NeedAppearances')) === true;
}
