import type { IsoDate, IsoInstant } from '#core/confirmation/calendar.ts';
import { isIsoDate } from '#core/confirmation/calendar.ts';
import { isOfficialCopy, sealedSha256 } from '#core/confirmation/checks/established.ts';
import { countryCode, isCountryCode, likelyCountry } from '#core/confirmation/country.ts';
import { deriveVerdict } from '#core/confirmation/derive-verdict.ts';
import type { FieldProblem, Result } from '#core/confirmation/errors.ts';
import { refuse, succeed } from '#core/confirmation/errors.ts';
import type {
  DocumentEvidence,
  Evidence,
  Question,
  RegistryEvidence,
  SignedDocumentEvidence,
  TrustEvidence,
} from '#core/confirmation/evidence.ts';
import { readTyped } from '#core/confirmation/typed-identifier.ts';
import type { Verdict } from '#core/confirmation/verdict.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CompromisedKeys } from '../../ports/compromised-keys.ts';
import type { FileReferences } from '../../ports/document-files.ts';
import type { DocumentReader } from '../../ports/document-reader.ts';
import type { RevocationSource } from '../../ports/revocation-source.ts';
import type { TrustAnchor, TrustList } from '../../ports/trust-list.ts';
import { fieldProblem } from '../confirmations/confirmation-request.ts';
import { sha256Hex } from '../digest.ts';
import { readDocumentWithRevocation } from '../proofs/read-with-revocation.ts';
import { validationAnchors } from '../proofs/validation-anchors.ts';
import { askCompromise, askedOnce } from './ask-compromise.ts';
import { askRegistry, type RegistryDependencies } from './ask-registry.ts';
import { askTrust, type TrustState } from './ask-trust.ts';
import { judgeSigner, NO_SIGNER } from './judge-signer.ts';

export type VerifyDependencies = Pick<RegistryDependencies, 'recovery'> & {
  readonly clock: Clock;
  readonly reader: DocumentReader;
  /** Null where this install keeps no registry: nothing can then come out valid. */
  readonly registry: (NonNullable<RegistryDependencies['registry']> & FileReferences) | null;
  readonly trustList: TrustList;
  readonly revocation: RevocationSource;
  readonly compromisedKeys: CompromisedKeys;
};

/** What is to be checked: the file, and what the person wants to know, as typed. */
export type VerificationRequest = {
  readonly pdf: Uint8Array;
  readonly vin: string | null;
  readonly destination: string | null;
  readonly applicationDate: IsoDate | null;
  /** Aborted when nobody waits for the verdict any more. Requests with the same one share the time of one reading. */
  readonly signal?: AbortSignal;
};

/**
 * Says whether a document is genuine, unchanged, by the manufacturer entitled to it, live, and for this vehicle.
 * A bad document is a verdict, never an error; only a question that makes no sense is refused. Rejects with the reason of
 * `request.signal` when that is aborted first.
 */
export async function verifyDocument(
  given: VerifyDependencies,
  request: VerificationRequest,
): Promise<Result<Verdict>> {
  const deps = { ...given, compromisedKeys: askedOnce(given.compromisedKeys) };
  const trust = askTrust(deps.trustList);
  const whole = await judgeBytes(deps, request, trust);
  if (!whole.ok || whole.value.sealedBytes === null) return whole.ok ? succeed(whole.value.verdict) : whole;
  const { verdict, sealedBytes } = whole.value;
  const inside = await judgeBytes(deps, { ...request, pdf: request.pdf.slice(0, sealedBytes) }, trust);
  return succeed({ ...verdict, inside: inside.ok ? inside.value.verdict : null });
}

/** What a file is worth, and by what. */
export type JudgedFile = {
  readonly verdict: Verdict;
  readonly evidence: Evidence;
  /** Where something follows what was sealed that refuses the file: how long the sealed file is. */
  readonly sealedBytes: number | null;
};

/** The verdict on the whole of the bytes, and the evidence for it. */
export function judgeFile(deps: VerifyDependencies, request: VerificationRequest): Promise<Result<JudgedFile>> {
  return judgeBytes(deps, request, askTrust(deps.trustList));
}

/** The trust list and the registry are asked at once: where neither answers, nobody waits for them one after the other. */
async function judgeBytes(
  deps: VerifyDependencies,
  request: VerificationRequest,
  asked: Promise<TrustState>,
): Promise<Result<JudgedFile>> {
  const question = readQuestion(request);
  if (!question.ok) return question;
  const judgedAt = deps.clock.now();
  const file = { sha256: sha256Hex(request.pdf), size: request.pdf.length };
  const [trust, isRegistered] = await Promise.all([asked, isHeld(deps.registry, file.sha256)]);
  const found = { judgedAt, file, question: question.value };
  const evidence =
    trust.kind === 'unknown'
      ? { ...found, ...(await evidenceWithoutTrust(deps, request, { at: judgedAt, isRegistered, trust })) }
      : { ...found, ...(await evidenceOf(deps, request, { ...found, isRegistered, anchors: trust.anchors })) };
  return succeed({ verdict: deriveVerdict(evidence), evidence, sealedBytes: sealedBytesOf(evidence) });
}

type FoundEvidence = Omit<Evidence, 'judgedAt' | 'file' | 'question'>;

