import type { TrustCase } from '../../core/validation/trust-cases/trust-case.ts';
import type { Disagreement, Explanation } from '../agreement/find-disagreements.ts';
import type { Said, TrustTool } from './tools.ts';

/** What one tool said of the cases, beside what ours does. */
export type Compared = {
  readonly tool: TrustTool;
  readonly said: ReadonlyMap<string, Said>;
  /** How many it takes or refuses as ours does, and of how many of them it gives the same sub-indication. */
  readonly agreeing: number;
  readonly alike: number;
  readonly disagreements: readonly Disagreement[];
};

/** Two agree where both pass a signature or neither does: the terms for what is open differ from tool to tool. */
export function compareTool(tool: TrustTool, cases: readonly TrustCase[], answers: readonly Said[]): Compared {
  if (answers.length !== cases.length)
    throw new Error(`${tool.name} judged ${answers.length} of ${cases.length} cases`);
  const pairs = cases.map((one, index) => ({ one, said: answers[index] as Said }));
  const agreeing = pairs.filter(({ one, said }) => passes(said) === (one.result[0] === 'TOTAL-PASSED'));
  const alike = agreeing.filter(({ one, said }) => passes(said) || said.subIndication === one.result[1]);
  return {
    tool,
    said: new Map(pairs.map(({ one, said }) => [one.name, said])),
    agreeing: agreeing.length,
    alike: alike.length,
    disagreements: pairs
      .filter((pair) => !agreeing.includes(pair))
      .map(({ one }) => ({ tool: tool.name, document: one.name })),
  };
}

function passes({ indication }: Said): boolean {
  return indication === 'PASSED' || indication === 'TOTAL_PASSED';
}

/** The figures, and why the tools say otherwise, as they are put between the marks of docs/interop.md. */
export function trustReport(
  cases: number,
  compared: readonly Compared[],
  explanations: readonly Explanation[],
): string {
  const figures = compared.map(
    ({ tool, agreeing, alike, disagreements }) =>
      `| ${tool.name} | ${tool.version} | ${agreeing} | ${alike} | ${disagreements.length} |`,
  );
  const reasons = explanations.map(
    ({ tool, documents, sentence }) =>
      `- **${tool}** · ${sentence} (${documents.map((name) => `\`${name}\``).join(', ')})`,
  );
  return [
    `${cases} cases.`,
    '',
    '| tool | version | agrees | with the same sub-indication | disagrees |',
    '| --- | --- | --- | --- | --- |',
    ...figures,
    '',
    ...reasons,
    '',
  ].join('\n');
}
