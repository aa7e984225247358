import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { DocumentEvidence, SignedDocumentEvidence } from '#core/confirmation/evidence.ts';
import type {
  ReadingContext,
  RevocationMaterial,
  RevocationSubject,
  ValidationContext,
} from '#core/validation/validation.ts';
import type { DocumentReader } from '../../ports/document-reader.ts';
import type { RevocationSource } from '../../ports/revocation-source.ts';
import { bringsMore, findRevocation, keptRevocation } from './find-revocation.ts';

/** How one kind of file is read and judged. Neither step asks anybody. */
export type RevocationReading<Reading> = {
  readonly read: (known: RevocationMaterial) => Promise<Reading>;
  /** Whose revocation decides. */
  readonly subjectsOf: (reading: Reading) => readonly RevocationSubject[];
  /** The same file with what was found since. */
  readonly judgeAgain: (reading: Reading, found: RevocationMaterial) => Promise<Reading>;
};

/**
 * Reads a file by what is at hand of the revocation of its signers, asks the source once for what may be missing, and
 * judges again only where that brought something new. A source that cannot be reached brings nothing. `found` is what the
 * source answered about the signers.
 */
export async function readWithRevocation<Reading>(
  source: RevocationSource,
  at: IsoInstant,
  { read, subjectsOf, judgeAgain }: RevocationReading<Reading>,
): Promise<{ readonly reading: Reading; readonly found: RevocationMaterial }> {
  const kept = await keptRevocation(source);
  const reading = await read(kept);
  const found = await findRevocation(source, subjectsOf(reading), at);
  return { reading: bringsMore(found, kept) ? await judgeAgain(reading, found) : reading, found };
}

type DocumentDependencies = {
  readonly reader: Pick<DocumentReader, 'read' | 'judge'>;
  readonly revocation: RevocationSource;
};

/**
 * The same for a sealed document: its bytes are read once, and a second time only where nothing but the new revocation
 * data shows that its signer is trusted, since what is in the file waits for that. Rejects with the reason of `signal` when that is aborted first.
 */
export async function readDocumentWithRevocation(
  { reader, revocation }: DocumentDependencies,
  pdf: Uint8Array,
  context: Omit<ReadingContext, 'found'>,
  signal?: AbortSignal,
): Promise<{ readonly document: DocumentEvidence; readonly found: RevocationMaterial }> {
  const read = (found: RevocationMaterial) => reader.read(pdf, { ...context, found }, signal);
  const { reading, found } = await readWithRevocation<DocumentEvidence>(revocation, context.at, {
    read,
    subjectsOf: (document) => (document.kind === 'signed' ? document.subjects : []),
    judgeAgain: (document, more) =>
      document.kind === 'signed' && document.judgement?.path != null
        ? judgeSealAgain(reader, document, { ...context, found: more }, signal)
        : read(more),
  });
  return { document: reading, found };
}

/** A judge who gives no answer leaves revocation and trust unknown. */
async function judgeSealAgain(
  reader: Pick<DocumentReader, 'judge'>,
  document: SignedDocumentEvidence,
  context: ValidationContext,
  signal: AbortSignal | undefined,
): Promise<DocumentEvidence> {
  const judgement = await reader.judge(document.validation, context, signal);
  if (judgement !== null || document.judgement === null) return { ...document, judgement };
  const revocation = { kind: 'unknown', detail: 'reader-failed' } as const;
  const result = { indication: 'INDETERMINATE', subIndication: 'TRY_LATER', trust: 'unknown' } as const;
  return { ...document, judgement: { ...document.judgement, ...result, revocation } };
}
