import { readSignedFields } from '#core/pdf/document/signature-fields.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { PdfReadError } from '#core/pdf/syntax/read-error.ts';
import { entry, isDict, nameOf, type PdfDict } from '#core/pdf/syntax/values.ts';
import { isAsPrinted } from './print-file.ts';
import { hasComment, prohibition } from './prohibitions.ts';
import { strangePart } from './sealed-shape.ts';

/** How a file is written that this product sealed; the detail says in words for the log why it is none. */
export type SealedForm =
  | { readonly kind: 'exact'; readonly form: 1 | 2 }
  | { readonly kind: 'other'; readonly detail: string };

/** The signing program as a signature names it (ISO 32000-2, table 255, /Prop_Build): by it a file says its form. */
export const SEALING_PROGRAM = { name: 'vinseal', form: 2 } as const;

const other = (detail: string): SealedForm => ({ kind: 'other', detail });

/**
 * Whether a file of one revision is, octet for octet, in a form that this product sealed in. Form 2 says so in its
 * signature and is exactly what `printFile` prints of it; form 1, from before, keeps the typesetter's spelling. Nothing is
 * asked but the bytes: whether anybody trusts the signer is another question.
 */
export function sealedForm(file: PdfFile): SealedForm {
  try {
    const prohibited = prohibition(file) ?? strangePart(file);
    if (prohibited !== null) return other(prohibited);
    const [seal, ...others] = readSignedFields(file, 0);
    if (seal === undefined || others.length > 0) return other('not one signature');
    const form = formNamedBy(seal.value);
    if (form === 1) return hasComment(file) ? other('a comment') : { kind: 'exact', form };
    if (form !== SEALING_PROGRAM.form) return other('a form that is not known');
    return isAsPrinted(file) ? { kind: 'exact', form } : other('another spelling of itself');
  } catch (fault) {
    if (fault instanceof PdfReadError) return other(fault.message);
    throw fault;
  }
}

/** Files from before forms had a mark say nothing; null for a mark that is no form of ours. */
function formNamedBy(signature: PdfDict): number | null {
  const build = entry(signature, 'Prop_Build');
  if (build === null) return 1;
  const program = isDict(build) ? entry(build, 'App') : null;
  if (!isDict(program) || nameOf(entry(program, 'Name')) !== SEALING_PROGRAM.name) return null;
  const form = entry(program, 'R');
  return typeof form === 'number' ? form : null;
}

/** Files are large: a callback for each octet would take longer than printing. */
export function isSameFile(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}
