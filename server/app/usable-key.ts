import type { IsoInstant } from '../domain/calendar.ts';
import { type Result, refuse, succeed } from '../domain/errors.ts';
import type { Manufacturer } from '../domain/manufacturer.ts';
import { KeySourceError } from '../ports/key-source-error.ts';
import type { SigningAlgorithm, SigningKey, SigningKeys } from '../ports/signing-keys.ts';
import { signingKeyProblem } from './signing-key-problem.ts';

/** Told whose key cannot be used, and why: for the operator, with what no client needs to know. */
export type OnKeyFault = (fault: KeySourceError, manufacturerId: string) => void;

type KeyAccess = { readonly keys: SigningKeys; readonly onKeyFault?: OnKeyFault };

/** The key that the manufacturer can sign with now, or why there is none. */
export async function usableKey(
  { keys, ...access }: KeyAccess,
  manufacturer: Manufacturer,
  { algorithm }: { readonly algorithm?: SigningAlgorithm },
  at: IsoInstant,
): Promise<Result<SigningKey>> {
  try {
    const key = await keys.activeKey(manufacturer.id, algorithm);
    const problem = await signingKeyProblem(key, manufacturer, at);
    if (key === null || problem !== null) return refuse(problem ?? 'no-signing-key', { manufacturer: manufacturer.id });
    return succeed(key);
  } catch (fault) {
    return keyFaultProblem(access, fault, manufacturer.id);
  }
}

/** A token or service that is down is no fault of ours: `signing-key-unavailable`. Any other fault is thrown on. */
export function keyFaultProblem(
  { onKeyFault }: Pick<KeyAccess, 'onKeyFault'>,
  fault: unknown,
  manufacturerId: string,
): Result<never> {
  if (!(fault instanceof KeySourceError)) throw fault;
  onKeyFault?.(fault, manufacturerId);
  return refuse('signing-key-unavailable', { manufacturer: manufacturerId });
}
