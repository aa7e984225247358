import { openDss } from './tools/dss.ts';
import { openPdfsig } from './tools/pdfsig.ts';
import { openPyHanko } from './tools/pyhanko.ts';
import { openQpdf } from './tools/qpdf.ts';
import type { Missing, Tool, ToolName } from './tools/tool.ts';
import { openVeraPdf } from './tools/verapdf.ts';

const OPENERS: readonly (readonly [ToolName, (trust: string) => Tool])[] = [
  ['pyHanko', openPyHanko],
  ['EU DSS', openDss],
  ['pdfsig', openPdfsig],
  ['qpdf', openQpdf],
  ['veraPDF', openVeraPdf],
];

/** Other people's tools, installed where they are not yet; those that cannot be had, with the reason. */
export function openTools(trust: string): { readonly tools: readonly Tool[]; readonly missing: readonly Missing[] } {
  const tools: Tool[] = [];
  const missing: Missing[] = [];
  for (const [name, open] of OPENERS) {
    try {
      tools.push(open(trust));
    } catch (fault) {
      missing.push({ name, why: fault instanceof Error ? fault.message : String(fault) });
    }
  }
  return { tools, missing };
}
