import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { writeFileDurably } from '../../files/durable-files.ts';

const FILE = 'address.json';
const CONTENT = z.strictObject({ publicUrl: z.url({ protocol: /^https?$/ }) });

/** The address that the service of this data folder last printed in documents; null when none has run yet. */
export function rememberedAddress(data: string): string | null {
  try {
    return CONTENT.parse(JSON.parse(readFileSync(path.join(data, FILE), 'utf8'))).publicUrl;
  } catch {
    return null;
  }
}

/** Keeps the address for the terminal: what is issued there is to be checked at the same service. */
export function rememberAddress(data: string, publicUrl: string): void {
  if (rememberedAddress(data) === publicUrl) return;
  writeFileDurably(path.join(data, FILE), `${JSON.stringify({ publicUrl })}\n`);
}
