import type { Established } from '#core/confirmation/checks/established.ts';
import { type Judged, judgedFrom, readSignature } from '#core/confirmation/checks/judged.ts';
import { CHECKS } from '#core/confirmation/checks/list.ts';
import { confirmationStatus, type RegisteredConfirmation } from './confirmation.ts';
import type { CheckCode, CheckId } from './errors.ts';
import type { Evidence, Question } from './evidence.ts';
import { sealClassOf } from './seal-class.ts';
import type { CheckResult, Headline, KnownCopy, Verdict, VerdictWord, VerifiedConfirmation } from './verdict.ts';

/** Failures that do not speak against the document itself: it ended, or the question was about something else. */
const DOCUMENT_STANDS: ReadonlySet<CheckId> = new Set(['still-in-force', 'vehicle-matches', 'destination-matches']);

/** What the first failure means for the reader. A code that is not named here is a broken or altered file. */
const HEADLINE_OF: Partial<Readonly<Record<CheckCode, Headline>>> = {
  'not-a-pdf': 'not-valid-unsigned',
  'file-malformed': 'not-valid-not-a-confirmation',
  'file-encrypted': 'not-valid-not-a-confirmation',
  'file-unsigned': 'not-valid-unsigned',
  'several-signatures': 'not-valid-not-a-confirmation',
  'not-certified': 'not-valid-not-a-confirmation',
  'algorithm-refused': 'not-valid-signer',
  'algorithm-unsupported': 'not-valid-signer',
  'signer-unknown': 'not-valid-signer',
  'chain-invalid': 'not-valid-signer',
  'anchor-suspended': 'not-valid-signer',
  'anchor-not-in-force': 'not-valid-signer',
  'certificate-not-yet-valid': 'not-valid-signer',
  'certificate-revoked': 'not-valid-signer',
  'key-compromised': 'not-valid-signer',
  'data-missing': 'not-valid-not-a-confirmation',
  'data-malformed': 'not-valid-not-a-confirmation',
  'dated-in-the-future': 'not-valid-not-a-confirmation',
  'signer-not-manufacturer': 'not-valid-signer',
  'signer-not-identified': 'not-valid-signer',
  'manufacturer-not-listed': 'not-valid-not-entitled',
  'manufacturer-suspended': 'not-valid-not-entitled',
  'manufacturer-not-entitled': 'not-valid-not-entitled',
  'registered-but-different': 'not-valid-not-issued',
  'number-unknown': 'not-valid-not-issued',
  'vehicle-not-listed': 'not-valid-other-vehicle',
  'destination-differs': 'not-valid-other-destination',
  'destination-not-listed': 'not-valid-other-destination',
  withdrawn: 'withdrawn',
  superseded: 'superseded',
  'partly-withdrawn': 'partly-withdrawn',
};

/**
 * Judges the evidence: every check in its order, then one verdict. It fails closed: `valid` needs every check that the
 * question requires to have passed, and a check that was skipped has not.
 */
export function deriveVerdict(evidence: Evidence): Verdict {
  const judged = judgedFrom(evidence);
  const checks = CHECKS.map((check) => check.judge(judged));
  const verdict = verdictWord(checks, judged.question);
  const vehicle = vehicleWord(checks);
  return {
    verdict,
    headline: headlineOf(verdict, vehicle, checks, judged),
    vehicle,
    test: isTest(judged.established),
    checks,
    ...signatureFacts(judged),
    revocationNotes: judged.signing.revocationNotes,
    confirmation: verifiedConfirmation(judged.established, checks),
    inside: null,
  };
}

/** Precedence: not-valid, withdrawn, undecided, valid. */
export function verdictWord(checks: readonly CheckResult[], question: Question): VerdictWord {
  const failures = checks.filter((check) => check.outcome === 'failed');
  if (failures.some((check) => check.id !== 'still-in-force')) return 'not-valid';
  if (failures.length > 0) return 'withdrawn';
  const passedIds = new Set(checks.filter((check) => check.outcome === 'passed').map((check) => check.id));
  const open = CHECKS.some((check) => check.required(question) && !passedIds.has(check.id));
  return open ? 'undecided' : 'valid';
}

export function vehicleWord(checks: readonly CheckResult[]): Verdict['vehicle'] {
  const outcome = checks.find((check) => check.id === 'vehicle-matches')?.outcome;
  if (outcome === 'passed') return 'matched';
  return outcome === 'failed' ? 'not-matched' : 'not-compared';
}

