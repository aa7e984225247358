import type { PdfSignature } from '#core/pdf/document/read-signed-document.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import type { IndirectObject, PdfStream } from '#core/pdf/syntax/values.ts';
import type { ChangeCode, ChangesAfter, InspectedChange } from '#core/validation/inspection.ts';
import type { Finding, View } from './finding.ts';
import { type FormTree, readFormTree } from './form-tree.ts';
import { readOfEach } from './holders.ts';
import { judgeRevision } from './judge-revision.ts';
import { readPageNodes } from './page-nodes.ts';
import { readPermissions } from './permissions.ts';
import { readProtectedObjects } from './protected-objects.ts';
import { readAnchors, readRoles } from './roles.ts';
import { TreeComparer } from './same-tree.ts';
import { summarise } from './summarise.ts';

/** What became of the document after one signature. */
export type ChangesAfterSignature = {
  readonly changes: ChangesAfter;
  /** Why changes are not permitted; each code once. */
  readonly codes: readonly ChangeCode[];
};

/** What became of a document after its signatures. */
export type JudgedChanges = {
  /** One for each signature, in their order. */
  readonly bySignature: readonly ChangesAfterSignature[];
  /** Everything that the revisions after the first signature changed beyond proofs and signatures that show nothing. */
  readonly changes: readonly InspectedChange[];
};

/**
 * Judges what the revisions after the first signature changed, each against the one before, by what the signatures that
 * were there permit. A signature whose revision is not clear is judged from the first revision on.
 * @throws PdfReadError `file-malformed` or `limit-exceeded`
 */
export function judgeChanges(file: PdfFile, signatures: readonly PdfSignature[]): JudgedChanges {
  const first = Math.min(...signatures.map(({ revision }) => revision ?? 0));
  const byRevision = first + 1 < file.revisions.length ? judgeFrom(file, signatures, first) : new Map();
  const bySignature = signatures.map(({ revision }) => afterSignature(byRevision, revision ?? 0));
  return { bySignature, changes: summarise(file, byRevision) };
}

function judgeFrom(
  file: PdfFile,
  signatures: readonly PdfSignature[],
  first: number,
): ReadonlyMap<number, readonly Finding[]> {
  const forms = readOfEach(file, first, readFormTree);
  const roles = readRoles(file, first, readAnchors(file, first, forms, readOfEach(file, first, readPageNodes)));
  const history = readPermissions(file, signatures);
  const shared = {
    file,
    roles,
    comparer: new TreeComparer(file.bytes),
    protectedSince: readProtectedObjects(file, forms, history, roles),
    validationStreams: new Map<PdfStream, boolean>(),
  };
  const objects = objectsByRevision(file);
  const findings = new Map<number, readonly Finding[]>();
  for (let revision = first + 1; revision < file.revisions.length; revision++) {
    const view = {
      ...shared,
      revision,
      permissions: history.at(revision),
      once: rememberAnswers(),
      structure: { known: new Map<string, boolean>(), steps: 0 },
      forms: { before: formOf(forms, revision - 1), after: formOf(forms, revision) },
      before: (value: Parameters<typeof file.objects.resolve>[0]) => file.objects.resolve(value, revision - 1),
      after: (value: Parameters<typeof file.objects.resolve>[0]) => file.objects.resolve(value, revision),
    };
    findings.set(revision, judgeRevision(view, objects.get(revision) ?? []));
  }
  return findings;
}

function rememberAnswers(): View['once'] {
  const answers = new Map<string, boolean>();
  return (question, answer) => {
    const known = answers.get(question) ?? answer();
    answers.set(question, known);
    return known;
  };
}

function formOf(forms: ReadonlyMap<number, FormTree>, revision: number): FormTree {
  const form = forms.get(revision);
  if (form === undefined) throw new Error(`no form of revision ${revision} was read`);
  return form;
}

/** The objects of the file itself, by the revision in whose bytes they lie. */
function objectsByRevision(file: PdfFile): ReadonlyMap<number, readonly IndirectObject[]> {
  const found = new Map<number, IndirectObject[]>(file.revisions.map(({ index }) => [index, []]));
  for (const object of file.objects.inFile()) {
    const revision = file.revisions.find(({ end }) => object.start < end);
    if (revision !== undefined) found.get(revision.index)?.push(object);
  }
  return found;
}

function afterSignature(byRevision: ReadonlyMap<number, readonly Finding[]>, revision: number): ChangesAfterSignature {
  const later = [...byRevision].filter(([index]) => index > revision);
  const codes = new Set(later.flatMap(([, findings]) => findings.flatMap(({ code }) => code ?? [])));
  if (codes.size > 0) return { changes: 'forbidden', codes: [...codes] };
  return { changes: later.length === 0 ? 'none' : 'allowed', codes: [] };
}
