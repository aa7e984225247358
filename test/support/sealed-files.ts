import { createHash } from 'node:crypto';
import { equalBytes } from '#core/bytes/bytes.ts';
import { readSignedDataStructure } from '#core/cms/signed-data.ts';
import type { RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import { parseConfirmationContent } from '#core/confirmation/confirmation-content-schema.ts';
import type { TrustedManufacturer } from '#core/confirmation/evidence.ts';
import { isTimeStamp, readPdfFacts } from '#core/pdf/document/read-signed-document.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import type { Judging } from './judge-file.ts';

/** The bytes of a file up to the end of what its seal covers. */
export function sealedPart(pdf: Uint8Array): Uint8Array {
  const seal = readPdfFacts(pdf).signatures.find((field) => !isTimeStamp(field));
  if (seal?.byteRange == null) throw new Error('no seal');
  return pdf.slice(0, seal.byteRange[2] + seal.byteRange[3]);
}

/**
 * What an install would judge a TEST document by that trusts the CA in it, vouches for the maker that it names and has
 * issued it: for files of other installs than the run's. `at` is a moment after its issue.
 */
export function judgingOf(
  pdf: Uint8Array,
  { at }: { readonly at: string },
): Judging & { record: RegisteredConfirmation } {
  const sealed = sealedPart(pdf);
  const facts = readPdfFacts(sealed);
  const data = readSignedDataStructure(facts.signatures[0]?.cms ?? new Uint8Array());
  if (facts.attachment === null || 'problem' in data) throw new Error('not a sealed document');
  const content = parseConfirmationContent(JSON.parse(new TextDecoder().decode(facts.attachment())));
  const anchor = data.certificates.map(readCertificate).find(({ subject, issuer }) => equalBytes(subject, issuer));
  if (anchor === undefined) throw new Error('no anchor in the document');
  const { code, nameZh, uscc, announcement } = content.manufacturer;
  const manufacturer: TrustedManufacturer = {
    ...{ code, nameZh, uscc, test: content.test, status: 'active', registry: 'here' },
    listings: [{ announcement, nameZh, from: '2020-01-01', until: null }],
    wmis: [...new Set(content.vehicles.map(({ vin }) => vin.slice(0, 3)))].map((wmi) => ({
      ...{ wmi, from: '2020-01-01', until: null },
    })),
  };
  const record: RegisteredConfirmation = {
    ...{
      number: content.number,
      manufacturerId: 'fixture',
      issuedBy: 'test',
      sealVersion: null,
      archive: null,
      formerCopies: [],
      content,
    },
    sha256: createHash('sha256').update(sealed).digest('hex'),
    lines: content.vehicles.map((vehicle) => ({ ...vehicle, standing: { status: 'live' } })),
  };
  return { anchor: anchor.der, manufacturer, at, record };
}
