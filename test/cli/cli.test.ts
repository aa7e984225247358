import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { formatConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import { cliInProcess } from '../support/cli-in-process.ts';
import { copyInstall, readSampleOf } from '../support/install.ts';

/** The command line is a contract: names, fields and exit codes. */

let copy: ReturnType<typeof copyInstall>;
let scratch: string;

beforeAll(() => {
  copy = copyInstall();
  scratch = mkdtempSync(path.join(tmpdir(), 'vinseal-cli-'));
});
afterAll(() => {
  copy.remove();
  rmSync(scratch, { recursive: true, force: true });
});

const vinseal = (...args: string[]) => cliInProcess([...args, '--data', copy.folder]);
const sample = (name: string) => path.join(copy.folder, 'samples', `${name}.pdf`);

describe('verify', () => {
  test.each([
    ['valid', 0],
    ['altered', 1],
    ['withdrawn', 2],
    ['superseded', 2],
    ['other-manufacturer', 1],
    ['unknown-issuer', 1],
  ])('%s.pdf ends with %i', async (name, code) => {
    const run = await vinseal('verify', sample(name), '--json');
    expect(run.stderr).toBe('');
    expect(run.code).toBe(code);
    const answer = JSON.parse(run.stdout);
    expect(Object.keys(answer)).toEqual(
      expect.arrayContaining(['file', 'verdict', 'vehicle', 'test', 'checks', 'confirmation']),
    );
    expect(answer.file).toBe(sample(name));
    expect(Object.keys(answer.checks[0])).toEqual(['id', 'outcome', 'code', 'sentence', 'remedy']);
  });

  test('a vehicle, a destination and a date can be asked for', async () => {
    const { vin } = readSampleOf(copy.folder, 'valid');
    const asked = ['--vin', vin.toLowerCase(), '--destination', 'kz', '--application-date', '2026-12-01'];
    const run = await vinseal('verify', sample('valid'), ...asked, '--json');
    expect([run.code, JSON.parse(run.stdout).vehicle]).toEqual([0, 'matched']);
    const other = await vinseal('verify', sample('valid'), '--vin', vin, '--destination', 'RU');
    expect(other.code).toBe(1);
  });

  test('several files: a line each, in order, and the worst as exit code', async () => {
    const run = await vinseal('verify', sample('valid'), sample('withdrawn'), '--json');
    const lines = run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).verdict);
    expect([run.code, ...lines]).toEqual([2, 'valid', 'withdrawn']);
  });

  test('a VIN that cannot be one is refused by its length', async () => {
    const run = await vinseal('verify', sample('valid'), '--vin', '123');
    expect([run.code, run.stdout]).toEqual([64, '']);
    expect(run.stderr).toContain('/vin  vin-length');
  });

  test('a VIN as a scanner gives it is asked back, and so is a number with a lookalike', async () => {
    const scanned = await vinseal('verify', sample('valid'), '--vin', '*1M8GDM9AXKP042788*');
    expect([scanned.code, scanned.stdout]).toEqual([64, '']);
    expect(scanned.stderr).toMatch(/vin-scanned: .* → 1M8GDM9AXKP042788/);
    const number = formatConfirmationNumber({ makerCode: 'TEST', year: 2026, sequence: 1 });
    for (const command of [
      ['show'],
      ['download', '--out', path.join(scratch, 'none.pdf')],
      ['withdraw', '--reason', 'lost', '--yes'],
    ]) {
      const mistyped = await vinseal(...command, number.replace('2026', '2O26'));
      expect([mistyped.code, mistyped.stdout]).toEqual([1, '']);
      expect(mistyped.stderr).toContain(`→ ${number}`);
    }
  });

  test('a folder is called one', async () => {
    const run = await vinseal('verify', scratch, '--json');
    expect(run.code).toBe(66);
    expect(run.stderr).toContain('folder');
  });

  test('a file that is not there comes first', async () => {
    const run = await vinseal('verify', sample('altered'), '/nowhere.pdf', '--json');
    expect(run.code).toBe(66);
    expect(run.stderr).toContain('/nowhere.pdf');
    expect(JSON.parse(run.stdout).verdict).toBe('not-valid');
  });

  test.each([
    ['no file', ['verify']],
    ['an unknown option', ['verify', 'x.pdf', '--colour', 'red']],
    ['an unknown command', ['frobnicate']],
    ['no command', []],
  ])('%s is a usage error', async (_name, args) => {
    const run = args.length === 0 ? await cliInProcess([]) : await vinseal(...args);
    expect(run.code).toBe(64);
    expect(run.stderr.trim().split('\n').length).toBeLessThanOrEqual(3);
  });
});

