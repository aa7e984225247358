import { shanghaiDate } from '#core/confirmation/calendar.ts';
import type { Result } from '#core/confirmation/errors.ts';
import { operatorActor } from '../model/access/actor.ts';
import { SEAL_FORMS, type SealPicture, type SealVersion, sealInForce } from '../model/seals/seal.ts';
import {
  type Command,
  type CommandContext,
  type CommandInput,
  choiceOption,
  EXIT,
  textOption,
  UsageError,
} from './command.ts';
import { BY_OPTION, byOption } from './person.ts';
import { readNamedFile } from './read-input.ts';
import { reportProblem, showSeal } from './report.ts';
import { OUT_OPTIONS, outOption } from './write-pdf.ts';

/** `seals list MANUFACTURER`: every version of its seal, and which is in force today. */
export const sealsList: Command = {
  name: 'seals list',
  operands: 'MANUFACTURER',
  doc: 'show every version of a manufacturer’s seal, and which one is in force today',
  arity: [1, 1],
  options: {},
  run: async ({ positionals: [manufacturerId = ''] }, context) => {
    const install = await context.install();
    const listed = await install.seals.list(manufacturerId);
    if (!listed.ok) return reportProblem(listed.problem, context);
    const current = sealInForce(listed.value, shanghaiDate(install.clock.now()))?.version;
    for (const seal of listed.value) context.print(showSeal(seal, context.json, seal.version === current));
    return EXIT.ok;
  },
};

/** The first bytes of a PNG; any other file is taken for an SVG, and judged as one. */
const PNG = [0x89, 0x50, 0x4e, 0x47];

/** `seals propose MANUFACTURER`: a new version, which another person has to approve. */
export const sealsPropose: Command = {
  name: 'seals propose',
  operands: 'MANUFACTURER',
  doc: 'propose a version of a manufacturer’s seal; it seals nothing before another person approves it',
  arity: [1, 1],
  options: {
    form: { type: 'string', value: 'FORM', doc: `${SEAL_FORMS.join(' or ')}: 40 or 42 mm across` },
    'record-code': { type: 'string', value: 'DIGITS', doc: 'the 13 digits under which the seal is recorded' },
    picture: { type: 'string', value: 'FILE', doc: 'SVG or PNG of the true seal, cut to its rim; else it is drawn' },
    from: { type: 'string', value: 'DATE', doc: 'first day, YYYY-MM-DD' },
    until: { type: 'string', value: 'DATE', doc: 'last day; else it holds until it is retired' },
    ...BY_OPTION,
  },
  run: async (input, context) => {
    const [manufacturerId = ''] = input.positionals;
    const actor = operatorActor(byOption(input, 'seals propose'));
    const wanted = wantedSeal(input);
    const file = textOption(input, 'picture');
    const bytes = file === undefined ? undefined : await readNamedFile(file, context);
    if (bytes === null) return EXIT.noInput;
    const picture = bytes === undefined ? {} : { picture: pictureOf(bytes) };
    const install = await context.install();
    return reportSeal(await install.seals.propose(manufacturerId, { ...wanted, ...picture }, actor), context);
  },
};

function wantedSeal(input: CommandInput) {
  const needed = <Value>(name: string, value: Value | undefined): Value => {
    if (value === undefined) throw new UsageError(`seals propose needs --${name}`);
    return value;
  };
  const form = needed('form', choiceOption(input, 'form', SEAL_FORMS));
  const recordCode = needed('record-code', textOption(input, 'record-code'));
  const from = needed('from', textOption(input, 'from'));
  const until = textOption(input, 'until');
  return { form, recordCode, from, ...(until === undefined ? {} : { until }) };
}

function pictureOf(bytes: Uint8Array): SealPicture {
  return PNG.every((byte, index) => bytes[index] === byte)
    ? { kind: 'png', content: Buffer.from(bytes).toString('base64') }
    : { kind: 'svg', content: new TextDecoder().decode(bytes) };
}

/** `seals preview MANUFACTURER VERSION --out FILE.pdf`: the seal at true size, marked as a preview. */
export const sealsPreview: Command = {
  name: 'seals preview',
  operands: 'MANUFACTURER VERSION',
  doc: 'write a PDF that shows a version at true size, marked so that nobody takes it for a document',
  arity: [2, 2],
  options: OUT_OPTIONS,
  run: async (input, context) => {
    const { manufacturerId, version } = sealOperands(input);
    const out = outOption(input, 'seals preview');
    const preview = await (await context.install()).seals.preview(manufacturerId, version);
    if (!preview.ok) return reportProblem(preview.problem, context);
    try {
      context.tools.writeFile(out, preview.value);
    } catch {
      context.complain(`vinseal: ${out} could not be written`);
      return EXIT.cannotWrite;
    }
    context.print(context.json ? JSON.stringify({ file: out }) : out);
    return EXIT.ok;
  },
};

/** `seals approve MANUFACTURER VERSION`: the second person. */
export const sealsApprove: Command = {
  name: 'seals approve',
  operands: 'MANUFACTURER VERSION',
  doc: 'approve a version that another person proposed; look at its preview first',
  arity: [2, 2],
  options: BY_OPTION,
  run: async (input, context) => {
    const target = { ...sealOperands(input), actor: operatorActor(byOption(input, 'seals approve')) };
    return reportSeal(await (await context.install()).seals.approve(target), context);
  },
};

/** `seals retire MANUFACTURER VERSION`: it seals nothing any more. */
export const sealsRetire: Command = {
  name: 'seals retire',
  operands: 'MANUFACTURER VERSION',
  doc: 'end a version for good, or turn a proposal down; what it sealed stays good',
  arity: [2, 2],
  options: BY_OPTION,
  run: async (input, context) => {
    const target = { ...sealOperands(input), actor: operatorActor(byOption(input, 'seals retire')) };
    return reportSeal(await (await context.install()).seals.retire(target), context);
  },
};

/** Manufacturer and version from the operands. Throws `UsageError` for a version that is no number. */
function sealOperands({ positionals: [manufacturerId = '', version = ''] }: CommandInput) {
  if (!/^\d{1,9}$/.test(version)) throw new UsageError(`"${version}" is not a version: give a number, such as 2`);
  return { manufacturerId, version: Number(version) };
}

/** Shows the version as it stands after a change, or why there was none. */
function reportSeal(changed: Result<SealVersion>, context: CommandContext): number {
  if (!changed.ok) return reportProblem(changed.problem, context);
  context.print(showSeal(changed.value, context.json));
  return EXIT.ok;
}
