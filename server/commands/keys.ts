import { writeFile } from 'node:fs/promises';
import { certificatesOfPem, pemText } from '#core/asn1/pem.ts';
import { type Result, refuse } from '#core/confirmation/errors.ts';
import { SHIPPED_CONVENTIONS } from '#core/x509/identity/identity-convention.ts';
import type { KeyWish } from '../app/keys/create-key.ts';
import { describeKey } from '../app/keys/describe-key.ts';
import { type KeyOffice, openKeyOffice } from '../compose/offices.ts';
import { installOptions } from '../config.ts';
import type { Actor } from '../model/access/actor.ts';
import type { KeyRecord } from '../ports/key-ledger.ts';
import { SIGNING_ALGORITHMS } from '../ports/signing-keys.ts';
import {
  type Command,
  type CommandContext,
  type CommandInput,
  choiceOption,
  EXIT,
  neededOption,
  textOption,
  UsageError,
} from './command.ts';
import { requireConsent, withConsent, YES_OPTION } from './confirm-step.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { readNamedText } from './read-input.ts';
import { reportProblem } from './report.ts';
import { keyTable, keyText } from './show/key.ts';
import { timeText } from './show/time-text.ts';
import { withOffice } from './with-office.ts';

const CONVENTIONS = SHIPPED_CONVENTIONS.map(({ id }) => id).join(', ');
const KEY_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** `keys create ID`: a key pair where it will stay, and the request for its certificate. */
export const keysCreate: Command = {
  name: 'keys create',
  operands: 'ID',
  doc: 'terminal.commands.keys-create',
  example: 'keys create example-2026 --manufacturer example-maker --out example-2026.csr',
  arity: [1, 1],
  options: {
    manufacturer: { type: 'string', value: 'ID', doc: 'terminal.options.key-manufacturer' },
    algorithm: {
      type: 'string',
      value: 'NAME',
      doc: 'terminal.options.first-of',
      data: { choices: SIGNING_ALGORITHMS.join(', ') },
    },
    source: { type: 'string', value: 'NAME', doc: 'terminal.options.source' },
    existing: { type: 'string', value: 'REF', doc: 'terminal.options.existing' },
    identity: { type: 'string', value: 'NAME', doc: 'terminal.options.identity', data: { choices: CONVENTIONS } },
    anchor: { type: 'string', value: 'ID', doc: 'terminal.options.anchor' },
    out: { type: 'string', value: 'FILE.csr', doc: 'terminal.options.request-out' },
    ...BY_OPTION,
  },
  run: async (input, context) => {
    const [keyId = ''] = input.positionals;
    if (!KEY_ID.test(keyId)) throw new UsageError('terminal.usage.id-not-valid', { id: keyId });
    const manufacturerId = neededOption(input, 'manufacturer', keysCreate);
    const algorithm = choiceOption(input, 'algorithm', SIGNING_ALGORITHMS) ?? SIGNING_ALGORITHMS[0];
    const source = textOption(input, 'source') ?? 'file';
    const existing = textOption(input, 'existing') ?? null;
    const out = textOption(input, 'out');
    const identity = wantedIdentity(input);
    const actor = terminalActor(input, 'keys create');
    return withKeyOffice(context, async (office) => {
      const created = await office.create({ keyId, manufacturerId, algorithm, source, existing, ...identity }, actor);
      if (!created.ok) return reportProblem(created.problem, context);
      const request = pemText('CERTIFICATE REQUEST', created.value.request);
      if (out !== undefined) await writeFile(out, request);
      const { record } = created.value;
      context.print(
        context.json
          ? JSON.stringify({ ...(await describeKey(record)), request })
          : [await keyText(record, context), ...(out === undefined ? [request] : [])].join('\n'),
      );
      return EXIT.ok;
    });
  },
};

function wantedIdentity(input: CommandInput): Pick<KeyWish, 'identity'> {
  const convention = textOption(input, 'identity');
  const anchor = textOption(input, 'anchor');
  if (convention !== undefined && anchor !== undefined)
    throw new UsageError('terminal.usage.not-both', { command: 'keys create', options: '--identity, --anchor' });
  if (convention !== undefined) return { identity: { convention } };
  return anchor === undefined ? {} : { identity: { anchor } };
}

/** `keys import-certificate ID FILE.pem…`: what the certification authority issued. */
export const keysImportCertificate: Command = {
  name: 'keys import-certificate',
  operands: 'ID FILE.pem…',
  doc: 'terminal.commands.keys-import-certificate',
  example: 'keys import-certificate example-2026 example-2026.pem',
  arity: [2, 20],
  options: BY_OPTION,
  run: async (input, context) => {
    const [keyId = '', ...files] = input.positionals;
    const actor = terminalActor(input, 'keys import-certificate');
    const certificates: Uint8Array[] = [];
    for (const file of files) {
      const pem = await readNamedText(file, context);
      if (pem === null) return EXIT.noInput;
      const found = certificatesOfPem(pem);
      if (found.length === 0) return reportProblem(refuse('certificate-file-not-valid').problem, context);
      certificates.push(...found);
    }
    return withKeyOffice(context, async (office) =>
      reportKey(await office.importCertificate(keyId, certificates, actor), context),
    );
  },
};

