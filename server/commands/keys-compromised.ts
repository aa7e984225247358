import { type Command, textOption, UsageError } from './command.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { reportKey, withKeyOffice } from './with-key-office.ts';

/** With a time zone: a local time would mean another instant on another machine. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** `keys compromised ID --since INSTANT`: somebody else may have signed with it since then. */
export const keysCompromised: Command = {
  name: 'keys compromised',
  operands: 'ID',
  doc: 'say that others may have used this key since an instant; it never signs again. Have its certificate revoked too',
  arity: [1, 1],
  options: {
    since: { type: 'string', value: 'INSTANT', doc: 'such as 2026-03-01T08:00:00+08:00' },
    ...BY_OPTION,
  },
  run: (input, context) => {
    const [keyId = ''] = input.positionals;
    const since = textOption(input, 'since') ?? '';
    if (!INSTANT.test(since) || Number.isNaN(Date.parse(since)))
      throw new UsageError(
        'keys compromised needs --since with a date, a time and its zone: 2026-03-01T08:00:00+08:00',
      );
    const instant = new Date(since).toISOString();
    const actor = terminalActor(input, 'keys compromised');
    return withKeyOffice(context, async (office) =>
      reportKey(await office.markCompromised(keyId, instant, actor), context),
    );
  },
};
