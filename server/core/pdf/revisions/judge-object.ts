import { isArray, isDict, isStream, nameOf, type PdfValue } from '#core/pdf/syntax/values.ts';
import type { ChangeCode } from '#core/validation/inspection.ts';
import { CLEAN, change, changedPart, type Finding, type View } from './finding.ts';
import { judgeAnnotation, judgeAnnotationList } from './judge-annotations.ts';
import { judgeCatalog, judgeExtensions, judgeSecurityStore } from './judge-catalog.ts';
import { judgeField } from './judge-field.ts';
import { isGrown, judgeFieldList, judgeForm } from './judge-form.ts';
import { judgeInformation, judgeMetadata } from './judge-metadata.ts';
import { judgeNewField } from './judge-new-field.ts';
import { judgePageNode } from './judge-page.ts';
import { judgeStructure } from './judge-structure.ts';
import { ROLE, type Role } from './roles.ts';

/** An object that a revision writes, frees or replaces; null where there is none. */
export type ObjectChange = { readonly number: number; readonly before: PdfValue; readonly after: PdfValue };

type JudgeUse = (view: View, object: ObjectChange) => readonly Finding[];

/**
 * Judges an object that is otherwise than it was, in everything that it is used for. What is new is judged where something
 * came to refer to it; where something did before, it was waited for.
 */
export function judgeObject(view: View, object: ObjectChange): readonly Finding[] {
  const { number, before } = object;
  const roles = view.roles.of(number);
  const referredSince = view.roles.referredSince(number);
  if (roles === 0 || referredSince > view.revision) return judgeUnused(view, object);
  const isAwaited = before === null && referredSince < view.revision;
  const findings = USES.flatMap(([role, judge, judgesNew]) => {
    if ((roles & role) === 0) return CLEAN;
    return before !== null || isAwaited || judgesNew ? judge(view, object) : CLEAN;
  });
  if (isAwaited && findings.length === 0) return change(view, 'other', 'unlessNone', 'object-unreferenced', number);
  return findings;
}

/** Nothing leads to it; object streams and cross-reference streams are how a revision is written. */
function judgeUnused(view: View, { number, after }: ObjectChange): readonly Finding[] {
  const isFreed = after === null && view.file.objects.object(number, view.revision) === null;
  if (isFreed || isWriting(after)) return CLEAN;
  return change(view, 'other', 'unlessNone', 'object-unreferenced', number);
}

function isWriting(value: PdfValue): boolean {
  const type = isStream(value) ? nameOf(value.dict.entries.get('Type') ?? null) : null;
  return type === 'XRef' || type === 'ObjStm';
}

/** Any change of such an object is one of what was signed. */
function never(place: Finding['place'], code: ChangeCode): JudgeUse {
  return (view, { number }) => change(view, place, 'never', code, number);
}

/** Each use with its judge, and whether that judges new objects, too. */
const USES: readonly (readonly [Role, JudgeUse, boolean])[] = [
  [ROLE.trailer, never('document', 'trailer-changed'), false],
  [ROLE.catalog, (view, { before, after }) => judgeCatalog(view, before, after), false],
  [ROLE.pageNode, (view, { before, after, number }) => judgePageNode(view, before, after, number), false],
  [ROLE.content, never('page-content', 'page-changed'), false],
  [ROLE.resources, never('resources', 'page-changed'), false],
  [ROLE.document, never('document', 'catalog-changed'), false],
  [ROLE.action, never('document', 'catalog-changed'), false],
  [ROLE.outputIntents, never('document', 'catalog-changed'), false],
  [ROLE.form, judgeFormPart, false],
  [ROLE.formResources, judgeFormResources, false],
  [ROLE.fields, judgeFields, true],
  [ROLE.look, judgeLook, false],
  [ROLE.annotations, judgeAnnotations, true],
  [
    ROLE.annotationPart,
    (view, { number }) => changedPart(view, 'annotation', 'annotating', 'annotation-changed', number),
    false,
  ],
  [ROLE.signature, judgeSignaturePart, true],
  [ROLE.securityStore, judgeSecurityStorePart, true],
  [ROLE.metadata, (view, { before, after, number }) => judgeMetadata(view, before, after, number), false],
  [ROLE.information, (view, { before, after, number }) => judgeInformation(view, before, after, number), false],
  [ROLE.structure, judgeStructurePart, true],
  [ROLE.extensions, judgeExtensions, true],
];

