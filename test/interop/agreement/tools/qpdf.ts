import { runCommand } from './run-command.ts';
import { askEach, type Opinion, type Tool } from './tool.ts';

/** qpdf --check, from the system. Throws where it is missing. It reads the structure and knows no signatures. */
export function openQpdf(): Tool {
  const run = runCommand('qpdf', ['--version']);
  if (run === null) throw new Error('qpdf is not on this machine');
  const version = /version (\S+)/.exec(run.out)?.[1] ?? '';
  const judges = 'the structure of the file; it knows no signatures, so it never accepts one';
  return { name: 'qpdf', version, judges, judge: (documents) => askEach(documents, ({ file }) => ask(file)) };
}

function ask(file: string): Opinion {
  const said = runCommand('qpdf', ['--check', file]);
  if (said === null) throw new Error('qpdf went away');
  if (said.status === 0 && said.err === '') return { says: 'silent', words: 'nothing found' };
  return { says: 'refuses', words: said.status === 3 ? 'warnings' : 'errors' };
}
