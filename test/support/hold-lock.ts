import { spawn } from 'node:child_process';
import { once } from 'node:events';

const HOLDER = `
  const { DatabaseSync } = require('node:sqlite');
  const database = new DatabaseSync(process.argv[1]);
  database.exec('BEGIN IMMEDIATE');
  process.stdout.write('held');
  process.stdin.resume().once('end', () => { database.exec('ROLLBACK'); process.exit(); });`;

/** Another process takes the write lock of a store, as soon as this settles, and keeps it until `release` is called. */
export async function holdLock(file: string): Promise<{ readonly release: () => Promise<void> }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '-e', HOLDER, file]);
  await once(child.stdout, 'data');
  return {
    release: async () => {
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    },
  };
}
