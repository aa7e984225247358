import path from 'node:path';
import { MAX_VEHICLES, type RegisteredConfirmation, WITHDRAWAL_REASONS } from '#core/confirmation/confirmation.ts';
import { countryCode } from '#core/confirmation/country.ts';
import { DOCUMENT_LANGUAGES, isDocumentLanguage, languageCode } from '#core/confirmation/document-languages.ts';
import type { FieldProblem } from '#core/confirmation/errors.ts';
import { CUSTOMS_UPLOAD, customsFaults } from '#core/confirmation/rules/customs-upload.ts';
import { groupVin, normalizeVin } from '#core/confirmation/vin.ts';
import { describeConfirmation } from '../app/confirmations/describe-confirmation.ts';
import { operatorActor } from '../model/access/actor.ts';
import type { Renewal } from '../model/archive/renewal.ts';
import { SIGNING_ALGORITHMS } from '../ports/signing-keys.ts';
import {
  type Command,
  type CommandContext,
  choiceOption,
  EXIT,
  neededOption,
  numberOption,
  textOption,
  textOptions,
  UsageError,
} from './command.ts';
import { requireConsent, withConsent, YES_OPTION } from './confirm-step.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { readJson } from './read-input.ts';
import { reportProblem, reportWarnings } from './report.ts';
import { confirmationText, renewalReportText, renewalText } from './show/confirmation.ts';
import { OUT_OPTIONS, outOption, writePdf } from './write-pdf.ts';

/** `sample-request`: a valid request for the TEST manufacturer, with VINs that nobody has used. */
export const sampleRequest: Command = {
  name: 'sample-request',
  operands: '',
  doc: 'terminal.commands.sample-request',
  example: 'sample-request --vehicles 3 --destination KZ > request.json',
  arity: [0, 0],
  options: {
    vehicles: { type: 'string', value: 'N', doc: 'terminal.options.vehicles', data: { most: String(MAX_VEHICLES) } },
    destination: { type: 'string', value: 'CC', doc: 'terminal.options.one-destination' },
    languages: { type: 'string', value: 'zh,en,ru', doc: 'terminal.options.languages' },
  },
  run: async (input, context) => {
    const vehicles = numberOption(input, 'vehicles', [1, MAX_VEHICLES, 1]);
    const typed = textOption(input, 'destination');
    const destination = typed === undefined ? undefined : countryCode(typed);
    const samples = context.tools.sampleRequests(await context.install());
    const served = await samples.countriesServed();
    if (served.length === 0) {
      context.complain(`vinseal: ${context.words.text('terminal.no-test-manufacturer')}`);
      return EXIT.refused;
    }
    if (destination !== undefined && !served.includes(destination))
      throw new UsageError('terminal.usage.option-choice', {
        option: '--destination',
        choices: served.join(', '),
      });
    const languages = textOption(input, 'languages')?.split(',').map(languageCode);
    if (languages !== undefined && !(languages.includes('zh') && languages.every(isDocumentLanguage)))
      throw new UsageError('terminal.usage.option-choice', {
        option: '--languages',
        choices: DOCUMENT_LANGUAGES.join(','),
      });
    const request = samples.make({
      vehicles,
      ...(destination === undefined ? {} : { destination }),
      ...(languages === undefined ? {} : { languages }),
    });
    context.print(JSON.stringify(request, null, 2));
    return EXIT.ok;
  },
};

/** `issue REQUEST.json --out FILE.pdf`: seals what is asked for and writes the file. */
export const issue: Command = {
  name: 'issue',
  operands: 'REQUEST.json',
  doc: 'terminal.commands.issue',
  example: 'issue request.json --out confirmation.pdf',
  arity: [1, 1],
  options: {
    ...OUT_OPTIONS,
    algorithm: {
      type: 'string',
      value: 'NAME',
      doc: 'terminal.options.signing-algorithm',
      data: { choices: SIGNING_ALGORITHMS.join(', ') },
    },
    ...BY_OPTION,
  },
  run: async (input, context) => {
    const out = outOption(input, 'issue');
    const algorithm = choiceOption(input, 'algorithm', SIGNING_ALGORITHMS);
    const request = await readJson(input.positionals[0] ?? '-', context);
    if (request.kind === 'failed') return request.exit;
    const install = await context.install();
    const issued = await install.issue(request.value, {
      by: terminalActor(input, 'issue'),
      ...(algorithm === undefined ? {} : { algorithm }),
    });
    if (!issued.ok) return reportProblem(issued.problem, context);
    const { confirmation, warnings } = issued.value;
    const written = await writePdf(install, { number: confirmation.number, copy: 'original', out }, context);
    reportWarnings([...warnings, ...nameFaults(out)], context);
    return written;
  },
};

/** What customs would say of the name under which the file was written. */
function nameFaults(out: string): readonly FieldProblem[] {
  const file = { version: CUSTOMS_UPLOAD.leastVersion, bytes: 0, pages: 1, name: path.basename(out) };
  return customsFaults(file).map((fault) => ({ pointer: '', ...fault, suggestions: [] }));
}

