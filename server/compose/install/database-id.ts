import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeFileDurably } from '../../files/durable-files.ts';

/** Says which database outside belongs to a data folder and to its copies. */
const databaseId = z.strictObject({ format: z.literal('vinseal.database.v1'), id: z.uuid() });

/** Gives a data folder that is made the id of its database. */
export function writeDatabaseId(file: string, id: string = randomUUID()): void {
  const content: z.infer<typeof databaseId> = { format: 'vinseal.database.v1', id };
  writeFileDurably(file, `${JSON.stringify(content)}\n`);
}

/** The id of the database of a data folder; null while the folder is being made. */
export function readDatabaseId(file: string): string | null {
  return existsSync(file) ? databaseId.parse(JSON.parse(readFileSync(file, 'utf8'))).id : null;
}
