import { expect, test } from '@jest/globals';
import type { PdfSignatureEvidence } from '#core/cms/pdf-signature-evidence.ts';
import { describeSignature } from '#core/validation/describe-signature.ts';
import { SIGNATURE } from '../../support/perfect-evidence.ts';

const FACTS = {
  of: 'signature',
  algorithm: { name: 'brainpoolP256r1', policy: 'unsupported' },
  signer: SIGNATURE.signer,
  certificates: [],
  usage: null,
  warnings: [],
  timeStamp: null,
  revocation: { signed: { crls: [], ocsps: [] }, beside: { crls: [], ocsps: [] } },
  signatureTimeStamps: [],
} as const;

/** What the JSON of an inspection says of a signature with that evidence. */
function described(evidence: PdfSignatureEvidence) {
  type Signature = Parameters<typeof describeSignature>[0];
  const field = {
    name: 'Signature1',
    subFilter: 'adbe.pkcs7.detached',
    coverage: 'entire-file',
    byteRange: [0, 10, 20, 30],
    revision: 0,
    claimedTime: null,
    docMdp: null,
  } as unknown as Signature['field'];
  const after = { changes: 'none', codes: [] } as unknown as Signature['after'];
  const signer = { level: null, trust: 'unknown', indication: 'INDETERMINATE', subIndication: null };
  return describeSignature({ field, after, evidence, signer: signer as unknown as Signature['signer'] }, []);
}

test('a value that cannot be computed is not called wrong, whatever else is wrong', () => {
  const { intact, valid, problems } = described({
    kind: 'read',
    intact: true,
    valid: null,
    notComputed: 'curve-unsupported',
    problems: ['attribute-repeated'],
    ...FACTS,
  });
  expect({ intact, valid, problems }).toEqual({
    intact: true,
    valid: null,
    problems: ['curve-unsupported', 'attribute-repeated'],
  });
});

test('what cannot be read is named by its code, whatever the detail says', () => {
  const evidence = { kind: 'unreadable', code: 'cms-too-large', detail: 'signer-count: in words' } as const;
  expect(described(evidence).problems).toEqual(['signature-unreadable', 'cms-too-large']);
});
