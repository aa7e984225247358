import { shanghaiDate } from '#core/confirmation/calendar.ts';
import { canonicalJson } from '#core/confirmation/canonical-json.ts';
import type { ConfirmationContent, RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import type { FieldProblem, Result } from '#core/confirmation/errors.ts';
import { refuse, succeed } from '#core/confirmation/errors.ts';
import { customsFaults, pdfVersion } from '#core/confirmation/rules/customs-upload.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { AuditSubject } from '../../model/access/audit-entry.ts';
import { ROW_KEYS } from '../../model/batches/batch.ts';
import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';
import type { SealingPolicy } from '../../model/manufacturers/sealing-policy.ts';
import { isUnconfirmed } from '../../model/recovery/recovery-state.ts';
import type { SealInUse } from '../../model/seals/seal.ts';
import type { DocumentFiles } from '../../ports/document-files.ts';
import type { KeyLedger } from '../../ports/key-ledger.ts';
import type { ManufacturerDirectory } from '../../ports/manufacturer-directory.ts';
import type { RecoveryRegister } from '../../ports/recovery.ts';
import type { Registry } from '../../ports/registry.ts';
import type { Reservation, Reservations } from '../../ports/reservations.ts';
import type { SealRegister } from '../../ports/seal-register.ts';
import type { SigningAlgorithm, SigningKey, SigningKeys } from '../../ports/signing-keys.ts';
import type { StoreHealth } from '../../ports/store-health.ts';
import type { VinHolders } from '../../ports/vin-holders.ts';
import { type ActDependencies, authorize, faultCode } from '../access/act.ts';
import { sha256Hex } from '../digest.ts';
import { clockBehind } from '../health/clock-behind.ts';
import { keyFaultProblem, type OnKeyFault, usableKey } from '../keys/usable-key.ts';
import { usableSeal } from '../seals/usable-seal.ts';
import { findVoucher, type Voucher } from '../trust/find-voucher.ts';
import { marginProblem } from '../trust/margin-problem.ts';
import { withdrawnMeanwhile } from './brought-back.ts';
import { buildContent } from './build-content.ts';
import { type CheckedRequest, checkRequest } from './check-request.ts';
import type { ConfirmationRequest } from './confirmation-request.ts';
import { fieldProblem, readConfirmationRequest } from './confirmation-request.ts';
import { hashOfContent } from './content-hash.ts';
import { pdfFileName } from './pdf-file-name.ts';
import { recordKeyUse } from './record-key-use.ts';
import { type SealDocumentDependencies, type SealedDocument, sealDocument } from './seal-document.ts';
import { signOnceKept } from './sign-once-kept.ts';
import { signerProblem } from './signer-problem.ts';
import { vinsTaken, withoutOthersNumbers } from './vins-taken.ts';

export type IssueDependencies = SealDocumentDependencies &
  ActDependencies & {
    readonly directory: ManufacturerDirectory;
    readonly holders: VinHolders;
    readonly reservations: Reservations;
    readonly health: Pick<StoreHealth, 'newestIssue'>;
    readonly registry: Pick<Registry, 'find'>;
    readonly recovery: Pick<RecoveryRegister, 'state'>;
    readonly files: Pick<DocumentFiles, 'put'>;
    readonly keys: SigningKeys;
    readonly ledger: Pick<KeyLedger, 'list'>;
    readonly seals: Pick<SealRegister, 'list' | 'picture'>;
    /** For manufacturers that have none of their own. */
    readonly sealing: SealingPolicy;
    /** Characters of a text that no font of the documents can print. */
    readonly unprintable: (text: string) => readonly string[];
    /** The address printed in the document, without a slash at its end. */
    readonly publicUrl: string;
    /** Called as each step of issuing begins; tests kill the process there. */
    readonly onStep?: (step: IssueStep) => void;
    /** Told what is wrong where a key lies: the refusal says only that it cannot be used. */
    readonly onKeyFault?: OnKeyFault;
  };

export const ISSUE_STEPS = ['reserve', 'intend', 'seal', 'store', 'complete', 'answer'] as const;
export type IssueStep = (typeof ISSUE_STEPS)[number];

export type IssueOptions = {
  /** Who asks. */
  readonly by: Actor;
  readonly algorithm?: SigningAlgorithm;
  /**
   * What a second person approved, as `hashOfContent`: only that is sealed, in that person's name. Left out where whoever asks
   * may seal without one.
   */
  readonly approvedContent?: string;
};

export type Issued = {
  readonly confirmation: RegisteredConfirmation;
  /** True when the idempotency key had issued it before. */
  readonly repeated: boolean;
  /** What does not hinder issuing but should be looked at; what concerns the file only where it was made just now. */
  readonly warnings: readonly FieldProblem[];
};

/**
 * Issues one sealed confirmation: find who signs and who vouches for it → check → reserve number and VINs → record the
 * intent → seal → store the file → complete, which names it.
 * A refusal is a value with every fault at once; a fault releases the reservation before it is thrown.
 */
export async function issueConfirmation(
  deps: IssueDependencies,
  input: unknown,
  options: IssueOptions,
): Promise<Result<Issued>> {
  const asked = readConfirmationRequest(input);
  const { manufacturer: maker } = asked.draft;
  const owner = maker === undefined ? {} : { manufacturerId: maker };
  const action = options.approvedContent === undefined ? 'issue-confirmation' : 'seal-approved';
  const permitted = await authorize(deps, options.by, action, askedSubject(maker), owner);
  if (!permitted.ok) return permitted;
  const foreignKey = options.approvedContent === undefined ? keyProblems(asked.draft.idempotencyKey) : [];
  if (foreignKey.length > 0) return refuse('request-not-valid', {}, foreignKey);
  if (isUnconfirmed(await deps.recovery.state())) return refuse('restore-not-confirmed');
  const issuedAt = deps.clock.now();
  const newest = await clockBehind(deps.health, issuedAt);
  if (newest !== null) return refuse('clock-behind', { newest });
  const named = await manufacturerNamed(deps, asked.draft.manufacturer);
  const signer = named === null ? null : await findSigner(deps, named, options, issuedAt);
  const vouchedWmis = signer?.ok ? signer.value.voucher.manufacturer.wmis : null;
  const today = shanghaiDate(issuedAt);
  const checked = await checkRequest(deps, asked, { manufacturer: named, vouchedWmis, today });
  if (!checked.ok) return checked;
  if (signer === null || !signer.ok) return signer ?? refuse('manufacturer-unknown');
  const { manufacturer, warnings } = checked.value;
  const seal = await usableSeal(deps, manufacturer, issuedAt, deps.marginDays);
  if (!seal.ok) return seal;
  const context = { issuedAt, publicUrl: deps.publicUrl };
  if (!isAsApproved(checked.value, context, options)) return refuse('content-changed');

  deps.onStep?.('reserve');
  const reservation = await reserve(deps, checked.value.request, manufacturer, issuedAt, options.by);
  // What was issued may not have been kept outside the store, where its process died.
  if (reservation.kind === 'already-issued') {
    await deps.journal?.keep();
    return succeed({ confirmation: reservation.confirmation, repeated: true, warnings });
  }
  if (reservation.kind !== 'reserved') return reservationProblem(deps, reservation, checked.value.request);

  const content = buildContent(checked.value, { ...context, number: reservation.number });
  const sealed = await sealReserved(deps, content, {
    manufacturer,
    key: signer.value.key,
    seal: seal.value,
    supersedes: checked.value.request.supersedes ?? null,
    by: options.by,
  });
  if (!sealed.ok) return sealed;
  deps.onStep?.('answer');
  const { confirmation, unfit } = sealed.value;
  return succeed({ confirmation, repeated: false, warnings: [...warnings, ...unfit] });
}

/** The keys of rows of batches are theirs alone. */
function keyProblems(key: string | undefined): readonly FieldProblem[] {
  if (key?.startsWith(ROW_KEYS) !== true) return [];
  return [fieldProblem('/idempotencyKey', 'idempotency-key-of-batch', { prefix: ROW_KEYS })];
}

/** Whether the document would say what was approved, where somebody had to. */
function isAsApproved(
  checked: CheckedRequest,
  context: { readonly issuedAt: string; readonly publicUrl: string },
  { approvedContent }: IssueOptions,
): boolean {
  if (approvedContent === undefined) return true;
  return hashOfContent(buildContent(checked, { ...context, number: '' })) === approvedContent;
}

function askedSubject(manufacturer: string | undefined): AuditSubject {
  return { kind: 'manufacturer', id: manufacturer ?? '' };
}

async function manufacturerNamed(
  { directory }: IssueDependencies,
  id: string | undefined,
): Promise<Manufacturer | null> {
  return id === undefined ? null : directory.manufacturer(id);
}

/** The key that can sign now, and who vouches for it: what nobody vouches for would be sealed in vain. */
async function findSigner(
  deps: IssueDependencies,
  manufacturer: Manufacturer,
  options: IssueOptions,
  at: string,
): Promise<Result<{ readonly key: SigningKey; readonly voucher: Voucher }>> {
  const key = await usableKey(deps, manufacturer, options, at);
  if (!key.ok) return key;
  const certificates = { signer: key.value.certificate, others: key.value.chain };
  const voucher = await findVoucher(deps.trustList, certificates, manufacturer, at);
  if (!voucher.ok) return voucher;
  const problem = await marginProblem(deps.trustList, certificates, manufacturer, { at, days: deps.marginDays ?? 0 });
  return problem === null ? succeed({ key: key.value, voucher: voucher.value }) : { ok: false, problem };
}

async function reserve(
  deps: IssueDependencies,
  request: ConfirmationRequest,
  manufacturer: Manufacturer,
  at: string,
  by: Actor,
): Promise<Reservation> {
  const { idempotencyKey, ...asked } = request;
  return deps.reservations.reserve({
    manufacturerId: manufacturer.id,
    makerCode: manufacturer.code,
    year: Number(shanghaiDate(at).slice(0, 4)),
    vins: request.vehicles.map((vehicle) => vehicle.vin),
    supersedes: request.supersedes ?? null,
    idempotencyKey: idempotencyKey ?? null,
    requestHash: sha256Hex(new TextEncoder().encode(canonicalJson(asked))),
    by,
    at,
  });
}

/** Who seals, with what. */
type Sealing = {
  readonly manufacturer: Manufacturer;
  readonly key: SigningKey;
  readonly seal: SealInUse;
  readonly supersedes: string | null;
  readonly by: Actor;
};

type IssuedFile = { readonly confirmation: RegisteredConfirmation; readonly unfit: readonly FieldProblem[] };

/** Everything after the reservation: a refusal and whatever throws free the VINs again. */
async function sealReserved(
  deps: IssueDependencies,
  content: ConfirmationContent,
  { manufacturer, key, seal, supersedes, by }: Sealing,
): Promise<Result<IssuedFile>> {
  let unfit: readonly FieldProblem[];
  try {
    deps.onStep?.('intend');
    await deps.reservations.intend({ number: content.number, content, at: content.issuedAt });
    deps.onStep?.('seal');
    const { sealing: policy = deps.sealing } = manufacturer;
    const at = deps.clock.now();
    const problem = await signerProblem(deps, key, at);
    const signing = signOnceKept(deps.journal, recordKeyUse(deps, key, by));
    const sealed: Result<SealedDocument> =
      problem === null ? await sealDocument(deps, { content, seal, key: signing, policy, at }) : { ok: false, problem };
    if (!sealed.ok) {
      await release(deps, content.number, by, sealed.problem.code);
      return sealed;
    }
    deps.onStep?.('store');
    const sha256 = await deps.files.put(sealed.value.pdf);
    unfit = unfitForCustoms(content.number, sealed.value);
    deps.onStep?.('complete');
    await deps.reservations.complete({
      number: content.number,
      sha256,
      keyId: key.id,
      sealVersion: seal.version,
      by,
      at: deps.clock.now(),
    });
  } catch (fault) {
    await release(deps, content.number, by, faultCode(fault));
    const withdrawn = await withdrawnMeanwhile(deps, fault, content, manufacturer);
    return withdrawn ?? keyFaultProblem(deps, fault, manufacturer.id);
  }
  // What a restore must not revive is kept before the answer; a number that was given has been kept already.
  if (supersedes === null) deps.journal?.keepSoon();
  else await deps.journal?.keep();
  const confirmation = await deps.registry.find(content.number);
  if (confirmation === null) throw new Error(`${content.number} was completed but is not in the registry`);
  return succeed({ confirmation, unfit });
}

/** Why customs would not take the file, as warnings on the request as a whole. */
function unfitForCustoms(number: string, { pdf, pages }: SealedDocument): readonly FieldProblem[] {
  const file = { version: pdfVersion(pdf), bytes: pdf.length, pages, name: pdfFileName(number) };
  return customsFaults(file).map(({ code, data }) => fieldProblem('', code, data));
}

function release({ reservations, clock }: IssueDependencies, number: string, by: Actor, code: string): Promise<void> {
  return reservations.release({ number, by, at: clock.now(), code });
}

/** A reservation that was refused, in the words of the request. */
async function reservationProblem(
  deps: Pick<IssueDependencies, 'registry'>,
  reservation: Exclude<Reservation, { kind: 'reserved' | 'already-issued' }>,
  request: ConfirmationRequest,
): Promise<Result<never>> {
  switch (reservation.kind) {
    case 'being-issued':
      return refuse('being-issued');
    case 'key-reused':
      return refuse('idempotency-key-reused');
    case 'supersedes-unknown':
    case 'supersedes-not-live':
      return refuse('request-not-valid', {}, [
        fieldProblem('/supersedes', reservation.kind, { number: request.supersedes ?? '' }),
      ]);
    case 'vins-taken': {
      const vins = request.vehicles.map(({ vin }) => vin);
      const taken = vinsTaken(reservation.taken, vins);
      return refuse('request-not-valid', {}, await withoutOthersNumbers(deps, taken, request.manufacturer));
    }
  }
}
