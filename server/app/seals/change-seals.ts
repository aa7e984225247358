import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { SealVersion } from '../../model/seals/seal.ts';
import type { SealStep } from '../../model/seals/seal-steps.ts';
import { findSealVersion } from '../../model/seals/seal-steps.ts';
import type { AuditEntry } from '../../ports/audit-log.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ManufacturerDirectory } from '../../ports/manufacturer-directory.ts';
import type { SealRegister } from '../../ports/seal-register.ts';

/** What the life of a seal needs. */
export type SealDependencies = {
  readonly seals: SealRegister;
  readonly directory: Pick<ManufacturerDirectory, 'manufacturer'>;
  readonly clock: Clock;
};

/** Which version of whose seal, and who changes it. */
export type SealTarget = { readonly manufacturerId: string; readonly version: number; readonly by: string };

type Change = {
  readonly step: (seal: SealVersion, step: SealStep) => Result<SealVersion>;
  readonly action: Extract<AuditEntry['action'], 'seal-approved' | 'seal-retired'>;
};

/** Takes one step of one version, with its entry in the audit log. Of two at once, the second sees what the first did. */
export async function changeSeal(
  { seals, directory, clock }: SealDependencies,
  { manufacturerId, version, by }: SealTarget,
  { step, action }: Change,
): Promise<Result<SealVersion>> {
  if ((await directory.manufacturer(manufacturerId)) === null) return refuse('manufacturer-unknown');
  const at = clock.now();
  return seals.change<Result<SealVersion>>(manufacturerId, (versions) => {
    const found = findSealVersion(versions, version);
    const answer = found.ok ? step(found.value, { by, at }) : found;
    if (!answer.ok) return { save: null, answer };
    return { save: { seal: answer.value, entry: sealEntry(answer.value, action, { by, at }) }, answer };
  });
}

/** What the audit log is told of a version. */
export function sealEntry(seal: SealVersion, action: AuditEntry['action'], { by, at }: SealStep): AuditEntry {
  const { manufacturerId, version, picture, from, until } = seal;
  const drawn = picture ?? 'registered-data';
  const interval = until === null ? { from } : { from, until };
  return {
    at,
    by,
    action,
    number: null,
    detail: { manufacturer: manufacturerId, version: String(version), drawn, ...interval },
  };
}

/** Every version of a manufacturer's seal, oldest first. */
export async function listSeals(
  { seals, directory }: Pick<SealDependencies, 'seals' | 'directory'>,
  manufacturerId: string,
): Promise<Result<readonly SealVersion[]>> {
  if ((await directory.manufacturer(manufacturerId)) === null) return refuse('manufacturer-unknown');
  return succeed(await seals.list(manufacturerId));
}
