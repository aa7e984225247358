import { text } from 'node:stream/consumers';
import { SIGNING_ALGORITHMS } from '../ports/signing-keys.ts';
import { type Command, choiceOption, EXIT } from './command.ts';
import { type InputFile, readInputFile, UNREADABLE_FILE } from './read-input-file.ts';
import { reportProblem } from './report-problem.ts';
import { OUT_OPTIONS, outOption, writePdf } from './write-pdf.ts';

/** Who issues, in registry and audit log, when it is done from a terminal. */
export const TERMINAL = 'terminal';

/** `issue REQUEST.json --out FILE.pdf`: seals what is asked for and writes the file. */
export const issue: Command = {
  name: 'issue',
  operands: 'REQUEST.json',
  doc: 'issue a sealed confirmation and write its PDF (`-` reads the request from standard input)',
  arity: [1, 1],
  options: {
    ...OUT_OPTIONS,
    algorithm: {
      type: 'string',
      value: 'NAME',
      doc: `which of the maker's keys signs: ${SIGNING_ALGORITHMS.join(' or ')}`,
    },
  },
  run: async (input, context) => {
    const out = outOption(input, 'issue');
    const algorithm = choiceOption(input, 'algorithm', SIGNING_ALGORITHMS);
    const source = input.positionals[0] ?? '-';
    const typed = await readText(source);
    if (typeof typed !== 'string') {
      context.complain(`vinseal: ${source}: ${UNREADABLE_FILE[typed.code]}`);
      return EXIT.noInput;
    }
    const request = parseJson(typed);
    if (request === undefined) return reportProblem({ code: 'body-not-json', data: {}, fields: [] }, context);
    const install = await context.install();
    const issued = await install.issue(request, { by: TERMINAL, ...(algorithm === undefined ? {} : { algorithm }) });
    if (!issued.ok) return reportProblem(issued.problem, context);
    return writePdf(install, { number: issued.value.confirmation.number, copy: 'original', out }, context);
  },
};

async function readText(source: string): Promise<string | Extract<InputFile, { kind: 'unreadable' }>> {
  if (source === '-') return text(process.stdin);
  const read = await readInputFile(source);
  return read.kind === 'read' ? new TextDecoder().decode(read.bytes) : read;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
