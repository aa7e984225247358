import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import type { mongo } from 'mongoose';

const SCRIPT = path.join(import.meta.dirname, '../../deploy/mongo-users.js');

/** What the script for mongosh would have the server do, each user with that password. */
export function mongoUserCommands(password: string): readonly mongo.Document[] {
  const commands: mongo.Document[] = [];
  const runCommand = (command: mongo.Document) => void commands.push(command);
  const db = { getSiblingDB: () => ({ runCommand }) };
  runInNewContext(readFileSync(SCRIPT, 'utf8'), { db, print: () => undefined, passwordPrompt: () => password });
  return JSON.parse(JSON.stringify(commands)) as readonly mongo.Document[];
}
