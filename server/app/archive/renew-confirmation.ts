import { canonicalToken } from '#core/cms/timestamp/canonical-token.ts';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { SignedDocumentEvidence } from '#core/confirmation/evidence.ts';
import { compareWithPages } from '#core/confirmation/visible-facts.ts';
import { embedSignature } from '#core/pdf/additions/embed-signature.ts';
import { signedBytes } from '#core/pdf/document/signed-bytes.ts';
import { LIMITS } from '#core/pdf/syntax/limits.ts';
import type { PadesLevel } from '#core/validation/validation.ts';
import type { Actor } from '../../model/access/actor.ts';
import { manufacturerStream } from '../../model/access/audit-entry.ts';
import type { Renewal } from '../../model/archive/renewal.ts';
import type { ArchiveCopies, ArchiveRenewal } from '../../ports/archive-copies.ts';
import type { ArchiveWriter } from '../../ports/archive-writer.ts';
import type { DocumentFiles } from '../../ports/document-files.ts';
import { type ActDependencies, betweenEntries } from '../access/act.ts';
import { stampOctets } from '../proofs/stamp-octets.ts';
import { timeStampTrust } from '../proofs/time-stamp-path.ts';
import { archiveDue, awaitedUpdate } from './archive-due.ts';
import {
  type GatherDependencies,
  type GatheredProofs,
  gatherArchiveProofs,
  newestPath,
} from './gather-archive-proofs.ts';
import {
  type ArchiveBase,
  type BaseRequest,
  type Failure,
  failure,
  type ReadBaseDependencies,
  readArchiveBase,
  readOriginal,
  type TrustedJudgement,
  trustedJudgement,
} from './read-archive-base.ts';

export type RenewDependencies = ReadBaseDependencies &
  GatherDependencies &
  ActDependencies & {
    readonly archive: ArchiveCopies;
    readonly writer: ArchiveWriter;
    readonly files: Pick<DocumentFiles, 'get' | 'put'>;
    /** How long before an end a copy is renewed, in ms. */
    readonly lead: number;
    /** Called as each step begins; tests kill the process there. */
    readonly onStep?: (step: RenewStep) => void;
  };

export const RENEW_STEPS = ['read', 'gather', 'write', 'stamp', 'check', 'store', 'keep', 'answer'] as const;
export type RenewStep = (typeof RENEW_STEPS)[number];

/** A copy that our own verifier accepts. */
type Made = {
  readonly kind: 'made';
  readonly pdf: Uint8Array;
  readonly level: PadesLevel;
  readonly document: SignedDocumentEvidence;
  readonly judgement: TrustedJudgement;
};

const HOUR_MS = 3_600_000;

/**
 * Renews the archive copy of one confirmation that is due: read and judge what is stored → gather proofs → append them →
 * have all of it stamped → judge the outcome → store the file → name it. What is named changes in the last step only, at once.
 */
export async function renewConfirmation(deps: RenewDependencies, number: string, by: Actor): Promise<Renewal> {
  const at = deps.clock.now();
  deps.onStep?.('read');
  const stored = await deps.archive.find(number);
  // Due when it was listed, perhaps, but somebody else has renewed it since.
  if (stored !== null && Date.parse(stored.dueAt) > Date.parse(at))
    return { kind: 'not-due', number, dueAt: stored.dueAt };
  const prepared = await prepareBase(deps, { number, stored, at });
  if (prepared.kind === 'failed') return { ...prepared, number };
  const { base, gathered } = prepared;
  const wait = waitUntil(deps, base, gathered);
  if (wait !== null) return postpone(deps, base, Math.max(wait, Date.parse(at) + HOUR_MS));
  const made = await makeExactCopy(deps, base, gathered);
  if (made.kind === 'failed') return { ...made, number };
  deps.onStep?.('store');
  const sha256 = await deps.files.put(made.pdf);
  deps.onStep?.('keep');
  const dueAt = await nextDue(deps, { at, gathered, made });
  const copy = { sha256, level: made.level, renewedAt: at, dueAt };
  const renewal = await keep(deps, base, copy, by);
  deps.onStep?.('answer');
  return renewal;
}

