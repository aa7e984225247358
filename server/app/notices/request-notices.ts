import type { Role } from '../../model/access/roles.ts';
import type { Notice } from '../../model/notices/notice.ts';
import { DRAFT_NOTICE_DAYS } from '../../model/requests/request-ages.ts';
import type { RequestEventKind, VehicleRequest } from '../../model/requests/vehicle-request.ts';

type Told = Pick<Notice, 'kind'> & { readonly side: 'manufacturer' | 'exporter' };

/** Which events of a request are told, and to which side. */
const TOLD: Partial<Readonly<Record<RequestEventKind, Told>>> = {
  submitted: { kind: 'request-submitted', side: 'manufacturer' },
  answered: { kind: 'request-answered', side: 'manufacturer' },
  'asked-back': { kind: 'request-asked-back', side: 'exporter' },
  refused: { kind: 'request-decided', side: 'exporter' },
  reopened: { kind: 'request-decided', side: 'exporter' },
  closed: { kind: 'request-decided', side: 'exporter' },
  cancelled: { kind: 'request-cancelled', side: 'manufacturer' },
};

/** Organisations by what they are to requests; null for one that has none here. */
export type SideOrganisation = (side: Told['side'], request: VehicleRequest) => Promise<string | null>;

/** A sealer withdraws what an exporter asks to have withdrawn. */
function rolesOf(side: Told['side'], { kind }: VehicleRequest): readonly Role[] {
  if (side === 'exporter') return ['requester'];
  return kind === 'withdrawal' ? ['clerk', 'sealer'] : ['clerk'];
}

/** What is to be told when the last line of a request that was being sealed has its outcome. */
export function noticeOfSettled(request: VehicleRequest): Notice | null {
  const { organisationId } = request.exporter;
  if (organisationId === null) return null;
  const count = request.lines.filter(({ state }) => state === 'issued').length;
  return {
    ...{ kind: 'request-settled', to: { kind: 'roles', organisationId, roles: ['requester'] } },
    ...{ path: `requests/${request.id}`, reference: request.reference, count, by: '' },
  };
}

/** What the writers of a draft are told before it is erased. */
export async function noticeOfEnding(
  request: VehicleRequest,
  organisationOf: SideOrganisation,
): Promise<Notice | null> {
  const organisationId = await organisationOf(request.side, request);
  if (organisationId === null) return null;
  const roles: readonly Role[] = [request.side === 'exporter' ? 'requester' : 'clerk'];
  return {
    ...{ kind: 'draft-ending', to: { kind: 'roles', organisationId, roles }, by: '' },
    ...{ path: `requests/${request.id}`, reference: request.reference, count: DRAFT_NOTICE_DAYS },
  };
}

/** What is to be told of the newest event of a request; null for nothing. */
export async function noticeOfRequest(
  request: VehicleRequest,
  organisationOf: SideOrganisation,
): Promise<Notice | null> {
  const event = request.events.at(-1);
  const told = event === undefined ? undefined : TOLD[event.kind];
  if (event === undefined || told === undefined) return null;
  // Of a draft its manufacturer knows nothing.
  if (request.submittedAt === null) return null;
  // A manufacturer that writes a request itself has nobody to tell.
  if (request.side === 'manufacturer' && told.side === 'manufacturer') return null;
  const organisationId = await organisationOf(told.side, request);
  if (organisationId === null) return null;
  const roles = rolesOf(told.side, request);
  return {
    ...{ kind: told.kind, to: { kind: 'roles', organisationId, roles } },
    ...{ path: `requests/${request.id}`, reference: request.reference, count: request.lines.length, by: event.by.id },
  };
}
