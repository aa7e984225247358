import type { Result } from '#core/confirmation/errors.ts';
import type { AuditPage, AuditPageQuestion } from '../../../app/access/page-audit-log.ts';
import type { VerifiedChain } from '../../../app/access/read-audit-log.ts';
import type { InstallState } from '../../../app/health/read-install.ts';
import type { Registration } from '../../../app/manufacturers/register-manufacturer.ts';
import type { Actor } from '../../../model/access/actor.ts';
import type { RecordedEntry } from '../../../model/access/audit-entry.ts';

/** What the pages of administrators and auditors need of the rest of the product. */
export type AdministrationPages = {
  readonly install: (actor: Actor) => Promise<Result<InstallState>>;
  readonly suspendKey: (keyId: string, actor: Actor) => Promise<Result<unknown>>;
  readonly activateKey: (keyId: string, actor: Actor) => Promise<Result<unknown>>;
  readonly approveSeal: (target: SealStep) => Promise<Result<unknown>>;
  readonly retireSeal: (target: SealStep) => Promise<Result<unknown>>;
  readonly registerManufacturer: (input: unknown, actor: Actor) => Promise<Result<Registration>>;
  readonly audit: (question: AuditPageQuestion, actor: Actor) => Promise<Result<AuditPage>>;
  readonly auditEntries: (stream: string, actor: Actor) => AsyncGenerator<RecordedEntry>;
  readonly verifyAudit: (actor: Actor) => Promise<Result<readonly VerifiedChain[]>>;
};

export type SealStep = { readonly manufacturerId: string; readonly version: number; readonly actor: Actor };
