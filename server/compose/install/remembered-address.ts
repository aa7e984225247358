import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { type Config, publicAddress } from '../../config.ts';
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

/**
 * The address that documents print: the one that is set, else the one that this data folder prints already, wherever the
 * service listens today. Only a folder that printed none yet takes the address listened on.
 */
export function printedAddress(config: Config): string {
  if (config.publicUrl !== '') return config.publicUrl;
  return rememberedAddress(config.data) ?? publicAddress(config);
}

/** Keeps the address for the terminal: what is issued there is to be checked at the same service. */
export function rememberAddress(data: string, publicUrl: string): void {
  if (rememberedAddress(data) === publicUrl) return;
  writeFileDurably(path.join(data, FILE), `${JSON.stringify({ publicUrl })}\n`);
}
