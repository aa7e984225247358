import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { embedSignature } from '#core/pdf/additions/embed-signature.ts';
import { placeArchiveProofs, sorted } from '#core/pdf/additions/place-archive-proofs.ts';
import { NO_PROOFS, type SealedProofs } from '#core/pdf/additions/unsealed-document.ts';
import { valueBytes } from '#core/pdf/additions/write-value.ts';
import { readSignatures } from '#core/pdf/document/read-signed-document.ts';
import { readSecurityStore } from '#core/pdf/document/security-store.ts';
import { openPdf } from '#core/pdf/syntax/open-pdf.ts';
import { readSampleOf } from '../../../support/install.ts';
import { hasTool } from '../../../support/tools.ts';

const { pdf } = readSampleOf(process.env.VINSEAL_TEST_INSTALL ?? '', 'valid');
/** A SEQUENCE, as a security store may hold it. */
const der = (text: string) => Uint8Array.of(0x30, text.length, ...new TextEncoder().encode(text));
const proofs: SealedProofs = {
  certificates: [der('certificate')],
  crls: [der('list')],
  ocsps: [der('answer'), der('another')],
};
const TOKEN = Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x01);

/** The file with proofs and a token that says nothing: where things lie is what is tested here. */
async function extended(file: Uint8Array, what = proofs): Promise<Uint8Array> {
  return embedSignature(await placeArchiveProofs(file, { proofs: what, tokenBytes: 64 }), TOKEN);
}

describe('two updates after the seal', () => {
  test('not a byte of the file changes, and no two readers can differ', async () => {
    const after = await extended(pdf);
    expect(Buffer.from(after.subarray(0, pdf.length)).equals(pdf)).toBe(true);
    const file = openPdf(after);
    expect([file.revisions.length, file.findings.codes]).toEqual([openPdf(pdf).revisions.length + 2, []]);
  });

  test('what is new of the proofs lies in the first, and once only', async () => {
    const sealed = readSecurityStore(openPdf(pdf));
    const once = readSecurityStore(openPdf(await extended(pdf)));
    expect(once).toEqual([...sealed, { revision: 1, ...(await sorted(proofs)) }]);
    const more = { ...proofs, crls: [...proofs.crls, der('newer list')] };
    const twice = openPdf(await extended(await extended(pdf), more));
    expect(readSecurityStore(twice)).toEqual([
      ...once,
      { revision: 3, certificates: [], crls: [der('newer list')], ocsps: [] },
    ]);
  });

  test('without new proofs the time-stamp comes alone', async () => {
    expect(openPdf(await extended(pdf, NO_PROOFS)).revisions).toHaveLength(2);
  });

  test('the time-stamp is over the whole file, and all that came before keeps its cover', async () => {
    const signatures = readSignatures(openPdf(await extended(await extended(pdf))));
    expect(signatures.map(({ coverage, subFilter }) => [coverage, subFilter])).toEqual([
      ['entire-revision', 'ETSI.CAdES.detached'],
      ['entire-revision', 'ETSI.RFC3161'],
      ['entire-file', 'ETSI.RFC3161'],
    ]);
    expect(new Set(signatures.map(({ name }) => name)).size).toBe(3);
  });

  test('the same arguments give the same bytes', async () => {
    expect(await extended(pdf)).toEqual(await extended(pdf));
  });
});

const qpdf = hasTool('qpdf', 'what qpdf says of archive copies is not asked') ? test : test.skip;
qpdf('qpdf --check: no errors, no warnings', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-archive-'));
  const file = path.join(folder, 'copy.pdf');
  writeFileSync(file, await extended(await extended(pdf)));
  const run = spawnSync('qpdf', ['--check', file], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect([run.status, run.stderr]).toEqual([0, '']);
});

describe('a value that is written again', () => {
  const string = { bytes: Uint8Array.of(0, 40, 255), source: new Uint8Array(), start: 0, end: 0 };
  test.each([
    [null, 'null'],
    [true, 'true'],
    [-12, '-12'],
    [{ type: 'real', value: 0.5 } as const, '0.5'],
    [{ type: 'real', value: -3 } as const, '-3.0'],
    [{ type: 'real', value: 0.00000012 } as const, '0.00000012'],
    [{ type: 'name', value: 'A B#/\xe9' } as const, '/A#20B#23#2f#e9'],
    [{ type: 'string', form: 'literal', ...string } as const, '<0028ff>'],
    [[1, { type: 'ref', number: 7, generation: 0 } as const], '[1 7 0 R]'],
    [{ type: 'dict', entries: new Map([['K', null]]) } as const, '<<\n/K null\n>>'],
  ])('%j', (value, text) => {
    expect(new TextDecoder('latin1').decode(valueBytes(value))).toBe(text);
  });
});
