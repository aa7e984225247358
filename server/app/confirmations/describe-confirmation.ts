import type {
  ConfirmationStatus,
  ConfirmationSummary,
  LineStatus,
  RegisteredConfirmation,
} from '#core/confirmation/confirmation.ts';
import { confirmationStatus } from '#core/confirmation/confirmation.ts';
import type { RegistryPage } from '../../ports/registry.ts';

/** A confirmation as the API shows it to those who may read the registry. */
export function describeConfirmation(confirmation: RegisteredConfirmation) {
  return {
    ...describeRecord(confirmation, confirmationStatus(confirmation.lines)),
    vehicles: confirmation.lines.map(({ standing, ...line }) => ({ ...line, ...describeStanding(standing) })),
    outlets: confirmation.content.outlets,
  };
}

/** A page of a list. */
export function describePage(page: RegistryPage) {
  return { ...page, items: page.items.map(summarizeConfirmation) };
}

/** One row of a list: what a confirmation is, without its lines. */
function summarizeConfirmation(confirmation: ConfirmationSummary) {
  const { status, vehicles, outlets } = confirmation;
  return { ...describeRecord(confirmation, status), vehicles, outlets };
}

/** What a list and the whole have in common. */
function describeRecord(
  confirmation: Omit<ConfirmationSummary, 'status' | 'vehicles' | 'outlets'>,
  status: ConfirmationStatus,
) {
  const { content } = confirmation;
  return {
    number: confirmation.number,
    status,
    sha256: confirmation.sha256,
    sealVersion: confirmation.sealVersion,
    test: content.test,
    issuedAt: content.issuedAt,
    issuedBy: confirmation.issuedBy,
    manufacturer: { id: confirmation.manufacturerId, ...content.manufacturer },
    exporter: content.exporter,
    applicationDate: content.applicationDate,
    supersedes: content.supersedes,
    verifyAt: content.verifyAt,
    archive: confirmation.archive,
  };
}

/** How a line stands, with what changed it. */
export function describeStanding(standing: LineStatus) {
  const { status, ...change } = standing;
  return { status, change: 'at' in change ? change : null };
}