/** A command that does one thing to one key, and shows how the key stands then. */
function keyStep(
  named: Pick<Command, 'name' | 'operands' | 'doc' | 'example'>,
  options: Command['options'],
  step: (office: KeyOffice, keyId: string, actor: Actor, input: CommandInput) => Promise<Result<KeyRecord>>,
): Command {
  return {
    ...named,
    arity: [1, 1],
    options: { ...options, ...BY_OPTION },
    run: (input, context) => {
      const [keyId = ''] = input.positionals;
      const actor = terminalActor(input, named.name);
      return withKeyOffice(context, async (office) => reportKey(await step(office, keyId, actor, input), context));
    },
  };
}

/** `keys activate ID`: the manufacturer signs with it from now on. */
export const keysActivate = keyStep(
  {
    name: 'keys activate',
    operands: 'ID',
    doc: 'terminal.commands.keys-activate',
    example: 'keys activate example-2026 --by zhang',
  },
  {},
  (office, keyId, actor) => office.activate(keyId, actor),
);

/** `keys suspend ID`: it signs no longer, until it is activated again. */
export const keysSuspend = keyStep(
  {
    name: 'keys suspend',
    operands: 'ID',
    doc: 'terminal.commands.keys-suspend',
    example: 'keys suspend example-2026 --by zhang',
  },
  {},
  (office, keyId, actor) => office.suspend(keyId, actor),
);

/** `keys rotate NEW [--replaces OLD]`: one key in the place of another, in one step. */
export const keysRotate = keyStep(
  {
    name: 'keys rotate',
    operands: 'NEW',
    doc: 'terminal.commands.keys-rotate',
    example: 'keys rotate example-2027 --replaces example-2026 --by zhang',
  },
  { replaces: { type: 'string', value: 'OLD', doc: 'terminal.options.replaces-key' } },
  (office, keyId, actor, input) => office.rotate(keyId, textOption(input, 'replaces') ?? null, actor),
);

/** With a time zone: a local time would mean another instant on another machine. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** `keys compromised ID --since INSTANT`: somebody else may have signed with it since then. */
export const keysCompromised: Command = {
  name: 'keys compromised',
  operands: 'ID',
  doc: 'terminal.commands.keys-compromised',
  example: 'keys compromised example-2026 --since 2026-03-01T08:00:00+08:00 --by zhang',
  arity: [1, 1],
  options: {
    since: { type: 'string', value: 'INSTANT', doc: 'terminal.options.since' },
    ...BY_OPTION,
    ...YES_OPTION,
  },
  run: (input, context) => {
    const [keyId = ''] = input.positionals;
    const since = textOption(input, 'since') ?? '';
    if (!INSTANT.test(since) || Number.isNaN(Date.parse(since)))
      throw new UsageError('terminal.usage.instant-needed', { command: 'keys compromised', option: '--since' });
    const instant = new Date(since).toISOString();
    const actor = terminalActor(input, 'keys compromised');
    requireConsent(input, context, 'keys compromised');
    return withKeyOffice(context, async (office) => {
      const key = (await office.list()).find((known) => known.keyId === keyId);
      const shown = key === undefined ? [] : [await keyText(key, context)];
      const asked = context.words.text('terminal.consent.keys-compromised', { key: keyId, since: timeText(instant) });
      return withConsent(input, context, [...shown, asked].join('\n'), async () =>
        reportKey(await office.markCompromised(keyId, instant, actor), context),
      );
    });
  },
};

/** `keys list`: every signing key and where it stands. */
export const keysList: Command = {
  name: 'keys list',
  operands: '',
  doc: 'terminal.commands.keys-list',
  example: 'keys list',
  arity: [0, 0],
  options: {},
  run: (_input, context) =>
    withKeyOffice(context, async (office) => {
      const keys = await office.list();
      if (context.json) for (const key of keys) context.print(JSON.stringify(await describeKey(key)));
      else context.print(await keyTable(keys, context));
      return EXIT.ok;
    }),
};

/** Works on the keys of the data folder. A running service follows at once. */
function withKeyOffice(context: CommandContext, work: (office: KeyOffice) => Promise<number>): Promise<number> {
  const { config, clock, askPassphrase } = context;
  const open = async () => {
    const office = await openKeyOffice({ ...installOptions(config), clock, askPassphrase });
    await office.readyRevocationLists();
    return office;
  };
  return withOffice(context, open, work);
}

/** Shows the key as it stands after a change, or why there was none. */
async function reportKey(changed: Result<KeyRecord>, context: CommandContext): Promise<number> {
  if (!changed.ok) return reportProblem(changed.problem, context);
  const { value: key } = changed;
  context.print(context.json ? JSON.stringify(await describeKey(key)) : await keyText(key, context));
  return EXIT.ok;
}
