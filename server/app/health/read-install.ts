import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { type Result, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { Fault } from '../../model/health/fault.ts';
import type { ShownSetting } from '../../model/health/shown-setting.ts';
import type { LettersStanding } from '../../model/letters/waiting-letter.ts';
import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';
import type { SealVersion } from '../../model/seals/seal.ts';
import type { KeyRecord } from '../../ports/key-ledger.ts';
import type { ManufacturerDirectory } from '../../ports/manufacturer-directory.ts';
import type { SealRegister } from '../../ports/seal-register.ts';
import type { TrustAnchor, TrustList } from '../../ports/trust-list.ts';
import type { ActDependencies } from '../access/act.ts';
import { readable } from '../access/read.ts';

export type ReadInstallDependencies = Pick<ActDependencies, 'auditLog' | 'clock'> & {
  readonly faults: () => Promise<readonly Fault[]>;
  readonly ledger: { readonly list: () => Promise<readonly KeyRecord[]> };
  readonly keyEnds: () => Promise<readonly { readonly keyId: string; readonly notAfter: IsoInstant }[]>;
  readonly directory: Pick<ManufacturerDirectory, 'manufacturers' | 'outlets'>;
  readonly seals: Pick<SealRegister, 'list'>;
  readonly trustList: TrustList;
  readonly settings: readonly ShownSetting[];
  readonly letters: () => Promise<LettersStanding>;
};

/** How an install stands, for whoever runs it. */
export type InstallState = {
  readonly faults: readonly Fault[];
  readonly keys: readonly { readonly key: KeyRecord; readonly until: IsoInstant | null }[];
  readonly manufacturers: readonly {
    readonly manufacturer: Manufacturer;
    /** How many are active. */
    readonly outlets: number;
    readonly seals: readonly SealVersion[];
  }[];
  /** Null where the trust list cannot be read: the faults say why. */
  readonly anchors: readonly TrustAnchor[] | null;
  readonly letters: LettersStanding;
  readonly settings: readonly ShownSetting[];
};

/** What is wrong, the keys, the manufacturers with their seals, and whom the trust list vouches for. */
export async function readInstall(deps: ReadInstallDependencies, actor: Actor): Promise<Result<InstallState>> {
  const permitted = await readable(deps, actor, 'read-install', { kind: 'install', id: 'install' });
  if (!permitted.ok) return permitted;
  const ends = new Map((await deps.keyEnds()).map(({ keyId, notAfter }) => [keyId, notAfter]));
  const manufacturers = (await deps.directory.manufacturers()).map(async (manufacturer) => ({
    manufacturer,
    outlets: (await deps.directory.outlets(manufacturer.id)).filter(({ active }) => active).length,
    seals: await deps.seals.list(manufacturer.id),
  }));
  return succeed({
    faults: await deps.faults(),
    keys: (await deps.ledger.list()).map((key) => ({ key, until: ends.get(key.keyId) ?? null })),
    manufacturers: await Promise.all(manufacturers),
    anchors: await deps.trustList.anchors().catch(() => null),
    letters: await deps.letters(),
    settings: deps.settings,
  });
}
