import { runCli } from './commands/run-cli.ts';
import { SYSTEM_CLOCK } from './compose/open-install.ts';

const { env, stdin, stdout, stderr } = process;
// A reader that has seen enough, such as `head`, closes the pipe; what was begun is finished all the same.
for (const output of [stdout, stderr])
  output.on('error', (fault: NodeJS.ErrnoException) => {
    if (fault.code !== 'EPIPE') throw fault;
  });
process.exitCode = await runCli(process.argv.slice(2), { env, stdin, stdout, stderr, clock: SYSTEM_CLOCK });
