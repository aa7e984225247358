import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { DocumentEvidence, SignedDocumentEvidence } from '#core/confirmation/evidence.ts';
import {
  NO_MATERIAL,
  type ReadingContext,
  type RevocationMaterial,
  type RevocationSubject,
  type SignerJudgement,
  type ValidationContext,
} from '#core/validation/validation.ts';
import type { DocumentReader } from '../../ports/document-reader.ts';
import type { RevocationSource } from '../../ports/revocation-source.ts';
import { bringsMore, findRevocation } from './find-revocation.ts';

/** How one kind of file is read and judged. Neither step asks anybody. */
export type RevocationReading<Reading> = {
  readonly read: (known: RevocationMaterial) => Promise<Reading>;
  /** Whose revocation decides. */
  readonly subjectsOf: (reading: Reading) => readonly RevocationSubject[];
  /** The same file with what was found since. */
  readonly judgeAgain: (reading: Reading, found: RevocationMaterial) => Promise<Reading>;
  /** The same file where what the operator's lists say could not be learnt. */
  readonly withoutLists: (reading: Reading, fault: unknown) => Reading;
};

/**
 * Reads a file by what is at hand of the revocation of its signers, asks the source once for what may be missing, and
 * judges again only where that brought something new. Addresses that cannot be reached bring nothing. Where the store cannot be
 * asked, which may hold what revokes, nobody is known to be good, whatever the file itself proves. `found` is what the source
 * answered about the signers.
 */
export async function readWithRevocation<Reading>(
  source: RevocationSource,
  at: IsoInstant,
  { read, subjectsOf, judgeAgain, withoutLists }: RevocationReading<Reading>,
): Promise<{ readonly reading: Reading; readonly found: RevocationMaterial }> {
  const kept = await orFault(source.kept());
  const reading = await read('fault' in kept ? NO_MATERIAL : kept);
  const found = 'fault' in kept ? kept : await orFault(findRevocation(source, subjectsOf(reading), at));
  if ('fault' in kept || 'fault' in found)
    return { reading: withoutLists(reading, 'fault' in found ? found.fault : null), found: NO_MATERIAL };
  return { reading: bringsMore(found, kept) ? await judgeAgain(reading, found) : reading, found };
}

async function orFault<Value extends object>(asked: Promise<Value>): Promise<Value | { readonly fault: unknown }> {
  try {
    return await asked;
  } catch (fault) {
    return { fault };
  }
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
    withoutLists: notKnown,
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
  return { ...document, judgement: unknownBy(document.judgement, 'reader-failed') };
}

/** A document whose signer is revoked by what is in it stays so. */
function notKnown(document: DocumentEvidence): DocumentEvidence {
  if (document.kind !== 'signed' || document.judgement === null) return document;
  if (document.judgement.path === null || document.judgement.revocation.kind === 'revoked') return document;
  return { ...document, judgement: unknownBy(document.judgement, 'revocation-lists-unavailable') };
}

function unknownBy(judgement: SignerJudgement, detail: string): SignerJudgement {
  const result = { indication: 'INDETERMINATE', subIndication: 'TRY_LATER', trust: 'unknown' } as const;
  return { ...judgement, ...result, revocation: { kind: 'unknown', detail } };
}
