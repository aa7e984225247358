import type { Notice } from '../../model/notices/notice.ts';
import type { RequestEventKind, VehicleRequest } from '../../model/requests/vehicle-request.ts';

type Told = Pick<Notice, 'kind'> & { readonly side: 'manufacturer' | 'exporter' };

/** Which events of a request are told, and to which side. */
const TOLD: Partial<Readonly<Record<RequestEventKind, Told>>> = {
  submitted: { kind: 'request-submitted', side: 'manufacturer' },
  answered: { kind: 'request-submitted', side: 'manufacturer' },
  'asked-back': { kind: 'request-asked-back', side: 'exporter' },
  refused: { kind: 'request-decided', side: 'exporter' },
  reopened: { kind: 'request-decided', side: 'exporter' },
  closed: { kind: 'request-decided', side: 'exporter' },
  cancelled: { kind: 'request-cancelled', side: 'manufacturer' },
};

/** Organisations by what they are to requests; null for one that has none here. */
export type SideOrganisation = (side: Told['side'], request: VehicleRequest) => Promise<string | null>;

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
  const roles = told.side === 'manufacturer' ? (['clerk'] as const) : (['requester'] as const);
  return {
    ...{ kind: told.kind, to: { kind: 'roles', organisationId, roles } },
    ...{ path: `requests/${request.id}`, reference: request.reference, count: request.lines.length, by: event.by.id },
  };
}
