import { catalogOf, type PdfFile } from './reader/open-pdf.ts';
import { PdfReadError } from './reader/read-error.ts';
import { entry, isArray, isDict, isStream, type PdfDict, type PdfValue } from './reader/values.ts';

/** The validation data that a document carries (ISO 32000-2, 12.8.4.3). */
export type SecurityStore = {
  /** DER as it lies in the file: nothing in it has been judged. */
  readonly certificates: readonly Uint8Array[];
  readonly hasRevocation: boolean;
};

const MOST_CERTIFICATES = 64;
const NOTHING: SecurityStore = { certificates: [], hasRevocation: false };

/** The document security store as of a revision. Streams that cannot be decoded are passed over. */
export function readSecurityStore(file: PdfFile, revision: number): SecurityStore {
  const resolve = (value: PdfValue) => file.objects.resolve(value, revision);
  const store = resolve(entry(catalogOf(file, revision), 'DSS'));
  if (!isDict(store)) return NOTHING;
  const certificates = listAt(resolve, store, 'Certs').slice(0, MOST_CERTIFICATES);
  const revocation = [...listAt(resolve, store, 'OCSPs'), ...listAt(resolve, store, 'CRLs')];
  return {
    certificates: certificates.flatMap((value) => decoded(file, value)),
    hasRevocation: revocation.length > 0,
  };
}

function listAt(resolve: (value: PdfValue) => PdfValue, store: PdfDict, key: string): readonly PdfValue[] {
  const list = resolve(entry(store, key));
  return isArray(list) ? list.map(resolve) : [];
}

function decoded(file: PdfFile, value: PdfValue): readonly Uint8Array[] {
  if (!isStream(value)) return [];
  try {
    return [file.decode(value)];
  } catch (fault) {
    if (fault instanceof PdfReadError) return [];
    throw fault;
  }
}
