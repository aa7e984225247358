import { readAttachedJson } from '#core/confirmation/attached-json.ts';
import type { FieldProblem } from '#core/confirmation/errors.ts';
import { readPdfFacts } from '#core/pdf/document/read-signed-document.ts';
import { PdfReadError } from '#core/pdf/syntax/read-error.ts';
import { fieldProblem } from './confirmation-request.ts';
import { type Conformity, conformContent } from './conform-content.ts';

const PDF_MARK = '%PDF-';

/**
 * Says everything that is wrong with the data of a confirmation: of a JSON file, or of the JSON in a PDF. Of a PDF it reads
 * nothing else: neither its signature nor its pages, and it asks neither registry nor trust list. Never throws for what is in
 * the bytes; reading a PDF is bounded as everywhere (`limits.ts`).
 */
export function conformFile(bytes: Uint8Array): Conformity {
  const isPdf = new TextDecoder('latin1').decode(bytes.subarray(0, PDF_MARK.length)) === PDF_MARK;
  return isPdf ? conformPdf(bytes) : conformJson(bytes, 'file');
}

function conformJson(bytes: Uint8Array, from: 'file' | 'pdf'): Conformity {
  const json = readAttachedJson(bytes);
  if (json.kind === 'malformed') return nothingBut(fieldProblem('', 'json-malformed'));
  const { problems, warnings, isComplete } = conformContent(json.value);
  const form = json.isCanonical ? [] : [fieldProblem('', 'json-not-canonical')];
  // A file by itself may be laid out for people; inside a PDF only the canonical form counts.
  return from === 'pdf'
    ? { problems: [...form, ...problems], warnings, isComplete }
    : { problems, warnings: [...form, ...warnings], isComplete };
}

function conformPdf(bytes: Uint8Array): Conformity {
  try {
    const { attachment, findings } = readPdfFacts(bytes);
    const ambiguous = findings.length === 0 ? [] : [fieldProblem('', 'pdf-ambiguous', { findings })];
    const json = attachment === null ? nothingBut(fieldProblem('', 'json-missing')) : conformJson(attachment(), 'pdf');
    return { ...json, problems: [...ambiguous, ...json.problems] };
  } catch (fault) {
    if (!(fault instanceof PdfReadError)) throw fault;
    return nothingBut(fieldProblem('', 'pdf-not-readable', { detail: `${fault.code} (${fault.message})` }));
  }
}

function nothingBut(problem: FieldProblem): Conformity {
  return { problems: [problem], warnings: [], isComplete: false };
}
