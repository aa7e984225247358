import type { AgreementDocument } from './documents/agreement-document.ts';
import type { Opinion, ToolName } from './tools/tool.ts';

/** What each tool said of each document, by tool and then by the document's name. */
export type Opinions = ReadonlyMap<ToolName, ReadonlyMap<string, Opinion>>;

/** Why a tool says otherwise than we do of some documents. */
export type Explanation = {
  readonly tool: ToolName;
  readonly documents: readonly string[];
  readonly sentence: string;
  /** Whether the tool decides by chance, so that it may agree as well. */
  readonly unsteady?: true | undefined;
};

export type Disagreement = { readonly tool: ToolName; readonly document: string };

/** Where a tool accepts what ours refuses, or the other way about. Silence is no disagreement. */
export function findDisagreements(
  documents: readonly AgreementDocument[],
  opinions: Opinions,
): readonly Disagreement[] {
  return documents.flatMap(({ name, answeredBy }) => {
    const ours = opinions.get(answeredBy)?.get(name);
    if (ours === undefined) throw new Error(`${answeredBy} said nothing of ${name}`);
    return [...opinions].flatMap(([tool, said]) => {
      const theirs = said.get(name) ?? SILENT;
      return theirs.says === 'silent' || theirs.says === ours.says ? [] : [{ tool, document: name }];
    });
  });
}

const SILENT: Opinion = { says: 'silent', words: '' };

/** Disagreements without an explanation, and explanations (of tools that were asked) of what is no disagreement. */
export function compareWithExplanations(
  disagreements: readonly Disagreement[],
  explanations: readonly Explanation[],
  asked: ReadonlySet<ToolName>,
): { readonly unexplained: readonly Disagreement[]; readonly stale: readonly Disagreement[] } {
  const key = ({ tool, document }: Disagreement) => `${tool}\n${document}`;
  const pairsOf = ({ tool, documents }: Explanation) => documents.map((document) => ({ tool, document }));
  const explained = explanations.flatMap(pairsOf);
  const steady = explanations.filter(({ unsteady }) => unsteady !== true).flatMap(pairsOf);
  const explainedKeys = new Set(explained.map(key));
  const foundKeys = new Set(disagreements.map(key));
  return {
    unexplained: disagreements.filter((one) => !explainedKeys.has(key(one))),
    stale: steady.filter((one) => asked.has(one.tool) && !foundKeys.has(key(one))),
  };
}
