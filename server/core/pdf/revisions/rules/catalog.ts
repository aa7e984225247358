import type { Rule } from '#core/pdf/revisions/difference.ts';
import { splitEntries } from '#core/pdf/revisions/split-entries.ts';
import { bothDicts } from '#core/pdf/revisions/view.ts';

/** Names, actions, scripts, outlines, layers, viewer settings and whatever else is not here may not change. */
const PLACES = {
  Pages: 'page-node',
  AcroForm: 'form',
  DSS: 'security-store',
  Extensions: 'extensions',
  Version: 'version',
  Metadata: 'metadata',
  Perms: 'permissions',
  StructTreeRoot: 'structure',
  OutputIntents: 'output-intents',
} as const;

/** The document catalog (ISO 32000-2, 7.7.2). */
export const catalogRule: Rule = (difference, view) => {
  const dicts = difference.place === 'catalog' ? bothDicts(view, difference) : null;
  return dicts === null ? null : splitEntries(difference.path, dicts, PLACES, 'catalog-entry');
};