type Prepared = { readonly kind: 'prepared'; readonly base: ArchiveBase; readonly gathered: GatheredProofs };

/**
 * What a copy is made from, with its proofs. A copy in the first form is written anew from the sealed file, while the proofs
 * in that still hold and all others can be had; after that it grows as it is, and the registry alone vouches for its bytes.
 */
async function prepareBase(deps: RenewDependencies, request: BaseRequest): Promise<Prepared | Failure> {
  const base = await readArchiveBase(deps, request);
  if (base.kind === 'failed') return base;
  deps.onStep?.('gather');
  if (base.document.following.kind === 'others') {
    const anew = await readOriginal(deps, request);
    const gathered = anew.kind === 'base' ? await gatherArchiveProofs(deps, anew) : anew;
    if (anew.kind === 'base' && gathered.kind === 'gathered') return { kind: 'prepared', base: anew, gathered };
  }
  const gathered = await gatherArchiveProofs(deps, base);
  return gathered.kind === 'failed' ? gathered : { kind: 'prepared', base, gathered };
}

/**
 * Makes the copy; where another authority stamped than the one whose proofs were gathered, once more with those of the
 * authority that did.
 */
async function makeExactCopy(
  deps: RenewDependencies,
  base: ArchiveBase,
  gathered: GatheredProofs,
): Promise<Made | Failure> {
  const made = await makeCopy(deps, base, gathered);
  if (made.kind !== 'failed' || made.detail !== NOT_EXACT) return made;
  const again = await gatherArchiveProofs(deps, base);
  return again.kind === 'failed' ? again : makeCopy(deps, base, again);
}

const NOT_EXACT = 'not as archive copies are written';

/**
 * The moment to wait for (ms), null to go on. A signature that is stamped waits for revocation data of the time after it,
 * unless what protects it ends before; one that is not stamped waits for nothing.
 */
function waitUntil(
  { lead }: RenewDependencies,
  { stored, judgement, context }: ArchiveBase,
  { about, newest }: GatheredProofs,
): number | null {
  const update = judgement.provenAt === null ? null : awaitedUpdate(about, judgement.provenAt);
  if (update === null) return null;
  const renewedAt = stored?.renewedAt ?? context.at;
  const due = archiveDue({ renewedAt, lead: stored === null ? 0 : lead, ...paths(judgement, newest) });
  return due <= (stored === null ? update : Date.parse(context.at)) ? null : update;
}

function paths({ path }: TrustedJudgement, newest: readonly Uint8Array[]) {
  return { signer: path.certificates, newest: newest.length > 0 ? newest : path.certificates, nextUpdate: null };
}

async function postpone(
  { archive }: RenewDependencies,
  { record: { number }, stored }: ArchiveBase,
  due: number,
): Promise<Renewal> {
  const dueAt = new Date(due).toISOString();
  const isPostponed = await archive.postpone({ number, dueAt, copy: stored?.sha256 ?? null });
  return isPostponed ? { kind: 'not-due', number, dueAt } : renewedByAnother(archive, number, dueAt);
}

/** Theirs stays, and says when it is due. */
async function renewedByAnother(archive: ArchiveCopies, number: string, dueAt: IsoInstant): Promise<Renewal> {
  const theirs = await archive.find(number);
  return { kind: 'not-due', number, dueAt: theirs?.dueAt ?? dueAt };
}