/** `withdraw NUMBER --reason CODE [--vin V]…`: a whole confirmation, or some of its vehicles. */
export const withdraw: Command = {
  name: 'withdraw',
  operands: 'NUMBER',
  doc: 'terminal.commands.withdraw',
  example: 'withdraw ASC-TEST-2026-0000001X --reason lost --vin L0XAEXMP1TT000001',
  arity: [1, 1],
  options: {
    reason: {
      type: 'string',
      value: 'CODE',
      doc: 'terminal.options.reason',
      data: { choices: WITHDRAWAL_REASONS.join(', ') },
    },
    vin: { type: 'string', multiple: true, value: 'VIN', doc: 'terminal.options.only-vin' },
    ...BY_OPTION,
    ...YES_OPTION,
  },
  run: async (input, context) => {
    const [number = ''] = input.positionals;
    neededOption(input, 'reason', withdraw);
    const reason = choiceOption(input, 'reason', WITHDRAWAL_REASONS);
    const vins = textOptions(input, 'vin');
    const actor = terminalActor(input, 'withdraw');
    requireConsent(input, context, 'withdraw');
    const install = await context.install();
    const found = await install.find(number, actor);
    if (!found.ok) return reportProblem(found.problem, context);
    const step = async () => {
      const request = vins.length === 0 ? { reason } : { reason, vins };
      const withdrawn = await install.withdraw(number, request, actor);
      if (!withdrawn.ok) return reportProblem(withdrawn.problem, context);
      showConfirmation(withdrawn.value, context);
      return EXIT.ok;
    };
    const hasLive = found.value.lines.some(({ standing }) => standing.status === 'live');
    // Nothing is left to withdraw, which the use case says.
    return hasLive ? withConsent(input, context, withdrawalText(found.value, vins, context), step) : step();
  },
};

/** What a withdrawal concerns: how the confirmation stands now, and which vehicles lose it. */
function withdrawalText(
  confirmation: RegisteredConfirmation,
  vins: readonly string[],
  context: CommandContext,
): string {
  const named = vins.map((vin) => groupVin(normalizeVin(vin))).join(', ');
  const live = confirmation.lines.filter(({ standing }) => standing.status === 'live').length;
  const whole = context.words.text('terminal.consent.withdraw-whole', { count: live });
  const some = context.words.text('terminal.consent.withdraw-some', { vins: named });
  return `${confirmationText(confirmation, context)}\n\n${vins.length === 0 ? whole : some}`;
}

function showConfirmation(confirmation: RegisteredConfirmation, context: CommandContext): void {
  context.print(
    context.json ? JSON.stringify(describeConfirmation(confirmation)) : confirmationText(confirmation, context),
  );
}

/** `show NUMBER`: a confirmation as the registry holds it. */
export const show: Command = {
  name: 'show',
  operands: 'NUMBER',
  doc: 'terminal.commands.show',
  example: 'show ASC-TEST-2026-0000001X',
  arity: [1, 1],
  options: {},
  run: async (input, context) => {
    const install = await context.install();
    const found = await install.find(input.positionals[0] ?? '', operatorActor());
    if (!found.ok) return reportProblem(found.problem, context);
    showConfirmation(found.value, context);
    return EXIT.ok;
  },
};

/** `download NUMBER --out FILE.pdf`: the sealed file of an issued confirmation, byte for byte, or its archive copy. */
export const download: Command = {
  name: 'download',
  operands: 'NUMBER',
  doc: 'terminal.commands.download',
  example: 'download ASC-TEST-2026-0000001X --out confirmation.pdf',
  arity: [1, 1],
  options: {
    ...OUT_OPTIONS,
    archive: { type: 'boolean', doc: 'terminal.options.archive' },
  },
  run: async (input, context) => {
    const out = outOption(input, 'download');
    const copy = input.options.archive === true ? 'archive' : 'original';
    return writePdf(await context.install(), { number: input.positionals[0] ?? '', copy, out }, context);
  },
};

/** `renew [NUMBER…]`: what is due of the archive's copies. */
export const renew: Command = {
  name: 'renew',
  operands: '[NUMBER…]',
  doc: 'terminal.commands.renew',
  example: 'renew',
  arity: [0, Number.POSITIVE_INFINITY],
  options: BY_OPTION,
  run: async (input, context) => {
    const install = await context.install();
    const numbers = input.positionals.length === 0 ? null : input.positionals;
    const { json, print, words } = context;
    const onRenewal = (renewal: Renewal) => print(json ? JSON.stringify(renewal) : renewalText(renewal, words));
    const renewed = await install.renew({ numbers, by: terminalActor(input, 'renew'), onRenewal });
    if (!renewed.ok) return reportProblem(renewed.problem, context);
    const report = renewed.value;
    print(json ? JSON.stringify(report) : renewalReportText(report, words));
    return report.failed === 0 ? EXIT.ok : EXIT.refused;
  },
};
