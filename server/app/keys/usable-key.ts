import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';
import type { KeyLedger } from '../../ports/key-ledger.ts';
import { KeySourceError } from '../../ports/key-source-error.ts';
import type { SigningAlgorithm, SigningKey, SigningKeys } from '../../ports/signing-keys.ts';
import { signingCertificateProblem } from './signing-key-problem.ts';

/** Told whose key cannot be used, and why: for the operator, with what no client needs to know. */
export type OnKeyFault = (fault: KeySourceError, manufacturerId: string) => void;

type KeyAccess = {
  readonly keys: SigningKeys;
  readonly ledger: Pick<KeyLedger, 'list'>;
  readonly onKeyFault?: OnKeyFault;
};

/** The key that the manufacturer can sign with now, or why there is none. */
export async function usableKey(
  access: KeyAccess,
  manufacturer: Manufacturer,
  { algorithm }: { readonly algorithm?: SigningAlgorithm },
  at: IsoInstant,
): Promise<Result<SigningKey>> {
  try {
    const key = await access.keys.activeKey(manufacturer.id, algorithm);
    if (key === null) return await whyNone(access, manufacturer.id, algorithm);
    const problem = signingCertificateProblem(key.certificate, at);
    return problem === null ? succeed(key) : refuse(problem, { manufacturer: manufacturer.id });
  } catch (fault) {
    return keyFaultProblem(access, fault, manufacturer.id);
  }
}

/** Where the newest key stands that could have been meant. */
async function whyNone(
  { ledger }: KeyAccess,
  manufacturerId: string,
  algorithm: SigningAlgorithm | undefined,
): Promise<Result<never>> {
  const newest = (await ledger.list()).findLast(
    (key) => key.manufacturerId === manufacturerId && (algorithm === undefined || key.algorithm === algorithm),
  );
  if (newest === undefined)
    return refuse('no-signing-key', { manufacturer: manufacturerId, algorithm: algorithm ?? 'any' });
  const { keyId, state } = newest;
  return refuse('signing-key-not-active', { key: keyId, algorithm: newest.algorithm, state });
}

/**
 * A token or service that is down is no fault of ours: `signing-key-unavailable`, or `signing-key-not-here` where another
 * instance may hold the private half. Any other fault is thrown on.
 */
export function keyFaultProblem(
  { onKeyFault }: Pick<KeyAccess, 'onKeyFault'>,
  fault: unknown,
  manufacturerId: string,
): Result<never> {
  if (!(fault instanceof KeySourceError)) throw fault;
  onKeyFault?.(fault, manufacturerId);
  const code = fault.code === 'key-not-here' ? 'signing-key-not-here' : 'signing-key-unavailable';
  return refuse(code, { manufacturer: manufacturerId });
}