/** Appends, stamps and judges; nothing is stored yet. */
async function makeCopy(deps: RenewDependencies, base: ArchiveBase, gathered: GatheredProofs): Promise<Made | Failure> {
  const { timeStamps, proofs } = gathered;
  deps.onStep?.('write');
  const update = await deps.writer.prepare({ pdf: base.pdf, proofs, tokenBytes: timeStamps.maxBytes });
  if (update.pdf.length > LIMITS.fileBytes) return failure('archive-copy-too-large', `${update.pdf.length} bytes`);
  deps.onStep?.('stamp');
  const octets = signedBytes(update.pdf, update.byteRange);
  const { items, certificates: held } = base.document.validation;
  const certificates = [...items.flatMap((item) => item.certificates), ...held, ...proofs.certificates];
  const at = deps.clock.now();
  const stamped = await stampOctets({ timeStamps, trustList: deps.trustList }, { octets, at, certificates });
  if (stamped.kind === 'unavailable') return failure('time-stamp-unavailable', stamped.detail);
  deps.onStep?.('check');
  // The proofs hold the path of the authority: the token need not, and has one encoding then.
  const token = canonicalToken(stamped.token) ?? stamped.token;
  return checkCopy(deps, base, { pdf: embedSignature(update, token), gathered });
}

/** A copy is kept only where our own verifier takes it: the same seal, good, at the level it is to have, the same pages. */
async function checkCopy(
  { reader, clock }: RenewDependencies,
  { record, document: before, context }: ArchiveBase,
  { pdf, gathered }: { readonly pdf: Uint8Array; readonly gathered: GatheredProofs },
): Promise<Made | Failure> {
  const refused = (detail: string) => failure('archive-copy-not-accepted', detail);
  const { anchors } = context;
  const document = await reader.read(pdf, { anchors, at: clock.now(), found: gathered.found });
  const judgement = trustedJudgement(document);
  if (document.kind !== 'signed' || judgement === null) return refused('the seal is not good');
  if (document.sealedSha256 !== record.sha256) return refused('not the file that was sealed');
  if (document.following.kind !== 'archive-copy' && before.following.kind !== 'others') return refused(NOT_EXACT);
  if (judgement.level !== 'B-LTA') return refused(`level ${judgement.level}`);
  if (document.validation.items.length !== before.validation.items.length + 1) return refused('no time-stamp more');
  const text = await reader.readPages(pdf);
  if (text.kind !== 'read' || !compareWithPages(record.content, text.pages).agrees) return refused('pages differ');
  return { kind: 'made', pdf, level: judgement.level, document, judgement };
}

async function nextDue(
  deps: RenewDependencies,
  { at, gathered, made }: { readonly at: IsoInstant; readonly gathered: GatheredProofs; readonly made: Made },
): Promise<IsoInstant> {
  const { judgement, document } = made;
  const trust = timeStampTrust(await deps.trustList.anchors(), at);
  const newest = await newestPath(document.validation, trust, at);
  const nextUpdate = judgement.provenAt === null ? null : awaitedUpdate(gathered.about, judgement.provenAt);
  const due = archiveDue({ renewedAt: at, lead: deps.lead, ...paths(judgement, newest), nextUpdate });
  return new Date(Math.max(due, Date.parse(at) + HOUR_MS)).toISOString();
}

/** The entry `succeeded` is stored with the copy. */
async function keep(
  deps: RenewDependencies,
  { record: { number, manufacturerId }, stored }: ArchiveBase,
  copy: ArchiveRenewal['copy'],
  by: Actor,
): Promise<Renewal> {
  const { level, dueAt } = copy;
  const act = {
    stream: manufacturerStream(manufacturerId),
    actor: by,
    action: 'renew-archive',
    subject: { kind: 'confirmation', id: number },
    detail: { sha256: copy.sha256 },
  } as const;
  const kept = await betweenEntries(
    deps,
    [act],
    () => deps.archive.keep({ number, copy, replaces: stored?.sha256 ?? null, by }),
    (isKept) => (isKept ? null : 'renewed-by-another'),
  );
  return kept ? { kind: 'renewed', number, level, dueAt } : renewedByAnother(deps.archive, number, dueAt);
}
