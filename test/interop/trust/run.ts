import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ALL_CASES } from '../../core/validation/trust-cases/all-cases.ts';
import { judgeCase } from '../../core/validation/trust-cases/judge-case.ts';
import type { TrustCase } from '../../core/validation/trust-cases/trust-case.ts';
import { compareWithExplanations } from '../agreement/find-disagreements.ts';
import { readExplanations } from '../agreement/read-explanations.ts';
import { type Compared, compareTool, trustReport } from './compare.ts';
import { openTrustTools } from './tools.ts';
import { writeCases } from './write-cases.ts';

/**
 * The second half of `npm run interop`: the cases of the judge of trust as signed documents with their lists, answers,
 * stamps and moments, judged by other people's validators beside our own. Exit 1 for a disagreement that nobody explained,
 * or where ours says otherwise than its table. docs/interop.md is written when all tools are here.
 */
const PROJECT = path.join(import.meta.dirname, '../../..');
const PAGE = path.join(PROJECT, 'docs', 'interop.md');
const [BEGIN, END] = ['<!-- trust cases -->', '<!-- /trust cases -->'];

/** A certificate with an extension twice can be put into no signature by the tools of the tests. */
const UNWRITABLE: ReadonlySet<string> = new Set(['leaf-repeated-extension']);

process.exitCode = await run();

async function run(): Promise<number> {
  const { tools, missing } = openTrustTools();
  for (const { name, why } of missing) complain(`MISSING: ${name} is not asked about trust: ${why}`);
  const cases = ALL_CASES.filter(({ name }) => !UNWRITABLE.has(name));
  const folders = await writeCases(path.join(PROJECT, '.interop', 'trust-cases'), cases);
  const wrong = await oursOtherwise(cases);
  for (const name of wrong) complain(`WRONG: ours says otherwise of ${name} than its row`);
  const compared = tools.map((tool): Compared => compareTool(tool, cases, tool.judge(folders)));
  const explanations = readExplanations(path.join(import.meta.dirname, 'explanations.json'));
  const disagreements = compared.flatMap((one) => one.disagreements);
  const asked = new Set(tools.map(({ name }) => name));
  const { unexplained, stale } = compareWithExplanations(disagreements, explanations, asked);
  for (const { tool, document } of unexplained)
    complain(`UNEXPLAINED: ${tool} says otherwise of ${document}: ${saidOf(compared, tool, document)}`);
  for (const { tool, document } of stale) complain(`STALE: ${tool} agrees about ${document}, and is explained`);
  const report = trustReport(cases.length, compared, explanations);
  process.stdout.write(`${report}\n`);
  if (missing.length === 0) writePage(report);
  return unexplained.length + stale.length + wrong.length === 0 ? 0 : 1;
}

async function oursOtherwise(cases: readonly TrustCase[]): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const { name, make, result } of cases) {
    const { indication, subIndication } = await judgeCase(await make());
    if (indication !== result[0] || subIndication !== result[1]) wrong.push(name);
  }
  return wrong;
}

function saidOf(compared: readonly Compared[], tool: string, name: string): string {
  const said = compared.find((one) => one.tool.name === tool)?.said.get(name);
  return `${said?.indication} ${said?.subIndication}`;
}

function writePage(report: string): void {
  const page = readFileSync(PAGE, 'utf8');
  const [before = '', rest = ''] = page.split(BEGIN);
  writeFileSync(PAGE, `${before}${BEGIN}\n${report}${END}${rest.split(END)[1] ?? ''}`);
}

function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}
