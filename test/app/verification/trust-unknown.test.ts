import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { inspectPdf } from '../../../server/app/verification/inspect-pdf.ts';
import { type VerifyDependencies, verifyDocument } from '../../../server/app/verification/verify-document.ts';
import type { SampleKind } from '../../../server/model/samples/sample.ts';
import { openWorkerPool } from '../../../server/workers/worker-pool.ts';
import { copyInstall, readSampleOf } from '../../support/install.ts';

/** A trust list that cannot be asked leaves the verdict open: nobody is trusted, nobody is called a stranger. */

const copy = copyInstall();
const pool = openWorkerPool({ threads: 1, readingTimeMs: 60_000 });
afterAll(async () => {
  await pool.close();
  copy.remove();
});

const clock = { now: () => new Date().toISOString() };
const refuse = async (): Promise<never> => {
  throw Object.assign(new Error('no primary'), { code: 'store-unreachable' });
};
let asked: string[];
beforeAll(() => {
  asked = [];
});
const ask = (what: string) => async (): Promise<never> => {
  asked.push(what);
  return refuse();
};
const deps: VerifyDependencies = {
  clock,
  reader: pool.reader,
  trustList: { anchors: refuse },
  registry: { find: ask('registry'), isReferenced: refuse, list: ask('registry') } as never,
  revocation: { find: ask('revocation'), kept: ask('revocation') },
  compromisedKeys: { known: ask('compromise') },
};

async function verify(kind: SampleKind) {
  const { pdf, vin } = readSampleOf(copy.folder, kind);
  const result = await verifyDocument(deps, { pdf, vin, destination: null, applicationDate: null });
  if (!result.ok) throw new Error(result.problem.code);
  return result.value;
}

describe('a verification', () => {
  test.each<SampleKind>(['valid', 'withdrawn', 'unknown-issuer'])('of a whole file (%s) is undecided', async (kind) => {
    const verdict = await verify(kind);
    expect(verdict).toMatchObject({ verdict: 'undecided', headline: 'undecided', confirmation: null, test: false });
    const open = verdict.checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'undecided');
    expect(open).toMatchObject([{ id: 'signer-trusted', code: 'trust-unknown' }]);
  });

  test('of an altered file is not valid all the same', async () => {
    expect((await verify('altered')).verdict).toBe('not-valid');
  });

  test('asks nobody else, since each would be waited for', () => {
    expect(asked).toEqual([]);
  });
});

test('an inspection says that nobody knows', async () => {
  const { pdf } = readSampleOf(copy.folder, 'valid');
  const { revocation, trustList } = deps;
  const { outcome, signatures } = await inspectPdf({ clock, inspector: pool.inspector, revocation, trustList }, pdf);
  expect(outcome).toBe('clean');
  expect(signatures).toMatchObject([{ trust: 'unavailable', indication: 'INDETERMINATE', subIndication: 'TRY_LATER' }]);
});
