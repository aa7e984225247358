import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { agreementTable } from './agreement-table.ts';
import type { AgreementDocument } from './documents/agreement-document.ts';
import { makeDocuments } from './documents/make-documents.ts';
import { compareWithExplanations, findDisagreements } from './find-disagreements.ts';
import { openTools } from './open-tools.ts';
import { readExplanations } from './read-explanations.ts';
import { openOurs } from './tools/ours.ts';
import type { DocumentFile, Opinion, Tool, ToolName } from './tools/tool.ts';

/**
 * `npm run interop`: makes our documents and our attacks, has other people's validators judge them beside our own, and
 * prints the table. Exit 1 for a disagreement that nobody explained. docs/interop.md is written when all tools are here.
 */
const PROJECT = path.join(import.meta.dirname, '../../..');
const PAGE = path.join(PROJECT, 'docs', 'interop.md');
const DOCUMENTS = path.join(PROJECT, '.interop', 'documents');
const [BEGIN, END] = ['<!-- agreement -->', '<!-- /agreement -->'];

const work = mkdtempSync(path.join(tmpdir(), 'vinseal-interop-'));
try {
  process.exitCode = await run();
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function run(): Promise<number> {
  const [data, trust] = [path.join(work, 'data'), path.join(work, 'trust')];
  mkdirSync(data);
  const { tools, missing } = openTools(trust);
  for (const { name, why } of missing) complain(`MISSING: ${name} is not asked: ${why}`);
  complain('making documents');
  const documents = writeDocuments(await makeDocuments(data, trust, { folder: path.join(work, 'writers'), complain }));
  const ours = await openOurs(data, projectVersion());
  const all = [ours.verify, ours.inspect, ...tools];
  const opinions = await askAll(all, documents);
  await ours.close();
  const disagreements = findDisagreements(documents, opinions);
  const explanations = readExplanations();
  const table = agreementTable(all, documents, opinions, explanations, disagreements);
  process.stdout.write(`${table}\n`);
  if (missing.length === 0) writePage(table);
  const { unexplained, stale } = compareWithExplanations(disagreements, explanations, new Set(opinions.keys()));
  for (const { tool, document } of unexplained) complain(`UNEXPLAINED: ${tool} says otherwise of ${document}`);
  for (const { tool, document } of stale) complain(`STALE: ${tool} agrees about ${document}, and is explained`);
  return unexplained.length + stale.length === 0 ? 0 : 1;
}

async function askAll(tools: readonly Tool[], documents: readonly DocumentFile[]) {
  const opinions = new Map<ToolName, ReadonlyMap<string, Opinion>>();
  for (const tool of tools) {
    const started = performance.now();
    opinions.set(tool.name, await tool.judge(documents));
    complain(`${tool.name} ${tool.version}: ${Math.round((performance.now() - started) / 1000)} s`);
  }
  return opinions;
}

/** Kept until the next run, so that people can open what they read about. */
function writeDocuments(documents: readonly AgreementDocument[]): readonly DocumentFile[] {
  rmSync(DOCUMENTS, { recursive: true, force: true });
  mkdirSync(DOCUMENTS, { recursive: true });
  return documents.map((document) => {
    const file = path.join(DOCUMENTS, `${document.name}.pdf`);
    writeFileSync(file, document.pdf);
    return { ...document, file };
  });
}

function writePage(table: string): void {
  const page = readFileSync(PAGE, 'utf8');
  const [before = '', rest = ''] = page.split(BEGIN);
  writeFileSync(PAGE, `${before}${BEGIN}\n${table}${END}${rest.split(END)[1] ?? ''}`);
}

function projectVersion(): string {
  return JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')).version;
}

function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}
