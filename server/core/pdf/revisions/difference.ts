import type { PdfValue } from '#core/pdf/syntax/values.ts';
import type { ChangeCode } from '#core/validation/inspection.ts';
import type { View } from './view.ts';

/** What a value is for: each place has rules of its own, and the code of what no rule clears. */
export const CODE_OF_PLACE = {
  trailer: 'trailer-changed',
  'trailer-entry': 'trailer-changed',
  'file-id': 'file-identifier-changed',
  root: 'root-repointed',
  catalog: 'catalog-changed',
  'catalog-entry': 'catalog-changed',
  'output-intents': 'catalog-changed',
  information: 'document-information-changed',
  metadata: 'metadata-changed',
  version: 'version-lowered',
  extensions: 'extension-changed',
  permissions: 'permissions-changed',
  'security-store': 'security-store-changed',
  'page-node': 'page-tree-changed',
  'page-node-entry': 'page-tree-changed',
  'page-entry': 'page-changed',
  'structure-key': 'page-changed',
  'tab-order': 'page-changed',
  annotations: 'annotation-changed',
  annotation: 'annotation-changed',
  'annotation-entry': 'annotation-changed',
  form: 'form-changed',
  'form-entry': 'form-changed',
  'form-resources': 'form-changed',
  'signature-flags': 'form-changed',
  'need-appearances': 'form-changed',
  fields: 'form-changed',
  field: 'field-changed',
  'field-entry': 'field-changed',
  'widget-flags': 'field-changed',
  'signed-field': 'signed-field-changed',
  structure: 'structure-changed',
  'structure-entry': 'structure-changed',
  'structure-element': 'structure-changed',
  'structure-parent': 'structure-changed',
  'structure-kids': 'structure-changed',
  'parent-tree': 'structure-changed',
  'parent-tree-next': 'structure-changed',
} as const satisfies Readonly<Record<string, ChangeCode>>;

export type Place = keyof typeof CODE_OF_PLACE;

/** One value of the document in two revisions that follow each other; references are not followed yet. */
export type Difference = {
  readonly place: Place;
  /** The keys that lead to it, for the log. */
  readonly path: string;
  readonly before: PdfValue;
  readonly after: PdfValue;
};

/** What a rule says of a difference; null where it is none of its business. */
export type Ruling =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'forbidden'; readonly code: ChangeCode }
  /** Allowed as far as each of these is. */
  | { readonly kind: 'split'; readonly differences: readonly Difference[] }
  | null;

/** Judges a difference that is there: both values are known not to be the same. */
export type Rule = (difference: Difference, view: View) => Ruling;

export const ALLOWED: Ruling = { kind: 'allowed' };

export function forbidden(code: ChangeCode): Ruling {
  return { kind: 'forbidden', code };
}
