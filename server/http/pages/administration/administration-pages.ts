import type { Result } from '#core/confirmation/errors.ts';
import type { AuditPage, AuditPageQuestion } from '../../../app/access/page-audit-log.ts';
import type { VerifiedChain } from '../../../app/access/read-audit-log.ts';
import type { InstallState } from '../../../app/health/read-install.ts';
import type { ManufacturerState } from '../../../app/manufacturers/read-manufacturer.ts';
import type { ManufacturerLists } from '../../../app/manufacturers/read-manufacturer-lists.ts';
import type { Registration } from '../../../app/manufacturers/register-manufacturer.ts';
import type { Actor } from '../../../model/access/actor.ts';
import type { RecordedEntry } from '../../../model/access/audit-entry.ts';
import type { SealVersion } from '../../../model/seals/seal.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { TrustPages } from './trust-pages.ts';

/** What the pages of administrators and auditors need of the rest of the product. */
export type AdministrationPages = {
  readonly install: (actor: Actor) => Promise<Result<InstallState>>;
  readonly suspendKey: (keyId: string, actor: Actor) => Promise<Result<unknown>>;
  readonly activateKey: (keyId: string, actor: Actor) => Promise<Result<unknown>>;
  readonly approveSeal: (target: SealStep) => Promise<Result<unknown>>;
  readonly retireSeal: (target: SealStep) => Promise<Result<unknown>>;
  readonly manufacturer: (id: string, actor: Actor) => Promise<Result<ManufacturerState>>;
  readonly changeRegistration: (input: unknown, actor: Actor) => Promise<Result<Registration>>;
  /** What it would refuse. */
  readonly checkRegistration: (input: unknown, actor: Actor) => Promise<Result<null>>;
  /** Reads a list of WMIs or of listings from a spreadsheet. */
  readonly readManufacturerLists: (file: Uint8Array, signal: AbortSignal) => Promise<Result<ManufacturerLists>>;
  readonly proposeSeal: (manufacturerId: string, input: unknown, actor: Actor) => Promise<Result<SealVersion>>;
  readonly previewSeal: (manufacturerId: string, version: number, actor: Actor) => Promise<Result<Uint8Array>>;
  readonly clock: Clock;
  readonly trust: TrustPages;
  readonly audit: (question: AuditPageQuestion, actor: Actor) => Promise<Result<AuditPage>>;
  readonly auditEntries: (stream: string, actor: Actor) => AsyncGenerator<RecordedEntry>;
  readonly verifyAudit: (actor: Actor) => Promise<Result<readonly VerifiedChain[]>>;
};

export type SealStep = { readonly manufacturerId: string; readonly version: number; readonly actor: Actor };