function headlineOf(
  verdict: VerdictWord,
  vehicle: Verdict['vehicle'],
  checks: readonly CheckResult[],
  judged: Judged,
): Headline {
  const telling = checks.filter((check) => !isLaterRevisionOfOther(check, judged));
  const decisive = decisiveCheck(verdict, telling);
  if (decisive?.code === 'signature-rewritten' && isSoundByUnknownSigner(judged)) return 'not-valid-not-a-confirmation';
  return headlineOfChecks(verdict, vehicle, telling);
}

/** The headline that the first decisive failure gives. */
export function headlineOfChecks(
  verdict: VerdictWord,
  vehicle: Verdict['vehicle'],
  checks: readonly CheckResult[],
): Headline {
  if (verdict === 'undecided') return 'undecided';
  if (verdict === 'valid') return vehicle === 'matched' ? 'valid-matched' : 'valid-not-compared';
  const decisive = decisiveCheck(verdict, checks);
  return (decisive && HEADLINE_OF[decisive.code]) ?? 'not-valid-altered';
}

function decisiveCheck(verdict: VerdictWord, checks: readonly CheckResult[]): CheckResult | undefined {
  if (verdict !== 'not-valid' && verdict !== 'withdrawn') return undefined;
  return checks.find(
    ({ id, outcome }) => outcome === 'failed' && (id === 'still-in-force') === (verdict === 'withdrawn'),
  );
}

/** Other people's files may be written on after signing: what tells of them is that they are no confirmation. */
function isLaterRevisionOfOther({ code }: CheckResult, judged: Judged): boolean {
  return code === 'bytes-after-signature' && isSoundByUnknownSigner(judged);
}

/** Only what an anchor's own signer seals has one way of being written: of anybody else's it tells of no change. */
function isSoundByUnknownSigner(judged: Judged): boolean {
  const signature = readSignature(judged);
  return signature?.intact === true && signature.valid && judged.trust.kind !== 'trusted';
}

/** Whether a TEST issuer sealed it: as the trust list says, or the document itself. */
function isTest({ signer, document }: Established): boolean {
  return (signer?.manufacturer?.test ?? false) || (document?.content.test ?? false);
}

/** Only where an intact signature of a trusted signer answers for them. */
function signatureFacts({ established, signing }: Judged): Pick<Verdict, 'level' | 'embeddedRevocation'> {
  if (established.signer === null) return { level: null, embeddedRevocation: false };
  return { level: signing.level, embeddedRevocation: signing.embeddedRevocation };
}

/**
 * What the document says, for showing as fact. Only once its integrity, its signer and its data are established, and while
 * nothing speaks against the document itself: whatever is revoked, contradicts its pages, was never issued or is by somebody
 * not entitled is not repeated. A genuine document for another vehicle, or one that was withdrawn, is.
 */
function verifiedConfirmation({ document }: Established, checks: readonly CheckResult[]): VerifiedConfirmation | null {
  if (document === null || !documentStands(checks)) return null;
  const { content, signer, registered } = document;
  const seal = sealClassOf(signer.manufacturer ?? { test: content.test });
  const known = registered === null ? NOT_REGISTERED : registeredFacts(registered.record, registered.copy);
  return { content, signer: signer.certificate, basis: signer.basis, seal, ...known };
}

/** Whether nothing that failed speaks against the document itself. */
export function documentStands(checks: readonly CheckResult[]): boolean {
  return !checks.some((check) => check.outcome === 'failed' && !DOCUMENT_STANDS.has(check.id));
}

type RegisteredFacts = Pick<VerifiedConfirmation, 'status' | 'copy' | 'sealedSha256' | 'ended'>;

const NOT_REGISTERED: RegisteredFacts = { status: null, copy: null, sealedSha256: null, ended: [] };

/** What the registry's record adds to what a document says. */
export function registeredFacts(
  { lines, sha256 }: Pick<RegisteredConfirmation, 'lines' | 'sha256'>,
  copy: KnownCopy,
): RegisteredFacts {
  const ended = lines.flatMap(({ vin, standing: { status } }) => (status === 'live' ? [] : [{ vin, status }]));
  return { status: confirmationStatus(lines), copy, sealedSha256: sha256, ended };
}
