import { examineInstall } from '../compose/doctor.ts';
import type { Finding } from '../model/diagnosis/finding.ts';
import { type Command, type CommandContext, EXIT } from './command.ts';
import { printable } from './report.ts';

/** `doctor`: what works, what does not, and what to do. */
export const doctor: Command = {
  name: 'doctor',
  operands: '',
  doc: 'check data folder, disk, clock, keys, anchors, seals, revocation, time-stamps, journal and address; exit 1 where something does not work',
  arity: [0, 0],
  options: {},
  run: async (_input, context) => {
    const findings = await examineInstall(context.config, context.clock);
    for (const finding of findings) show(finding, context);
    return findings.some(({ outcome }) => outcome === 'fault') ? EXIT.refused : EXIT.ok;
  },
};

const SIGNS = { good: 'ok     ', warning: 'warning', fault: 'FAULT  ' } as const;

function show(finding: Finding, { json, print, words }: CommandContext): void {
  const { outcome, code, data, problem } = finding;
  const told = [
    sayOf(words, `doctor.${code}`, data),
    ...(problem === null ? [] : [sayOf(words, `errors.${problem.code}`, problem.data)]),
  ];
  if (json) {
    print(JSON.stringify({ outcome, code, problem: problem?.code ?? null, detail: told.join(' ') }));
    return;
  }
  print(`${SIGNS[outcome]}  ${code}: ${printable(told.join(' '))}`);
}

function sayOf(words: CommandContext['words'], key: string, data: Finding['data']): string {
  return [words.text(`${key}.sentence`, data), words.text(`${key}.remedy`, data)].filter(Boolean).join(' ');
}
