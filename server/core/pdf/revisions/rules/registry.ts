import type { Rule } from '#core/pdf/revisions/difference.ts';
import { annotationTypeRule } from './annotation-type.ts';
import { annotationRule, annotationsRule } from './annotations.ts';
import { catalogRule } from './catalog.ts';
import { documentInformationRule, metadataRule } from './document-information.ts';
import { fieldRule } from './field.ts';
import { fieldsRule } from './fields.ts';
import { formResourcesRule, formRule, needAppearancesRule, signatureFlagsRule } from './form.ts';
import { outputIntentsRule } from './output-intents.ts';
import { pageNodeRule, structureKeyRule, tabOrderRule } from './page-tree.ts';
import { permissionsRule } from './permissions-kept.ts';
import { securityStoreRule } from './security-store.ts';
import {
  parentTreeNextKeyRule,
  parentTreeRule,
  structureElementRule,
  structureKidsRule,
  structureParentRule,
  structureRule,
} from './structure.ts';
import { fileIdentifierRule, rootRule, trailerEntryRule, trailerRule } from './trailer.ts';
import { extensionsRule, versionRule } from './version.ts';
import { widgetFlagsRule } from './widget-flags.ts';

/** What may change after a signature, in the order in which the rules are asked. What is not here is forbidden. */
export const RULES: readonly Rule[] = [
  trailerRule,
  trailerEntryRule,
  fileIdentifierRule,
  documentInformationRule,
  rootRule,
  catalogRule,
  versionRule,
  extensionsRule,
  metadataRule,
  outputIntentsRule,
  permissionsRule,
  securityStoreRule,
  pageNodeRule,
  structureKeyRule,
  tabOrderRule,
  annotationsRule,
  annotationTypeRule,
  annotationRule,
  formRule,
  signatureFlagsRule,
  needAppearancesRule,
  formResourcesRule,
  fieldsRule,
  fieldRule,
  widgetFlagsRule,
  structureRule,
  structureElementRule,
  structureKidsRule,
  structureParentRule,
  parentTreeRule,
  parentTreeNextKeyRule,
];
