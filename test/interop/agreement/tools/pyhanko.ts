import path from 'node:path';
import { mustRun, runCommand } from './run-command.ts';
import type { DocumentFile, Opinion, Tool } from './tool.ts';
import { toolFolder } from './tool-folder.ts';

const VERSION = '0.38.0';
const SCRIPT = path.join(import.meta.dirname, '../pyhanko/judge.py');

type Judged = {
  readonly file: string;
  readonly signatures: readonly {
    readonly kind: 'signature' | 'timestamp';
    readonly ok: boolean;
    readonly fault?: string;
    readonly intact: boolean;
    readonly valid: boolean;
    readonly trusted: boolean;
    readonly trustProblem: string | null;
    readonly modification: string | null;
    readonly docMdpOk: boolean;
  }[];
  readonly fault?: string;
};

/** The Python that has pyHanko from PyPI, in a virtual environment of its own. Throws where Python or the registry is missing. */
export function pythonWithPyHanko(): { readonly python: string; readonly version: string } {
  const folder = toolFolder(`pyhanko-${VERSION}`, (into) => {
    const python = path.join(into, 'bin', 'python');
    const install = ['install', '--quiet', '--timeout', '20', '--retries', '1', `pyHanko==${VERSION}`];
    // To put a pip of its own into the environment takes longer than to install pyHanko with the one of the machine.
    const hasPip = runCommand('python3', ['-m', 'pip', '--help'])?.out.includes('--python ') ?? false;
    mustRun('python3', ['-m', 'venv', ...(hasPip ? ['--without-pip'] : []), into]);
    if (hasPip) mustRun('python3', ['-m', 'pip', '--python', python, ...install]);
    else mustRun(python, ['-m', 'pip', ...install]);
  });
  return { python: path.join(folder, 'bin', 'python'), version: VERSION };
}

/** pyHanko over PDFs. Throws where Python or the registry is missing. */
export function openPyHanko(trust: string): Tool {
  const { python } = pythonWithPyHanko();
  const judge = async (documents: readonly DocumentFile[]) => {
    const printed = mustRun(python, [SCRIPT, trust, ...documents.map(({ file }) => file)]);
    const lines = printed.trim().split('\n');
    return new Map(documents.map(({ name }, index) => [name, opinionOf(JSON.parse(lines[index] ?? ''))]));
  };
  const judges = 'every signature: intact, valid, trusted (revocation required), changes within what it permits';
  return { name: 'pyHanko', version: VERSION, judges, judge };
}

function opinionOf({ signatures, fault }: Judged): Opinion {
  if (fault !== undefined) return { says: 'refuses', words: shortFault(fault) };
  if (signatures.length === 0) return { says: 'refuses', words: 'no signature' };
  const words = signatures.map(wordsOf);
  const accepts = signatures.every(({ ok }) => ok);
  return { says: accepts ? 'accepts' : 'refuses', words: [...new Set(words)].join('; ') };
}

function wordsOf(signature: Judged['signatures'][number]): string {
  if (signature.fault !== undefined) return shortFault(signature.fault);
  const wrong = [
    signature.intact ? null : 'not intact',
    signature.valid ? null : 'not valid',
    signature.intact && signature.valid && !signature.trusted ? (signature.trustProblem ?? 'not trusted') : null,
    signature.docMdpOk ? null : 'changes not permitted',
    signature.modification === 'OTHER' ? 'suspicious changes' : null,
  ].filter((word) => word !== null);
  return wrong.length > 0 ? wrong.join(', ') : `changes ${signature.modification ?? 'none'}`.toLowerCase();
}

/** The first clause: what stands behind it differs with offsets and addresses. */
function shortFault(fault: string): string {
  return (
    fault
      .split(/[.\n([;]/)[0]
      ?.slice(0, 80)
      .trim() ?? fault
  );
}
