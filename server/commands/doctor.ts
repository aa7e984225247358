import { examineInstall } from '../compose/doctor.ts';
import type { Finding } from '../model/diagnosis/finding.ts';
import { type Command, type CommandContext, EXIT } from './command.ts';
import { findingSentence, findingText } from './show/finding.ts';

/** `doctor`: what works, what does not, and what to do. */
export const doctor: Command = {
  name: 'doctor',
  operands: '',
  doc: 'terminal.commands.doctor',
  example: 'doctor',
  arity: [0, 0],
  options: {},
  run: async (_input, context) => {
    const findings = await examineInstall(context.config, context.clock);
    for (const finding of findings) show(finding, context);
    return findings.some(({ outcome }) => outcome === 'fault') ? EXIT.refused : EXIT.ok;
  },
};

function show(finding: Finding, context: CommandContext): void {
  const { outcome, code, problem } = finding;
  if (context.json)
    context.print(
      JSON.stringify({
        outcome,
        code,
        problem: problem?.code ?? null,
        detail: findingSentence(finding, context.words),
      }),
    );
  else context.print(findingText(finding, context));
}
