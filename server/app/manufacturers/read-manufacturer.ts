import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { certificateFacts } from '#core/x509/certificate-facts.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';
import type { SealVersion } from '../../model/seals/seal.ts';
import type { KeyLedger, KeyRecord } from '../../ports/key-ledger.ts';
import type { ManufacturerDirectory } from '../../ports/manufacturer-directory.ts';
import type { SealRegister } from '../../ports/seal-register.ts';
import type { TrustList } from '../../ports/trust-list.ts';
import type { ActDependencies } from '../access/act.ts';
import { readableManufacturer } from '../access/read.ts';
import { findManufacturer } from './find-manufacturer.ts';
import { seenOf } from './register-manufacturer.ts';

export type ReadManufacturerDependencies = Pick<ActDependencies, 'auditLog' | 'clock'> & {
  readonly directory: Pick<ManufacturerDirectory, 'manufacturer' | 'manufacturers' | 'outlets'>;
  readonly trustList: TrustList;
  readonly seals: Pick<SealRegister, 'list'>;
  readonly ledger: Pick<KeyLedger, 'list'>;
};

/** A manufacturer with what its documents need: keys, seals, and who vouches for it. */
export type ManufacturerState = {
  readonly manufacturer: Manufacturer;
  /** Outlets, ended ones too. */
  readonly outlets: number;
  /** Signing keys, and when their certificates end; null for one that has none yet. */
  readonly keys: readonly { readonly key: KeyRecord; readonly until: IsoInstant | null }[];
  readonly seals: readonly SealVersion[];
  /** The trust anchors that vouch for it: with none its documents are not valid. */
  readonly anchors: readonly string[];
  /** What `changeRegistration` compares. */
  readonly seen: string;
};

/** How a manufacturer stands; one that the actor may not read is unknown. */
export async function readManufacturer(
  deps: ReadManufacturerDependencies,
  manufacturerId: string,
  actor: Actor,
): Promise<Result<ManufacturerState>> {
  const permitted = await readableManufacturer(deps, manufacturerId, actor);
  if (!permitted.ok) return permitted;
  const found = await findManufacturer(deps, manufacturerId);
  if (!found.ok) return refuse('manufacturer-unknown');
  const { manufacturer, outlets, anchors } = found.value;
  const own = (await deps.ledger.list()).filter((key) => key.manufacturerId === manufacturerId);
  return succeed({
    ...{ manufacturer, anchors, outlets: outlets.length, seen: seenOf(manufacturer) },
    keys: await Promise.all(own.map(async (key) => ({ key, until: await endOf(key) }))),
    seals: await deps.seals.list(manufacturerId),
  });
}

async function endOf({ certificate }: KeyRecord): Promise<IsoInstant | null> {
  return certificate === null ? null : (await certificateFacts(certificate)).notAfter;
}
