/** What `inspect` says of a PDF, whoever made it. Plain data: it crosses a worker boundary by structured clone. */

/** Why a change after a signature is forbidden (`server/pdf/changes`). */
export const CHANGE_CODES = [
  'trailer-changed',
  'root-repointed',
  'file-identifier-changed',
  'catalog-changed',
  'document-information-changed',
  'metadata-changed',
  'version-lowered',
  'extension-changed',
  'permissions-changed',
  'security-store-changed',
  'page-tree-changed',
  'page-changed',
  'annotation-added',
  'annotation-removed',
  'annotation-changed',
  'form-changed',
  'field-added',
  'field-removed',
  'field-changed',
  'field-locked',
  'field-filled',
  'appearance-without-value',
  'signed-field-changed',
  'signature-removed',
  'signature-reused',
  'signature-not-of-its-revision',
  'visible-field-added',
  'structure-changed',
  'object-unreferenced',
] as const;
export type ChangeCode = (typeof CHANGE_CODES)[number];

export type ChangesAfter = 'none' | 'allowed' | 'forbidden';
