import type { LineStatus, RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import { confirmationStatus } from '#core/confirmation/confirmation.ts';

/** A confirmation as the API shows it to those who may read the registry. */
export function describeConfirmation(confirmation: RegisteredConfirmation) {
  const { content } = confirmation;
  return {
    number: confirmation.number,
    status: confirmationStatus(confirmation.lines),
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
    vehicles: confirmation.lines.map(({ standing, ...line }) => ({ ...line, ...describeStanding(standing) })),
    outlets: content.outlets,
    archive: confirmation.archive,
  };
}

/** One row of a list: what a confirmation is, without its lines. */
export function summarizeConfirmation(confirmation: RegisteredConfirmation) {
  const { vehicles, outlets, ...rest } = describeConfirmation(confirmation);
  return { ...rest, vehicles: vehicles.length, outlets: outlets.length };
}

/** How a line stands, with what changed it. */
export function describeStanding(standing: LineStatus) {
  const { status, ...change } = standing;
  return { status, change: 'at' in change ? change : null };
}
