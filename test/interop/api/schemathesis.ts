import path from 'node:path';
import { mustRun, runCommand } from '../agreement/tools/run-command.ts';
import { toolFolder } from '../agreement/tools/tool-folder.ts';

const VERSION = '4.32.5';
/** The same requests each time. */
const SEED = '38';

export type ApiRun = {
  /** Folder of `schemathesis.toml`. */
  readonly config: string;
  readonly openApi: string;
  readonly token: string;
  readonly examples: number;
};

/** Schemathesis from PyPI: what it prints, and whether it found nothing. Throws where Python or the registry is missing. */
export function openSchemathesis(): (run: ApiRun) => { readonly isClean: boolean; readonly printed: string } {
  const folder = toolFolder(`schemathesis-${VERSION}`, (into) => {
    mustRun('python3', ['-m', 'venv', into]);
    const quietly = ['--quiet', '--timeout', '20', '--retries', '1'];
    mustRun(path.join(into, 'bin', 'pip'), ['install', ...quietly, `schemathesis==${VERSION}`]);
  });
  const command = path.join(folder, 'bin', 'schemathesis');
  return ({ config, openApi, token, examples }) => {
    const run = runCommand(command, [
      ...['--config-file', path.join(config, 'schemathesis.toml'), 'run', openApi],
      ...['--header', `Authorization: Bearer ${token}`, '--seed', SEED, '--max-examples', String(examples)],
      ...['--phases', 'examples,coverage,fuzzing', '--continue-on-failure', '--no-shrink', '--no-color'],
    ]);
    const printed = `${run?.out ?? ''}${run?.err ?? ''}`.replaceAll(token, '…');
    return { isClean: run?.status === 0, printed };
  };
}