describe('inspect', () => {
  test('a line a file, in order, whatever they are', async () => {
    const noPdf = path.join(scratch, 'no.pdf');
    writeFileSync(noPdf, 'hello');
    const run = await vinseal('inspect', sample('unknown-issuer'), noPdf, sample('altered'), '--json');
    expect([run.code, run.stderr]).toEqual([0, '']);
    const lines = run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ file, outcome }) => [file, outcome])).toEqual([
      [sample('unknown-issuer'), 'clean'],
      [noPdf, 'unreadable'],
      [sample('altered'), 'suspect'],
    ]);
    expect(lines[0].signatures[0]).toMatchObject({
      coverage: 'entire-file',
      signedBytes: readFileSync(sample('unknown-issuer')).length,
    });
  });

  test.each([
    ['not there', '/nowhere.pdf', 'no-such-file'],
    ['a folder', tmpdir(), 'is-a-directory'],
  ])('a file that is %s has a line, too', async (_name, file, code) => {
    const run = await vinseal('inspect', file, sample('valid'), '--json');
    expect(run.code).toBe(66);
    expect(run.stderr).toContain(file);
    const [first, second] = run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect([first.outcome, first.problems]).toEqual(['unreadable', [code]]);
    expect(second.outcome).toBe('clean');
  });

  test('says whom the trust list of the data folder trusts', async () => {
    const run = await vinseal('inspect', sample('valid'), sample('unknown-issuer'), '--json');
    const [ours, stranger] = run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).signatures[0]);
    expect(ours).toMatchObject({ trust: 'trusted', indication: 'TOTAL-PASSED', subIndication: null });
    expect(stranger).toMatchObject({ trust: 'untrusted', subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' });
  });

  test('no file is a usage error', async () => {
    expect((await vinseal('inspect')).code).toBe(64);
  });
});

test('a country that is none is refused before any verdict', async () => {
  const run = await vinseal('verify', sample('valid'), '--destination', 'Kazakhstan');
  expect([run.code, run.stdout]).toEqual([64, '']);
  expect(run.stderr).toContain('country-unknown');
});

