import { writeFile } from 'node:fs/promises';
import { certificatesOfPem, pemText } from '#core/asn1/pem.ts';
import { type Result, refuse } from '#core/confirmation/errors.ts';
import { SHIPPED_CONVENTIONS } from '#core/x509/identity/identity-convention.ts';
import type { KeyWish } from '../app/keys/create-key.ts';
import { renewRevocationListRunOut } from '../compose/install/refresh-revocation-list.ts';
import { type KeyOffice, openKeyOffice } from '../compose/offices.ts';
import { installOptions } from '../config.ts';
import type { KeyRecord } from '../ports/key-ledger.ts';
import { SIGNING_ALGORITHMS } from '../ports/signing-keys.ts';
import {
  type Command,
  type CommandContext,
  type CommandInput,
  choiceOption,
  EXIT,
  textOption,
  UsageError,
} from './command.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { readNamedText } from './read-input.ts';
import { reportProblem, showKey } from './report.ts';
import { withOffice } from './with-office.ts';

const CONVENTIONS = SHIPPED_CONVENTIONS.map(({ id }) => id).join(', ');
const KEY_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** `keys create ID`: a key pair where it will stay, and the request for its certificate. */
export const keysCreate: Command = {
  name: 'keys create',
  operands: 'ID',
  doc: 'make a signing key, and write the request (PKCS#10) for its certificate',
  arity: [1, 1],
  options: {
    manufacturer: { type: 'string', value: 'ID', doc: 'whose key it is' },
    algorithm: { type: 'string', value: 'NAME', doc: `${SIGNING_ALGORITHMS.join(', ')}; else the first` },
    source: { type: 'string', value: 'NAME', doc: 'a source of keys/sources.json; else `file`' },
    existing: { type: 'string', value: 'REF', doc: 'take over a key: file in keys/, CKA_ID in hex, or credential' },
    identity: { type: 'string', value: 'NAME', doc: `how the CA names a company: ${CONVENTIONS}; else the first` },
    anchor: { type: 'string', value: 'ID', doc: 'or an anchor of the trust list, to ask as its convention says' },
    out: { type: 'string', value: 'FILE.csr', doc: 'where to write the request; else it is printed' },
    ...BY_OPTION,
  },
  run: async (input, context) => {
    const [keyId = ''] = input.positionals;
    if (!KEY_ID.test(keyId)) throw new UsageError(`"${keyId}" is not an id: use letters, digits, dots and dashes`);
    const manufacturerId = textOption(input, 'manufacturer');
    if (manufacturerId === undefined) throw new UsageError('keys create needs --manufacturer ID');
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
      const shown = await showKey(created.value.record, context.json);
      context.print(context.json ? JSON.stringify({ ...JSON.parse(shown), request }) : shown);
      if (out === undefined && !context.json) context.print(request);
      return EXIT.ok;
    });
  },
};

function wantedIdentity(input: CommandInput): Pick<KeyWish, 'identity'> {
  const convention = textOption(input, 'identity');
  const anchor = textOption(input, 'anchor');
  if (convention !== undefined && anchor !== undefined)
    throw new UsageError('keys create takes --identity or --anchor, not both');
  if (convention !== undefined) return { identity: { convention } };
  return anchor === undefined ? {} : { identity: { anchor } };
}

/** `keys import-certificate ID FILE.pem…`: what the certification authority issued. */
export const keysImportCertificate: Command = {
  name: 'keys import-certificate',
  operands: 'ID FILE.pem…',
  doc: 'take the certificate that the authority issued, with those of the authorities between',
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

/** `keys activate ID`: the manufacturer signs with it from now on. */
export const keysActivate: Command = {
  name: 'keys activate',
  operands: 'ID',
  doc: 'sign with this key from now on; also ends a suspension',
  arity: [1, 1],
  options: BY_OPTION,
  run: (input, context) => {
    const [keyId = ''] = input.positionals;
    const actor = terminalActor(input, 'keys activate');
    return withKeyOffice(context, async (office) => reportKey(await office.activate(keyId, actor), context));
  },
};

/** `keys suspend ID`: it signs no longer, until it is activated again. */
export const keysSuspend: Command = {
  name: 'keys suspend',
  operands: 'ID',
  doc: 'sign with this key no longer, until it is activated again; what it signed stays good',
  arity: [1, 1],
  options: BY_OPTION,
  run: (input, context) => {
    const [keyId = ''] = input.positionals;
    const actor = terminalActor(input, 'keys suspend');
    return withKeyOffice(context, async (office) => reportKey(await office.suspend(keyId, actor), context));
  },
};

/** `keys rotate NEW [--replaces OLD]`: one key in the place of another, in one step. */
export const keysRotate: Command = {
  name: 'keys rotate',
  operands: 'NEW',
  doc: 'sign with this key in the place of another, which is retired; what that one signed stays good',
  arity: [1, 1],
  options: {
    replaces: { type: 'string', value: 'OLD', doc: 'the key that is retired; else the active one of its algorithm' },
    ...BY_OPTION,
  },
  run: (input, context) => {
    const [keyId = ''] = input.positionals;
    const replaces = textOption(input, 'replaces') ?? null;
    const actor = terminalActor(input, 'keys rotate');
    return withKeyOffice(context, async (office) => reportKey(await office.rotate(keyId, replaces, actor), context));
  },
};

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

/** `keys list`: every signing key and where it stands. */
export const keysList: Command = {
  name: 'keys list',
  operands: '',
  doc: 'show every signing key and where it stands',
  arity: [0, 0],
  options: {},
  run: (_input, context) =>
    withKeyOffice(context, async (office) => {
      for (const key of await office.list()) context.print(await showKey(key, context.json));
      return EXIT.ok;
    }),
};

/** Works on the keys of the data folder. A running service follows at once. */
function withKeyOffice(context: CommandContext, work: (office: KeyOffice) => Promise<number>): Promise<number> {
  const { config, clock, askPassphrase } = context;
  const open = async () => {
    await renewRevocationListRunOut(config.data, clock.now());
    return openKeyOffice({ ...installOptions(config), clock, askPassphrase });
  };
  return withOffice(context, open, work);
}

/** Shows the key as it stands after a change, or why there was none. */
async function reportKey(changed: Result<KeyRecord>, context: CommandContext): Promise<number> {
  if (!changed.ok) return reportProblem(changed.problem, context);
  context.print(await showKey(changed.value, context.json));
  return EXIT.ok;
}
