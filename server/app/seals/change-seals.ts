import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { type Actor, actorRef } from '../../model/access/actor.ts';
import { type AuditEntry, manufacturerStream } from '../../model/access/audit-entry.ts';
import type { SealVersion } from '../../model/seals/seal.ts';
import type { SealStep } from '../../model/seals/seal-steps.ts';
import { findSealVersion } from '../../model/seals/seal-steps.ts';
import type { ManufacturerDirectory } from '../../ports/manufacturer-directory.ts';
import type { SealRegister } from '../../ports/seal-register.ts';
import { type Act, type ActDependencies, auditEntry, authorize, performInStore } from '../access/act.ts';
import { readableManufacturer } from '../access/read.ts';

/** What the life of a seal needs. */
export type SealDependencies = ActDependencies & {
  readonly seals: SealRegister;
  readonly directory: Pick<ManufacturerDirectory, 'manufacturer'>;
};

/** Which version of whose seal, and who changes it. */
export type SealTarget = { readonly manufacturerId: string; readonly version: number; readonly actor: Actor };

type Change = {
  readonly step: (seal: SealVersion, step: SealStep) => Result<SealVersion>;
  readonly action: 'approve-seal' | 'retire-seal';
};

/** Takes one step of one version, with its entry in the audit log. Of two at once, the second sees what the first did. */
export async function changeSeal(
  deps: SealDependencies,
  { manufacturerId, version, actor }: SealTarget,
  { step, action }: Change,
): Promise<Result<SealVersion>> {
  const permitted = await authorize(deps, actor, action, sealSubject(manufacturerId), { manufacturerId });
  if (!permitted.ok) return permitted;
  if ((await deps.directory.manufacturer(manufacturerId)) === null) return refuse('manufacturer-unknown');
  const act = sealAct(manufacturerId, action, actor, { version: String(version) });
  return performInStore(deps, act, () => {
    const at = deps.clock.now();
    return deps.seals.change<Result<SealVersion>>(manufacturerId, (versions) => {
      const found = findSealVersion(versions, version);
      const answer = found.ok ? step(found.value, { by: actorRef(actor), at }) : found;
      if (!answer.ok) return { save: null, answer };
      return { save: { seal: answer.value, entry: sealEntry(answer.value, act, at) }, answer };
    });
  });
}

/** The subject of an act on a seal: all its versions are one. */
export function sealSubject(manufacturerId: string) {
  return { kind: 'seal', id: manufacturerId } as const;
}

export function sealAct(
  manufacturerId: string,
  action: Change['action'] | 'propose-seal',
  actor: Actor,
  detail: NonNullable<Act['detail']> = {},
): Act {
  return { stream: manufacturerStream(manufacturerId), actor, action, subject: sealSubject(manufacturerId), detail };
}

/** What the audit log is told of a version that was changed. */
export function sealEntry({ version, picture, from, until }: SealVersion, act: Act, at: string): AuditEntry {
  const drawn = picture ?? 'registered-data';
  const interval = until === null ? { from } : { from, until };
  return auditEntry(act, 'succeeded', at, { version: String(version), drawn, ...interval });
}

/** Every version of a manufacturer's seal, oldest first. */
export async function listSeals(
  deps: SealDependencies,
  manufacturerId: string,
  actor: Actor,
): Promise<Result<readonly SealVersion[]>> {
  const { seals, directory } = deps;
  const permitted = await readableManufacturer(deps, manufacturerId, actor);
  if (!permitted.ok) return permitted;
  if ((await directory.manufacturer(manufacturerId)) === null) return refuse('manufacturer-unknown');
  return succeed(await seals.list(manufacturerId));
}
