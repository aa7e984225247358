import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { KeyRecord } from '../../ports/key-ledger.ts';
import type { SigningAlgorithm } from '../../ports/signing-keys.ts';
import type { TrustList } from '../../ports/trust-list.ts';
import { authorize } from '../access/act.ts';
import { findVoucher } from '../trust/find-voucher.ts';
import { changeKeys, findKey, type KeyDependencies, keyOwner, keySubject } from './change-key.ts';
import { signingCertificateProblem } from './signing-key-problem.ts';

export type ActivateDependencies = KeyDependencies & { readonly trustList: TrustList };

/**
 * Has the manufacturer sign with this key from now on; also the way back from a suspension. Refused while it signs with
 * another key of the same algorithm: `rotateKey` puts one in the place of the other.
 */
export async function activateKey(deps: ActivateDependencies, keyId: string, actor: Actor): Promise<Result<KeyRecord>> {
  const permitted = await authorize(deps, actor, 'activate-key', keySubject(keyId), await keyOwner(deps.ledger, keyId));
  if (!permitted.ok) return permitted;
  const usable = await activatableKey(deps, keyId);
  if (!usable.ok) return usable;
  const { manufacturerId, algorithm } = usable.value;
  const changed = await changeKeys(deps, [{ keyId, step: 'activate' }], actor, (records) => {
    const active = activeKeyOf(records, manufacturerId, algorithm);
    return active === undefined ? succeed(null) : refuse('key-active-already', { key: active.keyId });
  });
  return changed.ok ? succeed(changed.value[0] as KeyRecord) : changed;
}

/** The key with a certificate that can be signed with now and names its manufacturer, or why it cannot. */
export async function activatableKey(deps: ActivateDependencies, keyId: string): Promise<Result<KeyRecord>> {
  const key = await findKey(deps.ledger, keyId);
  if (!key.ok) return key;
  const { certificate, chain, state, manufacturerId } = key.value;
  const manufacturer = await deps.directory.manufacturer(manufacturerId);
  if (manufacturer === null) return refuse('manufacturer-unknown');
  if (certificate === null) return refuse('key-state-wrong', { key: keyId, state });
  const at = deps.clock.now();
  const problem = signingCertificateProblem(certificate, at);
  if (problem !== null) return refuse(problem);
  const voucher = await findVoucher(deps.trustList, { signer: certificate, others: chain }, manufacturer, at);
  return voucher.ok ? key : voucher;
}

export function activeKeyOf(
  records: readonly KeyRecord[],
  manufacturerId: string,
  algorithm: SigningAlgorithm,
): KeyRecord | undefined {
  return records.find(
    (record) => record.state === 'active' && record.manufacturerId === manufacturerId && record.algorithm === algorithm,
  );
}
