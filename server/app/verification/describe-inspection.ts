import type { InspectedChange, Inspection, InspectionNote } from '#core/validation/inspection.ts';
import type { Words } from '../../i18n/words.ts';
import { describeNote } from './describe-verdict.ts';
import { INSPECTION_CODES } from './inspection-codes.ts';

/** What a problem of an inspection means, in one sentence. */
export function problemSentence(code: string, words: Words): string {
  return words.text(`inspections.problems.${INSPECTION_CODES.has(code) ? code : 'other'}`, { code });
}

/** What a note means, in one sentence, without its place. */
function noteMeaning(code: InspectionNote['code'], words: Words): string {
  return words.text(`inspections.notes.codes.${code}`);
}

/** A note in words: what it means, and where it was met. */
export function noteSentence({ code, where }: InspectionNote, words: Words): string {
  const [kind = '', ...value] = where.split(' ');
  const place = words.text(`inspections.notes.where.${kind}`, { value: value.join(' ') });
  return words.text('inspections.notes.item', { what: noteMeaning(code, words), where: place });
}

/** What one later revision changed at one kind of place, in words: how much, where, and of a later signature whose it is. */
export function changeSentence(change: InspectedChange, inspection: Inspection, words: Words): string {
  const pages = change.pages.join(', ');
  const pageCount = change.pages.length;
  const later = laterSignature(change, inspection);
  if (later !== null) {
    const what = words.text('inspections.changed.signature', { ...later, pages, pageCount });
    return words.text('inspections.changed.item', { revision: change.revision, what, pages: '', pageCount: 0 });
  }
  const what = words.text(`inspections.changed.places.${change.place}`, { count: change.count });
  return words.text('inspections.changed.item', { revision: change.revision, what, pages, pageCount });
}

type LaterSignature = { readonly number: number; readonly first: number } & ({ readonly name: string } | object);

/** The signature whose look was added, and the first one, numbered as they are listed. A name only where it holds. */
function laterSignature(
  { place, count, revision }: InspectedChange,
  { signatures }: Inspection,
): LaterSignature | null {
  if (place !== 'signature-look' || count !== 1) return null;
  const at = signatures.findIndex((signature) => signature.revision === revision);
  const first = signatures.findIndex((signature) => signature.revision !== null && signature.revision < revision);
  const signature = signatures[at];
  if (signature === undefined || first === -1) return null;
  const name = signature.intact === true && signature.valid === true ? signature.signer?.commonName : undefined;
  return { number: at + 1, first: first + 1, ...(name === undefined ? {} : { name }) };
}

/** An inspection as the API gives it: with a sentence for each code that it names. */
export function describeInspection(inspection: Inspection, words: Words) {
  const codes = [...inspection.problems, ...inspection.signatures.flatMap(({ problems }) => problems)];
  const signatures = inspection.signatures.map((signature) => ({
    ...signature,
    revocationNotes: signature.revocationNotes.map((note) => describeNote(note, words)),
  }));
  const sentences = {
    ...Object.fromEntries(inspection.notes.map(({ code }) => [code, noteMeaning(code, words)])),
    ...Object.fromEntries(codes.map((code) => [code, problemSentence(code, words)])),
  };
  return { ...inspection, signatures, sentences };
}
