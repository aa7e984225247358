/** Runs commands of the terminal that are sent to a socket, one after the other: see `warm-commands.ts`. */

import { createReadStream, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { runCli } from '../../server/commands/run-cli.ts';
import { SYSTEM_CLOCK } from '../../server/compose/open-install.ts';
import { openWorkerPool } from '../../server/workers/worker-pool.ts';
import { PROTECTIVE_MS } from './shared-threads.ts';

const [socket = ''] = process.argv.slice(2);
const folder = path.dirname(socket);
const pool = openWorkerPool({ threads: 1, readingTimeMs: PROTECTIVE_MS });

/** The folder that it is run in, the count of its arguments, these, and its environment, each ended by a zero. */
async function run(sent: string): Promise<number> {
  const [cwd = '', count = '', ...rest] = sent.split('\0');
  const args = rest.slice(0, Number(count));
  const env = Object.fromEntries(rest.slice(Number(count), -1).map((line) => line.split(/=(.*)/s).slice(0, 2)));
  process.chdir(cwd);
  const stdout: string[] = [];
  const stderr: string[] = [];
  const code = await runCli(args, {
    clock: SYSTEM_CLOCK,
    pool,
    env,
    stdin: createReadStream(path.join(folder, 'stdin')),
    stdout: { write: (text) => stdout.push(text) },
    stderr: { write: (text) => stderr.push(text) },
  });
  writeFileSync(path.join(folder, 'stdout'), stdout.join(''));
  writeFileSync(path.join(folder, 'stderr'), stderr.join(''));
  return code;
}

const server = createServer(async (request, response) => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  response.end(String(await run(Buffer.concat(chunks).toString())));
});
server.listen(socket, () => process.stdout.write('listens\n'));
