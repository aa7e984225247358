import { SIGNING_ALGORITHMS } from '../ports/signing-keys.ts';
import { type Command, choiceOption } from './command.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { readJson } from './read-input.ts';
import { reportProblem } from './report.ts';
import { OUT_OPTIONS, outOption, writePdf } from './write-pdf.ts';

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
    ...BY_OPTION,
  },
  run: async (input, context) => {
    const out = outOption(input, 'issue');
    const algorithm = choiceOption(input, 'algorithm', SIGNING_ALGORITHMS);
    const request = await readJson(input.positionals[0] ?? '-', context);
    if (request.kind === 'failed') return request.exit;
    const install = await context.install();
    const issued = await install.issue(request.value, {
      by: terminalActor(input, 'issue'),
      ...(algorithm === undefined ? {} : { algorithm }),
    });
    if (!issued.ok) return reportProblem(issued.problem, context);
    return writePdf(install, { number: issued.value.confirmation.number, copy: 'original', out }, context);
  },
};
