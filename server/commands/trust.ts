import path from 'node:path';
import { orNull } from '#core/asn1/malformed.ts';
import { certificatesOfPem } from '#core/asn1/pem.ts';
import { refuse } from '#core/confirmation/errors.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import type { Actor } from '../model/access/actor.ts';
import type { TrustAnchor } from '../ports/trust-list.ts';
import { ANCHOR_ID, readTrustFile, TrustListError } from '../stores/trust/trust-file.ts';
import { type Command, type CommandContext, type CommandInput, EXIT, textOption, UsageError } from './command.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { readInputFile, UNREADABLE_FILE } from './read-input-file.ts';
import { reportProblem } from './report.ts';
import { showAnchor } from './show-anchor.ts';
import { withTrustRegister } from './with-trust-register.ts';

/** `trust add FILE…`: anchors for this install's own trust list, all of them or none. */
export const trustAdd: Command = {
  name: 'trust add',
  operands: 'FILE…',
  doc: 'add anchors: files as in certs/trust/anchor.example.json, or with --time-stamping CA certificates (PEM)',
  arity: [1, Number.POSITIVE_INFINITY],
  options: {
    'time-stamping': { type: 'boolean', doc: 'the PEM file is a CA of time-stamp authorities' },
    id: { type: 'string', value: 'ID', doc: 'the id of a single PEM file; else its name' },
    ...BY_OPTION,
  },
  run: async (input, context) => {
    for (const file of input.positionals) {
      const read = await readInputFile(file);
      if (read.kind === 'read') continue;
      context.complain(`vinseal: ${file}: ${UNREADABLE_FILE[read.code]}`);
      return EXIT.noInput;
    }
    const anchors: TrustAnchor[] = [];
    for (const file of input.positionals) {
      const anchor = await readAnchor(file, input);
      if ('detail' in anchor)
        return reportProblem(refuse('anchor-file-not-valid', { file, detail: anchor.detail }).problem, context);
      anchors.push(anchor);
    }
    return addAll(anchors, terminalActor(input, 'trust add'), context);
  },
};

function addAll(anchors: readonly TrustAnchor[], actor: Actor, context: CommandContext): Promise<number> {
  return withTrustRegister(context, async ({ add, clock }) => {
    const added = await add(anchors, actor);
    if (!added.ok) return reportProblem(added.problem, context);
    for (const anchor of added.value)
      context.print(await showAnchor({ ...anchor, origin: 'install' }, clock.now(), context.json));
    return EXIT.ok;
  });
}

/** What is wrong with a file. */
type Fault = { readonly detail: string };

async function readAnchor(file: string, input: CommandInput): Promise<TrustAnchor | Fault> {
  if (file.endsWith('.json')) return readTrustFileOrFault(file);
  if (input.options['time-stamping'] !== true)
    throw new UsageError(`${file}: whom a certificate vouches for must be said: give a JSON file, or --time-stamping`);
  const id = textOption(input, 'id') ?? path.parse(file).name;
  if (input.positionals.length > 1 && textOption(input, 'id') !== undefined)
    throw new UsageError('--id names one file only');
  if (!ANCHOR_ID.test(id))
    throw new UsageError(`"${id}" is not an id: give --id with letters, digits, dots and dashes`);
  const certificate = await readCertificateFile(file);
  if (certificate === null) return { detail: 'exactly one certificate expected, in PEM' };
  return { id, certificate, manufacturers: [], timeStamping: true, status: 'active', from: null, until: null };
}

function readTrustFileOrFault(file: string): TrustAnchor | Fault {
  try {
    return readTrustFile(file);
  } catch (error) {
    if (error instanceof TrustListError) return { detail: error.detail };
    throw error;
  }
}

async function readCertificateFile(file: string): Promise<Uint8Array | null> {
  const read = await readInputFile(file);
  const [der, ...more] = read.kind === 'read' ? certificatesOfPem(new TextDecoder().decode(read.bytes)) : [];
  if (der === undefined || more.length > 0) return null;
  return orNull(() => readCertificate(der).der);
}
