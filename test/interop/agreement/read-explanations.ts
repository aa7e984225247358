import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Explanation } from './find-disagreements.ts';
import { TOOL_NAMES } from './tools/tool.ts';

const EXPLANATIONS = z.array(
  z.strictObject({
    tool: z.enum(TOOL_NAMES),
    documents: z.array(z.string().min(1)).min(1),
    sentence: z.string().regex(/^[A-Z].*\.$/),
    unsteady: z.literal(true).optional(),
  }),
);

const FILE = path.join(import.meta.dirname, 'explanations.json');

/** The sentences of `explanations.json`, or of another file of that form. */
export function readExplanations(file: string = FILE): readonly Explanation[] {
  return EXPLANATIONS.parse(JSON.parse(readFileSync(file, 'utf8')));
}
