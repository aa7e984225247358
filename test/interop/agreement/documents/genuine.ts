import { openInstall } from '../../../../server/compose/open-install.ts';
import { TEST_MANUFACTURER } from '../../../../server/development/test-manufacturer.ts';
import { operatorActor } from '../../../../server/model/access/actor.ts';
import type { SigningAlgorithm } from '../../../../server/ports/signing-keys.ts';
import { readSampleOf, seededRequest, testOptions } from '../../../support/install.ts';
import { addKey } from './add-key.ts';
import { type AgreementDocument, documentsOf } from './agreement-document.ts';

const SIZES: readonly (readonly [name: string, what: string, vehicles: number, algorithm?: SigningAlgorithm])[] = [
  ['genuine-1', 'one vehicle, RSA-3072', 1],
  ['genuine-40', '40 vehicles, RSA-3072', 40],
  ['genuine-1000', '1,000 vehicles, RSA-3072', 1000],
  ['genuine-p256', 'two vehicles, ECDSA P-256', 2, 'ecdsa-p256-sha256'],
  ['genuine-p384', 'two vehicles, ECDSA P-384', 2, 'ecdsa-p384-sha384'],
  ['genuine-pss', 'two vehicles, RSASSA-PSS', 2, 'rsa-pss-sha256'],
];

const BARE = { level: 'B-B', embedRevocation: false, withoutProof: 'refuse' } as const;

type Install = Awaited<ReturnType<typeof openInstall>>;

async function issued(install: Install, request: ReturnType<typeof seededRequest>, algorithm?: SigningAlgorithm) {
  const answer = await install.issue(request, {
    by: operatorActor('interop'),
    ...(algorithm === undefined ? {} : { algorithm }),
  });
  if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
  const { number } = answer.value.confirmation;
  const found = await install.pdf(number, operatorActor());
  if (!found.ok) throw new Error(found.problem.code);
  return found.value.pdf;
}

/** Documents as they leave the house. What the registry did to some of them since does not show in their bytes. */
export async function genuineDocuments(data: string): Promise<readonly AgreementDocument[]> {
  for (const algorithm of ['ecdsa-p384-sha384', 'rsa-pss-sha256'] as const) {
    await addKey(data, { keyId: `test-${algorithm}`, algorithm, from: -1, until: 48 });
  }
  const install = await openInstall(testOptions(data));
  try {
    const made: AgreementDocument[] = [];
    for (const [index, [name, what, vehicles, algorithm]] of SIZES.entries()) {
      const pdf = await issued(install, seededRequest(500 + index, vehicles), algorithm);
      made.push({ name, what, pdf, answeredBy: 'verify' });
    }
    await install.sealing.change(TEST_MANUFACTURER.id, BARE, operatorActor('interop'));
    const bare = await issued(install, seededRequest(550, 1));
    made.push({ name: 'genuine-b-b', what: 'without time-stamp and proofs', pdf: bare, answeredBy: 'verify' });
    await install.sealing.change(TEST_MANUFACTURER.id, null, operatorActor('interop'));
    const inRegistry = documentsOf('verify', [
      ['genuine-withdrawn', 'withdrawn in the registry since', readSampleOf(data, 'withdrawn').pdf],
      ['genuine-superseded', 'replaced in the registry since', readSampleOf(data, 'superseded').pdf],
    ]);
    return [...made, ...inRegistry];
  } finally {
    await install.close();
  }
}