function judgeFormPart(view: View, { before, after, number }: ObjectChange): readonly Finding[] {
  const isForm = isDict(before) && before.entries.has('Fields');
  return isForm ? judgeForm(view, before, after, number) : change(view, 'form', 'never', 'form-changed', number);
}

function judgeFormResources(view: View, { before, after, number }: ObjectChange): readonly Finding[] {
  if (before !== null && isGrown(view, before, after))
    return change(view, 'form', 'unlessNone', 'form-changed', number);
  return change(view, 'resources', 'never', 'form-changed', number);
}

function judgeFields(view: View, { number, before, after }: ObjectChange): readonly Finding[] {
  const [old, next] = [view.forms.before.byNumber.get(number), view.forms.after.byNumber.get(number)];
  if (old !== undefined && next !== undefined) return judgeField(view, old, next);
  if (old !== undefined) return change(view, 'form', 'never', 'field-removed', number);
  if (next !== undefined) return judgeNewField(view, next);
  if (isArray(before) && isArray(after)) return judgeFieldList(view, before, after);
  // A list of a new form or group: its fields are judged themselves.
  if (before === null && isArray(after)) return CLEAN;
  return change(view, 'form', 'never', 'form-changed', number);
}

/** What a field refers to. Under DocMDP 2 a look changes with a value only: that is filling in. */
function judgeLook(view: View, { number }: ObjectChange): readonly Finding[] {
  const since = view.protectedSince.get(number);
  if (since !== undefined && since <= view.revision)
    return changedPart(view, 'field-value', 'never', 'signed-field-changed', number);
  const permit = view.once('fills-fields', () => fillsFields(view)) ? 'unlessNone' : 'annotating';
  return changedPart(view, 'field-value', permit, 'appearance-without-value', number);
}

function fillsFields({ forms, comparer }: View): boolean {
  for (const [number, { value }] of forms.after.byNumber) {
    const before = forms.before.byNumber.get(number);
    if (before !== undefined && !comparer.same(before.value, value)) return true;
  }
  return false;
}

function judgeAnnotations(view: View, { number, before, after }: ObjectChange): readonly Finding[] {
  const { forms } = view;
  if (forms.before.byNumber.has(number) || forms.after.byNumber.has(number)) return CLEAN;
  // A list that comes as an object of its own is judged where a page comes to name it.
  if (before === null && isArray(after)) return CLEAN;
  if (isArray(before)) return judgeAnnotationList(view, before, after);
  return judgeAnnotation(view, before, after, number);
}

/** What a new signature dictionary refers to is no stream; what an old one does never changes. */
function judgeSignaturePart(view: View, { number, before, after }: ObjectChange): readonly Finding[] {
  if (before !== null) return change(view, 'form', 'never', 'signed-field-changed', number);
  return isStream(after) ? change(view, 'other', 'unlessNone', 'object-unreferenced', number) : CLEAN;
}

/** Dictionaries and lists may change; a stream of validation data does not. */
function judgeSecurityStorePart(view: View, { number, before, after }: ObjectChange): readonly Finding[] {
  if (isStream(before) && after !== null) return change(view, 'document', 'never', 'security-store-changed', number);
  return judgeSecurityStore(view);
}

function judgeStructurePart(view: View, { number, before, after }: ObjectChange): readonly Finding[] {
  if (before !== null) return judgeStructure(view, before, after, number);
  return change(view, 'structure', 'unlessNone', 'structure-changed', number);
}
