import { COMMAND_TOOLS } from '../compose/command-tools.ts';
import { readyDataFolder } from '../compose/install/ready-data-folder.ts';
import { printedAddress } from '../compose/install/remembered-address.ts';
import { type Install, openInstall } from '../compose/open-install.ts';
import { installOptions, readConfig } from '../config.ts';
import type { Clock } from '../ports/clock.ts';
import type { KeySourceError } from '../ports/key-source-error.ts';
import type { OnListNotes } from '../ports/revocation-source.ts';
import { lineAsker } from './ask-line.ts';
import { passphraseAsker, type TerminalInput } from './ask-passphrase.ts';
import type { CommandContext, Reader } from './command.ts';
import { withoutControls } from './show/screen.ts';

/** What a command-line run takes from its process; tests hand over their own. */
export type Surroundings = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: TerminalInput;
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  readonly clock: Clock;
  /** Only for tests: see `InstallOptions`. */
  readonly pool?: Parameters<typeof openInstall>[0]['pool'];
};

type TextOutput = {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
};

/** What commands work with. The install is opened, and an empty folder made ready, when a command first asks for it. */
export function openTerminal(
  { env, stdin, stdout, stderr, clock, pool }: Surroundings,
  { words, screen }: Reader,
  { data, json }: { readonly data: string | undefined; readonly json: boolean },
): { readonly context: CommandContext; readonly close: () => Promise<void> } {
  const config = readConfig(env, data === undefined ? {} : { data });
  const complain = (line: string) => void stderr.write(`${json ? line : withoutControls(line)}\n`);
  const askPassphrase = passphraseAsker(stdin, stderr);
  let opened: Promise<Install> | null = null;
  // With `--json` standard error holds one value, the refusal.
  const onKeyFault = (fault: KeySourceError) => complain(`vinseal: ${fault.code}: ${fault.message}`);
  const onListNotes: OnListNotes = (list, notes) => {
    for (const { code, serial } of notes) complain(`vinseal: ${code}: ${list}, serial number ${serial}`);
  };
  const open = async () => {
    await readyDataFolder(config, clock, complain);
    const install = await openInstall({
      ...installOptions(config),
      publicUrl: printedAddress(config),
      clock,
      askPassphrase,
      ...(pool === undefined ? {} : { pool }),
      ...(json ? {} : { onKeyFault, onListNotes }),
    });
    // What cannot be taken does not hinder the command: `doctor` names it.
    await install.revocationLists.takeIn().catch(() => []);
    await install.renewRevocationList();
    return install;
  };
  return {
    context: {
      config,
      words,
      screen,
      stdin,
      clock,
      askPassphrase,
      askLine: lineAsker(stdin, stderr),
      install: () => (opened ??= open()),
      tools: COMMAND_TOOLS,
      json,
      print: (line) => void stdout.write(`${json ? line : withoutControls(line)}\n`),
      complain,
    },
    close: async () => (await opened?.catch(() => null))?.close(),
  };
}
