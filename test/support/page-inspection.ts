import type { InspectedSignature, Inspection } from '#core/validation/inspection.ts';

/** A file that a stranger signed, somebody changed, and a time-stamp authority stamped: every row of the page has something to show. */
export const PAGE_INSPECTION: Inspection = {
  outcome: 'suspect',
  changes: [
    { revision: 2, place: 'annotation', count: 2, pages: [1, 3] },
    { revision: 2, place: 'page-content', count: 1, pages: [1] },
  ],
  problems: ['duplicate-key', 'field-outside-form'],
  notes: [
    { code: 'number-long', where: 'byte 612' },
    { code: 'attributes-unsorted', where: 'signature Stamp' },
  ],
  signatures: [
    signature({
      coverage: 'entire-revision',
      revision: 1,
      signedBytes: 48_213,
      changesAfter: 'forbidden',
      claimedTime: '2026-01-05T09:30:00.000Z',
      problems: ['page-changed', 'annotation-added'],
    }),
    signature({
      field: 'Stamp',
      kind: 'timestamp',
      subFilter: 'ETSI.RFC3161',
      stampedTime: '2026-01-06T01:00:00.000Z',
    }),
    signature({
      field: 'Broken',
      intact: false,
      valid: false,
      coverage: 'unclear',
      revision: null,
      signer: null,
      level: null,
    }),
  ],
};

function signature(changed: Partial<InspectedSignature>): InspectedSignature {
  return {
    field: 'Signature1',
    kind: 'signature',
    subFilter: 'ETSI.CAdES.detached',
    intact: true,
    valid: true,
    coverage: 'entire-file',
    revision: 3,
    signedBytes: 60_000,
    claimedTime: null,
    stampedTime: null,
    changesAfter: 'none',
    docMdp: null,
    level: 'B-T',
    algorithm: 'RSA-2048 with SHA-256',
    signer: {
      commonName: '测试陌生签名人 Stranger <b>',
      organization: 'Stranger Test GmbH',
      issuer: 'CN=Some Test CA with a rather long name, O=Some Test Authority, C=DE',
      serialNumber: '0A1B2C',
      sha256: 'ab'.repeat(32),
    },
    trust: 'untrusted',
    indication: 'INDETERMINATE',
    subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
    revocationNotes: [{ code: 'entry-serial-not-valid', serial: 'fb' }],
    problems: [],
    ...changed,
  };
}