async function evidenceOf(
  deps: VerifyDependencies,
  request: VerificationRequest,
  known: Known,
): Promise<FoundEvidence> {
  const { judgedAt, anchors } = known;
  const { judged, registry } = await readAndAsk(deps, request, known);
  const document = needsPages(judged, registry) ? await withPages(deps.reader, judged, request) : judged;
  const signer = await judgeSigner(anchors, document, judgedAt);
  const compromise = await askCompromise(deps.compromisedKeys, document);
  return { document, ...signer, compromise, registry };
}

type Known = Pick<Evidence, 'judgedAt' | 'file'> & {
  readonly isRegistered: boolean;
  readonly anchors: readonly TrustAnchor[];
};

/**
 * Reads the file, and asks the registry of the number that it gives. Octets that the registry held are read again, and
 * everything is asked of them, where the record of their own number does not hold them, or cannot be had any more.
 */
async function readAndAsk(
  deps: VerifyDependencies,
  request: VerificationRequest,
  known: Known,
): Promise<{ readonly judged: DocumentEvidence; readonly registry: RegistryEvidence }> {
  const { judgedAt, file, anchors, isRegistered } = known;
  const context = { anchors: validationAnchors(anchors, judgedAt, { named: true }), at: judgedAt, isRegistered };
  const { document: judged } = await readDocumentWithRevocation(deps, request.pdf, context, request.signal);
  const registry = await registryOf(deps, judged, sealedSha256({ document: judged, file }));
  const isTakenAsHeld = isRegistered && judged.kind === 'signed' && judged.form.kind === 'registered';
  if (!isTakenAsHeld || registry.kind === 'identical') return { judged, registry };
  return readAndAsk(deps, request, { ...known, isRegistered: false });
}

/** Only what the bytes say by themselves: without anybody to trust, nothing else is asked of anybody. */
async function evidenceWithoutTrust(
  { reader }: Pick<VerifyDependencies, 'reader'>,
  { pdf, signal }: VerificationRequest,
  {
    at,
    isRegistered,
    trust,
  }: { readonly at: IsoInstant; readonly isRegistered: boolean; readonly trust: TrustEvidence },
): Promise<FoundEvidence> {
  const document = await reader.read(pdf, { anchors: [], at, isRegistered, found: { crls: [], ocsps: [] } }, signal);
  return { document, ...NO_SIGNER, trust, compromise: { kind: 'not-asked' }, registry: { kind: 'not-asked' } };
}

function sealedBytesOf(evidence: Evidence): number | null {
  const { document, file } = evidence;
  if (document.kind !== 'signed' || document.sealedSha256 === null || isOfficialCopy(evidence, document)) return null;
  return document.following.kind === 'nothing' ? null : file.size - document.following.bytes;
}

/**
 * Pages are read where nobody compared them before: those of the original were when it was issued, those of the archive
 * copy when it was made. What anybody else added refuses the file, so its pages are not read.
 */
function needsPages(document: DocumentEvidence, registry: RegistryEvidence): document is SignedDocumentEvidence {
  // Content is read only where a trusted signer answers for the bytes: no others may come before pdf.js.
  if (document.kind !== 'signed' || document.content.kind !== 'read') return false;
  return registry.kind !== 'identical' && document.following.kind !== 'others';
}

async function withPages(
  reader: DocumentReader,
  document: SignedDocumentEvidence,
  { pdf, signal }: VerificationRequest,
): Promise<DocumentEvidence> {
  const text = await reader.readPages(pdf, signal);
  return text.kind === 'undecided' ? text : { ...document, text };
}

/** The question as typed, normalised; every fault at once. */
export function readQuestion(request: Omit<VerificationRequest, 'pdf'>): Result<Question> {
  const destination = countryCode(request.destination ?? '') || null;
  const applicationDate = request.applicationDate?.trim() || null;
  const vin = request.vin?.trim() ? readTyped('vin', request.vin) : null;
  const problems: FieldProblem[] = [];
  // Asked back before any verdict: a genuine document must not look wrong because of how a VIN was typed.
  if (vin?.kind === 'ask') problems.push(fieldProblem('/vin', vin.code, vin.data, vin.suggestions));
  if (destination !== null && !isCountryCode(destination))
    problems.push(
      fieldProblem(
        '/destination',
        'country-unknown',
        { country: destination.slice(0, 20) },
        likelyCountry(destination),
      ),
    );
  if (applicationDate !== null && !isIsoDate(applicationDate))
    problems.push(fieldProblem('/applicationDate', 'date-not-valid', { date: applicationDate.slice(0, 20) }));
  if (problems.length > 0) return refuse('request-not-valid', {}, problems);
  return succeed({ vin: vin?.kind === 'read' ? vin.text : null, destination, applicationDate });
}

/** Whether a record of the registry names these very octets. A registry that does not answer holds nothing. */
async function isHeld(registry: FileReferences | null, sha256: string): Promise<boolean> {
  try {
    return (await registry?.isReferenced(sha256)) === true;
  } catch {
    return false;
  }
}

/** What the registry says of the number that the document gives. */
async function registryOf(
  deps: Pick<VerifyDependencies, 'registry' | 'recovery'>,
  document: DocumentEvidence,
  sha256: string,
): Promise<RegistryEvidence> {
  const content = document.kind === 'signed' && document.content.kind === 'read' ? document.content.content : null;
  // Without a registry nothing can be told, whatever was read.
  if (content === null && deps.registry !== null) return { kind: 'not-asked' };
  return askRegistry(deps, content?.number ?? '', sha256);
}
