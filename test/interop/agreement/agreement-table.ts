import type { AgreementDocument } from './documents/agreement-document.ts';
import type { Disagreement, Explanation, Opinions } from './find-disagreements.ts';
import { type Opinion, TOOL_NAMES, type Tool } from './tools/tool.ts';

const MARKS = { accepts: '✓', refuses: '✗', silent: '·' } as const;

/** What was found, as it is put between the marks of docs/interop.md. */
export function agreementTable(
  tools: readonly Tool[],
  documents: readonly AgreementDocument[],
  opinions: Opinions,
  explanations: readonly Explanation[],
  disagreements: readonly Disagreement[],
): string {
  const others = tools.filter(({ name }) => name !== 'verify' && name !== 'inspect');
  return [
    row('tool', 'version', 'what counts as accepting'),
    row('---', '---', '---'),
    ...tools.map(({ name, version, judges }) => row(name, version, judges)),
    '',
    `${documents.length} documents, ${others.length} tools of other people, ${disagreements.length} disagreements.`,
    '',
    ...table(documents, opinions),
    '',
    '## Why they disagree',
    '',
    ...explanations.map(
      ({ tool, documents: names, sentence }) => `- **${tool}** · ${sentence} (${names.map(code).join(', ')})`,
    ),
    '',
  ].join('\n');
}

function table(documents: readonly AgreementDocument[], opinions: Opinions): readonly string[] {
  const columns = TOOL_NAMES.filter((name) => opinions.has(name));
  return [
    row('document', 'what was done', ...columns),
    row('---', '---', ...columns.map(() => '---')),
    ...documents.map(({ name, what, answeredBy }) => {
      const ours = opinions.get(answeredBy)?.get(name);
      return row(code(name), what, ...columns.map((tool) => cell(opinions.get(tool)?.get(name), ours)));
    }),
  ];
}

/** In bold where it says otherwise than the one of ours that answers for the document. */
function cell(opinion: Opinion | undefined, ours: Opinion | undefined): string {
  if (opinion === undefined) return '';
  const text = `${MARKS[opinion.says]} ${opinion.words}`;
  return opinion.says === 'silent' || opinion.says === ours?.says ? text : `**${text}**`;
}

function code(name: string): string {
  return `\`${name}\``;
}

function row(...cells: readonly string[]): string {
  return `| ${cells.map((text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}
