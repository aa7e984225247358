import { operatorActor } from '../model/access/actor.ts';
import { SEAL_FORMS, type SealPicture } from '../model/seals/seal.ts';
import { type Command, type CommandInput, choiceOption, EXIT, textOption, UsageError } from './command.ts';
import { BY_OPTION, byOption } from './person.ts';
import { readInputFile, UNREADABLE_FILE } from './read-input-file.ts';
import { reportSeal } from './seal-operands.ts';

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
    const read = file === undefined ? null : await readInputFile(file);
    if (read?.kind === 'unreadable') {
      context.complain(`vinseal: ${file}: ${UNREADABLE_FILE[read.code]}`);
      return EXIT.noInput;
    }
    const picture = read === null ? {} : { picture: pictureOf(read.bytes) };
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
