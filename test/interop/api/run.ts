import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readSampleOf } from '../../support/install.ts';
import { openSchemathesis } from './schemathesis.ts';
import { startService } from './service.ts';

/**
 * The third part of `npm run interop`: Schemathesis sends what `/openapi.json` allows, and what it does not, to the real
 * service on the loopback. Once with whatever it makes up, once to what is there. Exit 1 for any finding: a status, media
 * type, header or body that is not documented, a server error, invalid data taken, valid data refused.
 */
const CONFIG = path.join(import.meta.dirname, 'schemathesis.toml');
const EXAMPLES = { madeUp: 20, existing: 8 };

const work = mkdtempSync(path.join(tmpdir(), 'vinseal-api-'));
// It keeps what it found in the folder where it runs.
process.chdir(work);
try {
  process.exitCode = await run();
} finally {
  process.chdir(tmpdir());
  rmSync(work, { recursive: true, force: true });
}

async function run(): Promise<number> {
  const test = toolOrNull();
  if (test === null) return 0;
  const service = await startService(path.join(work, 'data'));
  try {
    const common = { openApi: `${service.url}/openapi.json`, token: service.token };
    const { number } = readSampleOf(path.join(work, 'data'), 'valid');
    const found = [
      test({ ...common, config: configure('made-up', ''), examples: EXAMPLES.madeUp }),
      test({ ...common, config: configure('existing', parameters(number)), examples: EXAMPLES.existing }),
    ];
    for (const { printed } of found) process.stdout.write(`${printed}\n`);
    return found.every(({ isClean }) => isClean) ? 0 : 1;
  } finally {
    await service.stop();
  }
}

function toolOrNull(): ReturnType<typeof openSchemathesis> | null {
  try {
    return openSchemathesis();
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault);
    process.stderr.write(`MISSING: Schemathesis does not try the API: ${why}\n`);
    return null;
  }
}

/** What the settings of every run, and those of this one, say, in a folder of its own. */
function configure(name: string, more: string): string {
  const folder = path.join(work, name);
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'schemathesis.toml'), `${readFileSync(CONFIG, 'utf8')}\n${more}`);
  return folder;
}

/** What is there to be read, suspended, retired, withdrawn. */
function parameters(number: string): string {
  const rows = [
    ['/confirmations/', 'number', JSON.stringify(number)],
    ['/keys/', 'id', '"test-maker-ecdsa-p256-sha256"'],
    ['/manufacturers/', 'id', '"test-maker"'],
  ] as const;
  const tables = rows.map(
    ([place, name, value]) =>
      `[[operations]]\ninclude-path-regex = "^${place}"\nparameters = { "path.${name}" = ${value} }\n`,
  );
  return tables.join('\n');
}
