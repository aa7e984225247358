import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { writeFileDurably } from '../../files/durable-files.ts';

const LENGTH = 32;

/**
 * The secret by which addresses are hashed: made in the data folder where there is none, and the same for every instance that has
 * a copy of it. Where it cannot be kept, one for this process: its counts are then its own.
 */
export function readLimitsKey(file: string): Uint8Array {
  try {
    if (!existsSync(file)) make(file);
    return read(file) ?? makeAnew(file);
  } catch {
    return randomBytes(LENGTH);
  }
}

/** Of two processes that make it at once one does. */
function make(file: string): void {
  try {
    writeFileSync(file, text(), { flag: 'wx', mode: 0o600 });
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault;
  }
}

/** What a full disk cut short is made again. */
function makeAnew(file: string): Uint8Array {
  writeFileDurably(file, text());
  return read(file) ?? randomBytes(LENGTH);
}

function text(): string {
  return `${randomBytes(LENGTH).toString('base64url')}\n`;
}

function read(file: string): Uint8Array | null {
  const bytes = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url');
  return bytes.length === LENGTH ? bytes : null;
}