describe('issue, show, withdraw', () => {
  test('from a sample request to a withdrawn confirmation', async () => {
    const request = await vinseal('sample-request', '--vehicles', '2', '--destination', 'UZ');
    expect(request.code).toBe(0);
    const file = path.join(scratch, 'request.json');
    writeFileSync(file, request.stdout);
    const out = path.join(scratch, 'sealed.pdf');
    const issued = await vinseal('issue', file, '--out', out, '--json');
    expect(issued.stderr).toBe('');
    const answer = JSON.parse(issued.stdout);
    expect(answer).toEqual({
      number: expect.stringMatching(/^ASC-TEST-\d{4}-\d{7}./),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      vehicles: 2,
      file: out,
    });
    expect(readFileSync(out).subarray(0, 5).toString()).toBe('%PDF-');

    const shown = JSON.parse((await vinseal('show', answer.number, '--json')).stdout);
    expect([shown.status, shown.vehicles.length]).toEqual(['live', 2]);
    const { vin } = shown.vehicles[0];
    const partly = await vinseal('withdraw', answer.number, '--reason', 'lost', '--vin', vin, '--yes', '--json');
    expect(JSON.parse(partly.stdout).status).toBe('partly-withdrawn');
    const verdict = await vinseal('verify', out, '--vin', shown.vehicles[1].vin);
    expect(verdict.code).toBe(0);
    expect((await vinseal('verify', out)).code).toBe(2);
    expect((await vinseal('withdraw', answer.number, '--reason', 'other', '--yes')).code).toBe(0);
    expect((await vinseal('withdraw', answer.number, '--reason', 'other', '--yes')).code).toBe(1);
  });

  test('a P-256 key seals too', async () => {
    const file = path.join(scratch, 'p256.json');
    writeFileSync(file, (await vinseal('sample-request')).stdout);
    const out = path.join(scratch, 'p256.pdf');
    expect((await vinseal('issue', file, '--out', out, '--algorithm', 'ecdsa-p256-sha256')).code).toBe(0);
    const verdict = JSON.parse((await vinseal('verify', out, '--json')).stdout);
    expect(verdict.verdict).toBe('valid');
  });

  test('the PDF can be written again, and a place that cannot be written is refused before anything is issued', async () => {
    const file = path.join(scratch, 'again.json');
    writeFileSync(file, (await vinseal('sample-request')).stdout);
    for (const out of [path.join(scratch, 'nowhere', 'x.pdf'), scratch])
      expect((await vinseal('issue', file, '--out', out)).code).toBe(64);
    const first = path.join(scratch, 'first.pdf');
    const { number } = JSON.parse((await vinseal('issue', file, '--out', first, '--json')).stdout);
    const second = path.join(scratch, 'second.pdf');
    expect((await vinseal('download', number, '--out', second)).code).toBe(0);
    expect(readFileSync(second).equals(readFileSync(first))).toBe(true);
    writeFileSync(second, 'mine');
    expect((await vinseal('issue', file, '--out', second)).code).toBe(64);
    expect((await vinseal('download', number, '--out', second)).code).toBe(64);
    expect(readFileSync(second, 'utf8')).toBe('mine');
    expect((await vinseal('download', number, '--out', second, '--force')).code).toBe(0);
    expect(readFileSync(second).equals(readFileSync(first))).toBe(true);
  });

  test('a request can come from standard input', async () => {
    const request = (await vinseal('sample-request')).stdout;
    const out = path.join(scratch, 'piped.pdf');
    const run = await cliInProcess(['issue', '-', '--out', out, '--data', copy.folder, '--json'], {}, request);
    expect([run.code, run.stderr, JSON.parse(run.stdout).file]).toEqual([0, '', out]);
  });

  test('a name that customs would not take is a warning', async () => {
    const request = (await vinseal('sample-request')).stdout;
    const out = path.join(scratch, `${'long-'.repeat(13)}.pdf`);
    const run = await cliInProcess(['issue', '-', '--out', out, '--data', copy.folder, '--json'], {}, request);
    expect([run.code, JSON.parse(run.stdout).file]).toEqual([0, out]);
    expect(JSON.parse(run.stderr).warnings).toMatchObject([{ pointer: '', code: 'customs-file-name-too-long' }]);
  });

  test('with --json a refusal is one JSON value', async () => {
    const file = path.join(scratch, 'json.json');
    const request = JSON.parse((await vinseal('sample-request')).stdout);
    writeFileSync(file, JSON.stringify({ ...request, exporter: { ...request.exporter, name: 'A\u202eB' } }));
    const run = await vinseal('issue', file, '--out', path.join(scratch, 'json.pdf'), '--json');
    expect(run.code).toBe(1);
    const problem = JSON.parse(run.stderr);
    expect(problem.errors[0]).toMatchObject({ pointer: '/exporter/name', code: 'text-not-printable' });
    expect(problem.errors[0].detail).toContain('U+202E');
  });

  test('a refused request says every fault, and writes nothing', async () => {
    const request = JSON.parse((await vinseal('sample-request')).stdout);
    request.vehicles[0].vin = request.vehicles[0].vin.replace(/^L0X/, 'LOX');
    request.vehicles[0].destination = 'FR';
    const file = path.join(scratch, 'wrong.json');
    writeFileSync(file, JSON.stringify(request));
    const out = path.join(scratch, 'never.pdf');
    const run = await vinseal('issue', file, '--out', out);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('/vehicles/0/vin  vin-characters');
    expect(run.stderr).toContain('/vehicles/0/destination  destination-not-served');
    expect(existsSync(out)).toBe(false);
  });

  test.each([
    ['a request that is not there', ['issue', '/nowhere.json', '--out', 'x.pdf'], 66],
    ['no --out', ['issue', 'request.json'], 64],
    ['no reason', ['withdraw', 'ASC-TEST-2026-0000001X'], 64],
    ['a reason that is none', ['withdraw', 'ASC-TEST-2026-0000001X', '--reason', 'because'], 64],
    ['a number that is none', ['show', 'nonsense'], 1],
    ['too many vehicles', ['sample-request', '--vehicles', '1001'], 64],
    ['a destination without an outlet', ['sample-request', '--destination', 'DE'], 64],
    ['a language that documents lack', ['sample-request', '--languages', 'zh,fr'], 64],
    ['languages without Chinese', ['sample-request', '--languages', 'en,ru'], 64],
    ['a group of commands without a command', ['keys'], 64],
  ])('%s', async (_name, args, code) => {
    expect((await vinseal(...args)).code).toBe(code);
  });
});

test('--help names every command and exit code', async () => {
  const { code, stdout } = await cliInProcess(['--help']);
  expect(code).toBe(0);
  for (const word of [
    'sample-request',
    'issue',
    'verify',
    'withdraw',
    'show',
    'access-keys create',
    '--data',
    '64',
    '66',
  ])
    expect(stdout).toContain(word);
});

test('any command makes an empty folder ready first', async () => {
  const data = path.join(scratch, 'fresh');
  // That of a demonstration, with keys and samples, takes ten seconds more: `guides.test.ts` begins with one.
  const env = { VINSEAL_ENV: 'production', VINSEAL_PUBLIC_URL: 'https://check.example', VINSEAL_JOURNAL: 'none' };
  const run = await cliInProcess(['manufacturers', 'list', '--data', data], env);
  expect([run.code, run.stderr]).toEqual([0, expect.stringContaining(data)]);
  expect(existsSync(path.join(data, 'install.json'))).toBe(true);
});
