import type { ArchiveCopies } from './archive-copies.ts';
import type { AuditLog } from './audit-log.ts';
import type { CheckResults } from './check-results.ts';
import type { Collections } from './collections.ts';
import type { FileReferences } from './document-files.ts';
import type { Limits } from './limits.ts';
import type { LineLookUp } from './line-look-up.ts';
import type { ManufacturerDirectory } from './manufacturer-directory.ts';
import type { ManufacturerRegister } from './manufacturer-register.ts';
import type { RecoveryRegister } from './recovery.ts';
import type { Registry } from './registry.ts';
import type { ReservationLeases } from './reservation-leases.ts';
import type { Reservations } from './reservations.ts';
import type { RevocationAnswers } from './revocation-answers.ts';
import type { SealRegister } from './seal-register.ts';
import type { SealingPolicies } from './sealing-policies.ts';
import type { SharedRecords } from './shared-records.ts';
import type { StoreHealth } from './store-health.ts';
import type { VinHolders } from './vin-holders.ts';

/** Every port that a store of records serves, whatever it keeps them in. The PDFs lie beside it: see `DocumentFiles`. */
export type Store = {
  readonly reservations: Reservations;
  readonly leases: ReservationLeases;
  readonly registry: Registry;
  readonly archive: ArchiveCopies;
  readonly fileReferences: FileReferences;
  readonly lookUps: LineLookUp;
  readonly holders: VinHolders;
  readonly manufacturers: ManufacturerDirectory;
  readonly manufacturerRegister: ManufacturerRegister;
  readonly sealing: SealingPolicies;
  readonly seals: SealRegister;
  readonly auditLog: AuditLog;
  readonly health: StoreHealth;
  readonly recovery: RecoveryRegister;
  readonly checkResults: CheckResults;
  readonly shared: SharedRecords;
  readonly collections: Collections;
  readonly revocationAnswers: RevocationAnswers;
  readonly limits: Limits;
  /** Numbers whose reservations were released at opening, because their process had died. */
  readonly recovered: readonly string[];
  /** Releases what is still reserved here and ends the use of the store. A second call does nothing. */
  readonly close: () => void | Promise<void>;
};
