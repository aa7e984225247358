import { type AuditPageQuestion, auditEntries, auditPage } from '../app/access/page-audit-log.ts';
import { verifyAudit } from '../app/access/read-audit-log.ts';
import { keepCheck } from '../app/officers/keep-check.ts';
import { type ChecksQuestion, listChecks } from '../app/officers/list-checks.ts';
import {
  createAccessKey,
  endAccessKey,
  hasAccessKeys,
  listAccessKeys,
  MAX_KEY_DAYS,
} from '../app/people/access-keys.ts';
import { approveDirectSealing, proposeDirectSealing } from '../app/people/direct-sealing.ts';
import type { Actor } from '../model/access/actor.ts';
import { OPERATOR } from '../model/access/organisation.ts';
import type { KeptResult } from '../model/verification/kept-result.ts';

const FIRST_KEY = { organisation: OPERATOR.id, name: 'administrator', roles: ['administrator'], days: MAX_KEY_DAYS };

type Adapters = Parameters<typeof createAccessKey>[0] &
  Parameters<typeof keepCheck>[0] &
  Parameters<typeof listChecks>[0] &
  Parameters<typeof auditPage>[0];

/** Access keys, the checks of offices and the audit log, bound to the adapters of an install. */
export function openOversight(deps: Adapters) {
  return {
    accessKeys: {
      create: (input: unknown, actor: Actor) => createAccessKey(deps, input, actor),
      list: (organisationId: string, actor: Actor) => listAccessKeys(deps, organisationId, actor),
      end: (id: string, actor: Actor) => endAccessKey(deps, id, actor),
      proposeDirectSealing: (id: string, actor: Actor) => proposeDirectSealing(deps, id, actor),
      approveDirectSealing: (id: string, actor: Actor) => approveDirectSealing(deps, id, actor),
      /** The one that an install begins with, of the operator. */
      createFirst: (actor: Actor) => createAccessKey(deps, FIRST_KEY, actor),
      /** Whether the operator has or had one. */
      ofOperator: () => hasAccessKeys(deps.collections, OPERATOR.id),
    },
    officers: {
      keepCheck: (result: KeptResult, resultId: string | null, actor: Actor) =>
        keepCheck(deps, result, resultId, actor),
      checks: (question: ChecksQuestion, actor: Actor) => listChecks(deps, question, actor),
    },
    audit: {
      page: (question: AuditPageQuestion, actor: Actor) => auditPage(deps, question, actor),
      entries: (stream: string, actor: Actor) => auditEntries(deps, stream, actor),
      verify: (actor: Actor) => verifyAudit(deps, actor),
    },
  };
}
