import { shanghaiDate } from '#core/confirmation/calendar.ts';
import type { Result } from '#core/confirmation/errors.ts';
import { describeSeal } from '../app/seals/describe-seal.ts';
import { operatorActor } from '../model/access/actor.ts';
import { SEAL_FORMS, type SealPicture, type SealVersion, sealInForce } from '../model/seals/seal.ts';
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
import { BY_OPTION, byOption } from './person.ts';
import { readNamedFile } from './read-input.ts';
import { reportProblem } from './report.ts';
import { sealTable, sealText } from './show/seal.ts';
import { OUT_OPTIONS, outOption } from './write-pdf.ts';

/** `seals list MANUFACTURER`: every version of its seal, and which is in force today. */
export const sealsList: Command = {
  name: 'seals list',
  operands: 'MANUFACTURER',
  doc: 'terminal.commands.seals-list',
  example: 'seals list example-maker',
  arity: [1, 1],
  options: {},
  run: async ({ positionals: [manufacturerId = ''] }, context) => {
    const install = await context.install();
    const listed = await install.seals.list(manufacturerId, operatorActor());
    if (!listed.ok) return reportProblem(listed.problem, context);
    const current = sealInForce(listed.value, shanghaiDate(install.clock.now()))?.version;
    if (context.json)
      for (const seal of listed.value)
        context.print(JSON.stringify({ ...describeSeal(seal), inForce: seal.version === current }));
    else context.print(sealTable(listed.value, current, context));
    return EXIT.ok;
  },
};

/** The first bytes of a PNG; any other file is taken for an SVG, and judged as one. */
const PNG = [0x89, 0x50, 0x4e, 0x47];

/** `seals propose MANUFACTURER`: a new version, which another person has to approve. */
export const sealsPropose: Command = {
  name: 'seals propose',
  operands: 'MANUFACTURER',
  doc: 'terminal.commands.seals-propose',
  example:
    'seals propose example-maker --form limited-liability --record-code 1101050000001 --from 2026-01-01 --by zhang',
  arity: [1, 1],
  options: {
    form: { type: 'string', value: 'FORM', doc: 'terminal.options.form', data: { choices: SEAL_FORMS.join(', ') } },
    'record-code': { type: 'string', value: 'DIGITS', doc: 'terminal.options.record-code' },
    picture: { type: 'string', value: 'FILE', doc: 'terminal.options.picture' },
    from: { type: 'string', value: 'DATE', doc: 'terminal.options.first-day' },
    until: { type: 'string', value: 'DATE', doc: 'terminal.options.last-day' },
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
  neededOption(input, 'form', sealsPropose);
  const form = choiceOption(input, 'form', SEAL_FORMS);
  const recordCode = neededOption(input, 'record-code', sealsPropose);
  const from = neededOption(input, 'from', sealsPropose);
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
  doc: 'terminal.commands.seals-preview',
  example: 'seals preview example-maker 1 --out seal.pdf',
  arity: [2, 2],
  options: OUT_OPTIONS,
  run: async (input, context) => {
    const { manufacturerId, version } = sealOperands(input);
    const out = outOption(input, 'seals preview');
    const preview = await (await context.install()).seals.preview(manufacturerId, version, operatorActor());
    if (!preview.ok) return reportProblem(preview.problem, context);
    try {
      context.tools.writeFile(out, preview.value);
    } catch {
      context.complain(`vinseal: ${out}: ${context.words.text('terminal.files.not-writable')}`);
      return EXIT.cannotWrite;
    }
    const told = context.words.text('terminal.written.preview', { file: out });
    context.print(context.json ? JSON.stringify({ file: out }) : told);
    return EXIT.ok;
  },
};

/** `seals approve MANUFACTURER VERSION`: the second person. */
export const sealsApprove: Command = {
  name: 'seals approve',
  operands: 'MANUFACTURER VERSION',
  doc: 'terminal.commands.seals-approve',
  example: 'seals approve example-maker 1 --by wang',
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
  doc: 'terminal.commands.seals-retire',
  example: 'seals retire example-maker 1 --by wang',
  arity: [2, 2],
  options: { ...BY_OPTION, ...YES_OPTION },
  run: async (input, context) => {
    const target = { ...sealOperands(input), actor: operatorActor(byOption(input, 'seals retire')) };
    requireConsent(input, context, 'seals retire');
    const { seals } = await context.install();
    const listed = await seals.list(target.manufacturerId, target.actor);
    if (!listed.ok) return reportProblem(listed.problem, context);
    const shown = listed.value
      .filter(({ version }) => version === target.version)
      .map((seal) => sealText(seal, context));
    const asked = context.words.text('terminal.consent.seals-retire', { version: String(target.version) });
    return withConsent(input, context, [...shown, asked].join('\n'), async () =>
      reportSeal(await seals.retire(target), context),
    );
  },
};

/** Manufacturer and version from the operands. Throws `UsageError` for a version that is no number. */
function sealOperands({ positionals: [manufacturerId = '', version = ''] }: CommandInput) {
  if (!/^\d{1,9}$/.test(version)) throw new UsageError('terminal.usage.version-not-valid', { version });
  return { manufacturerId, version: Number(version) };
}

/** Shows the version as it stands after a change, or why there was none. */
function reportSeal(changed: Result<SealVersion>, context: CommandContext): number {
  if (!changed.ok) return reportProblem(changed.problem, context);
  const { value: seal } = changed;
  context.print(context.json ? JSON.stringify(describeSeal(seal)) : sealText(seal, context));
  return EXIT.ok;
}
