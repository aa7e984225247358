import { existsSync } from 'node:fs';
import path from 'node:path';
import type { TrustAnchor } from '../ports/trust-list.ts';
import { type Command, type CommandContext, EXIT } from './command.ts';
import { withTrustRegister } from './trust.ts';

/** `trust export FOLDER`: this install's own anchors as files that `trust add` takes, as they were added. */
export const trustExport: Command = {
  name: 'trust export',
  operands: 'FOLDER',
  doc: 'terminal.commands.trust-export',
  example: 'trust export anchors',
  arity: [1, 1],
  options: {},
  run: ({ positionals: [folder = ''] }, context) =>
    withTrustRegister(context, async ({ added, anchors }) => {
      const own = await added();
      const suspended = (await anchors()).filter((one) => one.origin === 'install' && isSuspended(one));
      const code = writeAll(folder, own, context);
      if (code === EXIT.ok && suspended.length > 0)
        context.complain(
          `vinseal: ${context.words.text('terminal.export.suspended', { anchors: suspended.map(({ id }) => id) })}`,
        );
      return code;
    }),
};

function isSuspended({ status, manufacturers }: TrustAnchor): boolean {
  return status === 'suspended' || manufacturers.some((one) => one.status === 'suspended');
}

/** Nothing is written where one of the files is there already. */
function writeAll(folder: string, anchors: readonly TrustAnchor[], context: CommandContext): number {
  const { words, tools, json, print, complain } = context;
  const files = anchors.map((anchor) => ({ anchor, file: path.join(folder, `${anchor.id}.json`) }));
  const taken = files.find(({ file }) => existsSync(file));
  if (taken !== undefined) {
    complain(`vinseal: ${taken.file}: ${words.text('terminal.files.exists')}`);
    return EXIT.cannotWrite;
  }
  for (const { anchor, file } of files) {
    try {
      tools.writeAnchorFile(folder, anchor);
    } catch {
      complain(`vinseal: ${file}: ${words.text('terminal.files.not-writable')}`);
      return EXIT.cannotWrite;
    }
    print(json ? JSON.stringify({ id: anchor.id, file }) : file);
  }
  if (anchors.length === 0 && !json) print(words.text('terminal.none.own-anchors'));
  return EXIT.ok;
}
