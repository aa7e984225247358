import { runCommand } from './run-command.ts';
import { askEach, type Opinion, type Tool } from './tool.ts';

/** Poppler's pdfsig, from the system. Throws where it is missing. It is given no certificate store: it judges no trust. */
export function openPdfsig(): Tool {
  const run = runCommand('pdfsig', ['-v']);
  if (run === null) throw new Error('pdfsig (poppler) is not on this machine');
  const version = /version (\S+)/.exec(run.out + run.err)?.[1] ?? '';
  const judges = 'every signature valid, the total document signed; trust is not asked';
  return { name: 'pdfsig', version, judges, judge: (documents) => askEach(documents, ({ file }) => ask(file)) };
}

function ask(file: string): Opinion {
  const said = runCommand('pdfsig', ['-nocert', file]);
  if (said === null) throw new Error('pdfsig went away');
  const results = [...said.out.matchAll(/Signature Validation: (.*)/g)].map(([, result = '']) =>
    result.replace(/\.$/, ''),
  );
  if (results.length === 0)
    return { says: 'refuses', words: said.status === 0 || said.status === 2 ? 'no signature' : 'fails' };
  const bad = results.filter((result) => result !== 'Signature is Valid');
  if (bad.length > 0) return { says: 'refuses', words: [...new Set(bad)].join('; ') };
  if (!said.out.includes('Total document signed')) return { says: 'silent', words: 'valid, not total document' };
  return { says: 'accepts', words: 'valid' };
}
