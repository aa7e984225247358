import path from 'node:path';
import { dssJars } from '../agreement/tools/dss.ts';
import { runJava } from '../agreement/tools/maven-jars.ts';
import { pythonWithPyHanko } from '../agreement/tools/pyhanko.ts';
import { mustRun } from '../agreement/tools/run-command.ts';
import type { Missing, ToolName } from '../agreement/tools/tool.ts';

/** What a validator says of a signature, in the terms of EN 319 102-1 as it writes them. */
export type Said = { readonly indication: string; readonly subIndication: string };

/** Somebody else's validator: what it says of each folder, in their order. */
export type TrustTool = {
  readonly name: ToolName;
  readonly version: string;
  readonly judge: (folders: readonly string[]) => readonly Said[];
};

const OPENERS: readonly (readonly [ToolName, () => TrustTool])[] = [
  ['pyHanko', openPyHanko],
  ['EU DSS', openDss],
];

/** The tools that can be had here, installed where they are not yet; the others with the reason. */
export function openTrustTools(): { readonly tools: readonly TrustTool[]; readonly missing: readonly Missing[] } {
  const tools: TrustTool[] = [];
  const missing: Missing[] = [];
  for (const [name, open] of OPENERS) {
    try {
      tools.push(open());
    } catch (fault) {
      missing.push({ name, why: fault instanceof Error ? fault.message : String(fault) });
    }
  }
  return { tools, missing };
}

function openPyHanko(): TrustTool {
  const { python, version } = pythonWithPyHanko();
  const script = path.join(import.meta.dirname, 'judge.py');
  const judge = (folders: readonly string[]) =>
    linesOf(mustRun(python, [script, ...folders])).map((line): Said => JSON.parse(line));
  return { name: 'pyHanko', version, judge };
}

function openDss(): TrustTool {
  const { classPath, version } = dssJars();
  const source = path.join(import.meta.dirname, 'JudgeCases.java');
  const judge = (folders: readonly string[]) =>
    linesOf(runJava(classPath, source, folders)).map((line): Said => {
      const [, indication = '', subIndication = ''] = line.split('\t');
      return { indication, subIndication };
    });
  return { name: 'EU DSS', version, judge };
}

function linesOf(printed: string): readonly string[] {
  return printed.replace(/\n$/, '').split('\n');
}
