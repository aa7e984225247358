import { MalformedError } from '#core/asn1/malformed.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import { type IsoInstant, shanghaiDate } from '#core/confirmation/calendar.ts';
import { type Problem, type Result, refuse } from '#core/confirmation/errors.ts';
import { isListed } from '#core/confirmation/rules/announcement-listing.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { issuersOf } from '#core/x509/issuers-of.ts';
import { sealingProblem } from '#core/x509/usage.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';
import type { KeyRecord } from '../../ports/key-ledger.ts';
import { authorize } from '../access/act.ts';
import { findVoucher } from '../trust/find-voucher.ts';
import {
  judgementProblem,
  judgeSigningCertificate,
  type SigningJudgeDependencies,
} from '../trust/judge-signing-certificate.ts';
import { marginProblem } from '../trust/margin-problem.ts';
import { changeKeys, findKey, type KeyDependencies, keyOwner, keySubject } from './change-key.ts';

export type ImportDependencies = KeyDependencies &
  SigningJudgeDependencies & {
    /** Days for which the certificate, its CAs and its anchor must still hold. */
    readonly marginDays: number;
  };

/**
 * Takes the certificate that a CA issued for a key, with those of the CAs between. It must be for this very key, name the
 * entity that the Announcement lists character for character and its credit code, be for sealing, be in force and stay so
 * for the margin, and lead to an anchor of the trust list that vouches for the manufacturer; and the judge of a verification
 * must find nothing against it (`judgementProblem`): else no verifier would accept what it seals, and `issue` would refuse
 * it. `certificates` in DER, in any order.
 */
export async function importCertificate(
  deps: ImportDependencies,
  keyId: string,
  certificates: readonly Uint8Array[],
  actor: Actor,
): Promise<Result<KeyRecord>> {
  const permitted = await authorize(deps, actor, 'certify-key', keySubject(keyId), await keyOwner(deps.ledger, keyId));
  if (!permitted.ok) return permitted;
  const key = await findKey(deps.ledger, keyId);
  if (!key.ok) return key;
  const manufacturer = await deps.directory.manufacturer(key.value.manufacturerId);
  if (manufacturer === null) return refuse('manufacturer-unknown');
  const own = certificateOf(key.value, certificates);
  if (!own.ok) return own;
  const problem = certificateProblem(own.value, manufacturer, deps.clock.now());
  if (problem !== null) return { ok: false, problem };
  const chain = await chainOf(deps, own.value, certificates, manufacturer);
  if (!chain.ok) return chain;
  const change = { keyId, step: 'certify', with: { certificate: own.value, chain: chain.value } } as const;
  const changed = await changeKeys(deps, [change], actor);
  return changed.ok ? { ok: true, value: changed.value[0] as KeyRecord } : changed;
}

/** The one that holds the key. */
function certificateOf(key: KeyRecord, certificates: readonly Uint8Array[]): Result<Uint8Array> {
  try {
    const read = certificates.map(readCertificate);
    const own = read.find(({ publicKey }) => equalBytes(publicKey.spki, key.publicKey));
    if (own === undefined) return refuse('certificate-of-another-key', { key: key.keyId });
    return { ok: true, value: own.der };
  } catch (error) {
    if (error instanceof MalformedError) return refuse('certificate-file-not-valid');
    throw error;
  }
}

/** Whom it names, only its anchor's convention says: `findVoucher` asks that. */
function certificateProblem(der: Uint8Array, maker: Manufacturer, at: IsoInstant): Problem | null {
  if (!isListed(maker, maker.nameZh, shanghaiDate(at)))
    return refuse('manufacturer-not-listed', { name: maker.nameZh }).problem;
  const certificate = readCertificate(der);
  const isUsable = sealingProblem(certificate) === null && Date.parse(at) <= certificate.notAfter;
  return isUsable ? null : refuse('certificate-not-usable').problem;
}

/** The path to an anchor that is relied on for this manufacturer: nearest CA first, anchor last. */
async function chainOf(
  deps: ImportDependencies,
  signer: Uint8Array,
  others: readonly Uint8Array[],
  manufacturer: Manufacturer,
): Promise<Result<readonly Uint8Array[]>> {
  const at = deps.clock.now();
  const certificates = { signer, others };
  const voucher = await findVoucher(deps.trustList, certificates, manufacturer, at);
  if (!voucher.ok) return voucher;
  const problem =
    judgementProblem(await judgeSigningCertificate(deps, certificates, at)) ??
    (await marginProblem(deps.trustList, certificates, manufacturer, { at, days: deps.marginDays }));
  if (problem !== null) return { ok: false, problem };
  const path = voucher.value.path.length > 1 ? voucher.value.path : await issuersOf(signer, others);
  return { ok: true, value: path.slice(1) };
}
