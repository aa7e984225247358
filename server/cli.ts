import { runCli } from './commands/run-cli.ts';
import { SYSTEM_CLOCK } from './compose/open-install.ts';

const { env, stdin, stdout, stderr } = process;
process.exitCode = await runCli(process.argv.slice(2), { env, stdin, stdout, stderr, clock: SYSTEM_CLOCK });
