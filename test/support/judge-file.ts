import type { RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import type { TrustedManufacturer } from '#core/confirmation/evidence.ts';
import type { Verdict } from '#core/confirmation/verdict.ts';
import { judgeSeal } from '#core/validation/judge-seal.ts';
import { readDocument } from '#core/validation/read-document.ts';
import { readPages } from '#core/validation/read-pages.ts';
import { verifyDocument } from '../../server/app/verification/verify-document.ts';
import type { DocumentReader } from '../../server/ports/document-reader.ts';
import { loadPdfJs } from '../../server/workers/load-pdf-js.ts';

/** Whom a file is judged by: one anchor that seals and stamps, at a fixed moment, without any source beside the file. */
export type Judging = {
  /** DER. */
  readonly anchor: Uint8Array;
  readonly manufacturer: TrustedManufacturer;
  readonly at: string;
  /** The registry's record of the file's number; null for an install without a registry. */
  readonly record: RegisteredConfirmation | null;
};

const IN_PROCESS: DocumentReader = {
  read: readDocument,
  readPages: (pages) => readPages(loadPdfJs, pages),
  judge: judgeSeal,
};

/** Judges a file without an install. */
export async function judgeFile(
  pdf: Uint8Array,
  { anchor, manufacturer, at, record }: Judging,
  reader: DocumentReader = IN_PROCESS,
): Promise<Verdict> {
  const trusted = { id: 'fixture', certificate: anchor, manufacturers: [manufacturer], timeStamping: true } as const;
  const nothing = { crls: [], ocsps: [] };
  const result = await verifyDocument(
    {
      clock: { now: () => at },
      reader,
      registry: record && {
        find: async (number) => (number === record.number ? record : null),
        isReferenced: async (sha256) => sha256 === record.sha256,
      },
      trustList: { anchors: async () => [{ ...trusted, status: 'active', from: null, until: null }] },
      revocation: { kept: async () => nothing, find: async () => nothing },
      compromisedKeys: { known: async () => ({ since: () => null }) },
    },
    { pdf, vin: null, destination: null, applicationDate: null },
  );
  if (!result.ok) throw new Error(result.problem.code);
  return result.value;
}
