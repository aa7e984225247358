import { anyDigest } from '#core/bytes/any-digest.ts';
import { readTimeStampToken } from '#core/cms/timestamp/time-stamp-token.ts';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { type Finding, fault, good, warning } from '../../model/diagnosis/finding.ts';
import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';
import type { SealingPolicy } from '../../model/manufacturers/sealing-policy.ts';
import type { Clock } from '../../ports/clock.ts';
import type { KeyLedger } from '../../ports/key-ledger.ts';
import type { ManufacturerDirectory } from '../../ports/manufacturer-directory.ts';
import type { SealRegister } from '../../ports/seal-register.ts';
import type { SigningKey, SigningKeys } from '../../ports/signing-keys.ts';
import { type OnKeyFault, usableKey } from '../keys/usable-key.ts';
import { type ProofDependencies, prepareProofs } from '../proofs/prepare-proofs.ts';
import { stampOctets } from '../proofs/stamp-octets.ts';
import { usableSeal } from '../seals/usable-seal.ts';
import { findVoucher } from '../trust/find-voucher.ts';

export type DiagnoseDependencies = ProofDependencies & {
  readonly clock: Clock;
  readonly directory: Pick<ManufacturerDirectory, 'manufacturers'>;
  readonly keys: SigningKeys;
  readonly ledger: Pick<KeyLedger, 'list'>;
  readonly seals: Pick<SealRegister, 'list' | 'picture'>;
  readonly sealing: SealingPolicy;
  readonly onKeyFault?: OnKeyFault;
};

/** Seconds by which this machine's clock may differ from an authority's. */
const MAX_DIFFERENCE_S = 60;

/** Walks the way of a confirmation for every manufacturer, as far as nothing is signed or numbered: key, voucher, seal, proofs, time-stamp. */
export async function diagnoseIssuing(deps: DiagnoseDependencies): Promise<readonly Finding[]> {
  const manufacturers = await deps.directory.manufacturers();
  if (manufacturers.length === 0) return [warning('manufacturers-none')];
  const findings = await Promise.all(manufacturers.map((manufacturer) => diagnoseMaker(deps, manufacturer)));
  return findings.flat();
}

async function diagnoseMaker(deps: DiagnoseDependencies, manufacturer: Manufacturer): Promise<readonly Finding[]> {
  const { id } = manufacturer;
  const ready = await walk(deps, manufacturer, deps.clock.now());
  if (!ready.ok) return [fault('maker-cannot-issue', { manufacturer: id }, ready.problem)];
  const { key, stampedAt } = ready.value;
  const able = good('maker-can-issue', { manufacturer: id, key: key.id });
  const seconds = stampedAt === null ? 0 : Math.round((Date.parse(deps.clock.now()) - Date.parse(stampedAt)) / 1_000);
  return Math.abs(seconds) > MAX_DIFFERENCE_S ? [able, fault('clock-differs', { seconds })] : [able];
}

type Ready = { readonly key: SigningKey; readonly stampedAt: IsoInstant | null };

async function walk(deps: DiagnoseDependencies, manufacturer: Manufacturer, at: IsoInstant): Promise<Result<Ready>> {
  const key = await usableKey(deps, manufacturer, {}, at);
  if (!key.ok) return key;
  const certificates = { signer: key.value.certificate, others: key.value.chain };
  const voucher = await findVoucher(deps.trustList, certificates, manufacturer, at);
  if (!voucher.ok) return voucher;
  const seal = await usableSeal(deps, manufacturer, at);
  if (!seal.ok) return seal;
  const { sealing: policy = deps.sealing } = manufacturer;
  const prepared = await prepareProofs(deps, { key: key.value, policy, at });
  if (!prepared.ok) return prepared;
  const stamped = await stamp(deps, key.value, at);
  const isNeeded = policy.level === 'B-T' && policy.withoutProof === 'refuse';
  if (isNeeded && 'detail' in stamped) return refuse('time-stamp-unavailable', stamped);
  return succeed({ key: key.value, stampedAt: 'genTime' in stamped ? stamped.genTime : null });
}

/** When an authority says that it is, or why none gives a time-stamp that can be used. */
async function stamp(
  { timeStamps, trustList }: DiagnoseDependencies,
  key: SigningKey,
  at: IsoInstant,
): Promise<{ readonly genTime: IsoInstant } | { readonly detail: string }> {
  if (timeStamps === null) return { detail: 'no authority is configured' };
  const octets = new TextEncoder().encode(`vinseal doctor ${at}`);
  const certificates = [key.certificate, ...key.chain];
  const answer = await stampOctets({ timeStamps, trustList }, { octets, at, certificates });
  if (answer.kind === 'unavailable') return { detail: answer.detail };
  const read = await readTimeStampToken(answer.token, (name) => anyDigest(name, octets));
  const genTime = read.kind === 'read' ? read.timeStamp?.genTime : undefined;
  return genTime === undefined ? { detail: 'token-not-read' } : { genTime };
}
