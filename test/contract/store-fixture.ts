import type { AccessTokens } from '../../server/ports/access-tokens.ts';
import type { ArchiveCopies } from '../../server/ports/archive-copies.ts';
import type { AuditLog } from '../../server/ports/audit-log.ts';
import type { LineLookUp } from '../../server/ports/line-look-up.ts';
import type { ManufacturerDirectory } from '../../server/ports/manufacturer-directory.ts';
import type { ManufacturerRegister } from '../../server/ports/manufacturer-register.ts';
import type { Registry } from '../../server/ports/registry.ts';
import type { Reservations } from '../../server/ports/reservations.ts';
import type { SealRegister } from '../../server/ports/seal-register.ts';
import type { SealingPolicies } from '../../server/ports/sealing-policies.ts';
import type { VinHolders } from '../../server/ports/vin-holders.ts';

/** What every store gives, whatever it keeps its data in. */
export type ContractStore = {
  readonly reservations: Reservations;
  readonly registry: Registry;
  readonly archive: ArchiveCopies;
  readonly lookUps: LineLookUp;
  readonly holders: VinHolders;
  readonly manufacturers: ManufacturerDirectory;
  readonly manufacturerRegister: ManufacturerRegister;
  readonly sealing: SealingPolicies;
  readonly seals: SealRegister;
  readonly auditLog: AuditLog;
  readonly tokens: AccessTokens;
  /** Numbers released at opening because their process had died. */
  readonly recovered: readonly string[];
  readonly close: () => void | Promise<void>;
};

/** One empty body of data; every `open` is another user of it, as another process would be. */
export type StoreFixture = {
  readonly open: () => Promise<ContractStore>;
  /** Closes what is still open and removes the data. */
  readonly dispose: () => Promise<void>;
};

/** Makes a fixture. A store is done when all contract suites are green with its own. */
export type MakeFixture = () => Promise<StoreFixture>;
