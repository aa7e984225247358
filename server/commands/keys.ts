import { writeFile } from 'node:fs/promises';
import { pemText } from '#core/asn1/pem.ts';
import { SIGNING_ALGORITHMS } from '../ports/signing-keys.ts';
import { type Command, choiceOption, EXIT, textOption, UsageError } from './command.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { reportProblem } from './report.ts';
import { showKey } from './show-key.ts';
import { withKeyOffice } from './with-key-office.ts';

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
    const actor = terminalActor(input, 'keys create');
    return withKeyOffice(context, async (office) => {
      const created = await office.create({ keyId, manufacturerId, algorithm, source, existing }, actor);
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
