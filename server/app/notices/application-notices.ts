import { OPERATOR } from '../../model/access/organisation.ts';
import type { Application } from '../../model/applications/application.ts';
import type { Notice } from '../../model/notices/notice.ts';

/** Who is told that an application waits: the administrators of the operator, and of the manufacturer that may decide. */
export function noticesOfApplication({ id, uscc }: Application, makerOrganisation: string | null): readonly Notice[] {
  const organisations = [OPERATOR.id, ...(makerOrganisation === null ? [] : [makerOrganisation])];
  return organisations.map((organisationId) => ({
    ...{ kind: 'application-received', to: { kind: 'roles', organisationId, roles: ['administrator'] } },
    ...{ path: `applications/${id}`, reference: uscc, count: 1, by: '' },
  }));
}
