import { openInstall } from '../../../../server/compose.ts';
import type { SigningAlgorithm } from '../../../../server/ports/signing-keys.ts';
import { readSampleOf, seededRequest, testOptions } from '../../../support/install.ts';
import { type AgreementDocument, documentsOf } from './agreement-document.ts';

const SIZES: readonly (readonly [name: string, what: string, vehicles: number, algorithm?: SigningAlgorithm])[] = [
  ['genuine-1', 'one vehicle, RSA-3072', 1],
  ['genuine-40', '40 vehicles, RSA-3072', 40],
  ['genuine-1000', '1,000 vehicles, RSA-3072', 1000],
  ['genuine-p256', 'two vehicles, ECDSA P-256', 2, 'ecdsa-p256-sha256'],
];

/** Documents as they leave the house. What the registry did to some of them since does not show in their bytes. */
export async function genuineDocuments(data: string): Promise<readonly AgreementDocument[]> {
  const install = await openInstall(testOptions(data));
  try {
    const made: AgreementDocument[] = [];
    for (const [index, [name, what, vehicles, algorithm]] of SIZES.entries()) {
      const request = seededRequest(500 + index, vehicles);
      const issued = await install.issue(request, { by: 'interop', ...(algorithm === undefined ? {} : { algorithm }) });
      if (!issued.ok) throw new Error(JSON.stringify(issued.problem));
      const found = await install.pdf(issued.value.confirmation.number);
      if (!found.ok) throw new Error(found.problem.code);
      made.push({ name, what, pdf: found.value.pdf, answeredBy: 'verify' });
    }
    const inRegistry = documentsOf('verify', [
      ['genuine-withdrawn', 'withdrawn in the registry since', readSampleOf(data, 'withdrawn').pdf],
      ['genuine-superseded', 'replaced in the registry since', readSampleOf(data, 'superseded').pdf],
    ]);
    return [...made, ...inRegistry];
  } finally {
    await install.close();
  }
}
