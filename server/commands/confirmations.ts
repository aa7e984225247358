import path from 'node:path';
import { MAX_VEHICLES, type RegisteredConfirmation, WITHDRAWAL_REASONS } from '#core/confirmation/confirmation.ts';
import { countryCode } from '#core/confirmation/country.ts';
import { DOCUMENT_LANGUAGES, isDocumentLanguage, languageCode } from '#core/confirmation/document-languages.ts';
import type { FieldProblem } from '#core/confirmation/errors.ts';
import { CUSTOMS_UPLOAD, customsFaults } from '#core/confirmation/rules/customs-upload.ts';
import { groupVin } from '#core/confirmation/vin.ts';
import { describeConfirmation } from '../app/confirmations/describe-confirmation.ts';
import type { Words } from '../i18n/words.ts';
import type { Renewal, RenewalReport } from '../model/archive/renewal.ts';
import { MAX_LATER } from '../ports/archive-copies.ts';
import { SIGNING_ALGORITHMS } from '../ports/signing-keys.ts';
import {
  type Command,
  type CommandContext,
  choiceOption,
  EXIT,
  textOption,
  textOptions,
  UsageError,
} from './command.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { readJson } from './read-input.ts';
import { reportProblem, reportWarnings } from './report.ts';
import { OUT_OPTIONS, outOption, writePdf } from './write-pdf.ts';

/** `sample-request`: a valid request for the TEST manufacturer, with VINs that nobody has used. */
export const sampleRequest: Command = {
  name: 'sample-request',
  operands: '',
  doc: 'print a valid request for the TEST manufacturer, with fresh VINs',
  arity: [0, 0],
  options: {
    vehicles: { type: 'string', value: 'N', doc: `how many vehicles, 1 to ${MAX_VEHICLES} (1 if left out)` },
    destination: { type: 'string', value: 'CC', doc: 'one destination for all; without it they take turns' },
    languages: {
      type: 'string',
      value: 'zh,en,ru',
      doc: 'languages of the document; without it they follow from the destinations',
    },
  },
  run: async (input, context) => {
    const vehicles = Number(textOption(input, 'vehicles') ?? '1');
    if (!Number.isInteger(vehicles) || vehicles < 1 || vehicles > MAX_VEHICLES)
      throw new UsageError(`--vehicles takes a whole number from 1 to ${MAX_VEHICLES}`);
    const typed = textOption(input, 'destination');
    const destination = typed === undefined ? undefined : countryCode(typed);
    const samples = context.tools.sampleRequests(await context.install());
    const served = await samples.countriesServed();
    if (served.length === 0) {
      context.complain('vinseal: this install has no TEST manufacturer: write a request for one of your own');
      return EXIT.refused;
    }
    if (destination !== undefined && !served.includes(destination))
      throw new UsageError(`--destination is one of ${served.join(', ')}: the TEST manufacturer has outlets there`);
    const languages = textOption(input, 'languages')?.split(',').map(languageCode);
    if (languages !== undefined && !(languages.includes('zh') && languages.every(isDocumentLanguage)))
      throw new UsageError(`--languages takes ${DOCUMENT_LANGUAGES.join(',')} or some of them, zh always`);
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
  doc: 'issue a sealed confirmation and write its PDF (`-` reads the request from standard input)',
  arity: [1, 1],
  options: {
    ...OUT_OPTIONS,
    algorithm: {
      type: 'string',
      value: 'NAME',
      doc: `which of the maker's keys signs: ${SIGNING_ALGORITHMS.join(' or ')}`,
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
  doc: 'withdraw a whole confirmation, or single vehicles of it',
  arity: [1, 1],
  options: {
    reason: { type: 'string', value: 'CODE', doc: `one of ${WITHDRAWAL_REASONS.join(', ')}` },
    vin: { type: 'string', multiple: true, value: 'VIN', doc: 'only this vehicle; may be given several times' },
    ...BY_OPTION,
  },
  run: async (input, context) => {
    const reason = WITHDRAWAL_REASONS.find((code) => code === textOption(input, 'reason'));
    if (reason === undefined) throw new UsageError(`withdraw needs --reason ${WITHDRAWAL_REASONS.join(' | ')}`);
    const vins = textOptions(input, 'vin');
    const install = await context.install();
    const request = vins.length === 0 ? { reason } : { reason, vins };
    const withdrawn = await install.withdraw(input.positionals[0] ?? '', request, terminalActor(input, 'withdraw'));
    if (!withdrawn.ok) return reportProblem(withdrawn.problem, context);
    context.print(showConfirmation(withdrawn.value, context.json));
    return EXIT.ok;
  },
};

/** `show NUMBER`: a confirmation as the registry holds it. */
export const show: Command = {
  name: 'show',
  operands: 'NUMBER',
  doc: 'show a confirmation and how each of its vehicles stands',
  arity: [1, 1],
  options: {},
  run: async (input, context) => {
    const install = await context.install();
    const found = await install.find(input.positionals[0] ?? '');
    if (!found.ok) return reportProblem(found.problem, context);
    context.print(showConfirmation(found.value, context.json));
    return EXIT.ok;
  },
};

function archiveLine(archive: RegisteredConfirmation['archive']): string {
  if (archive === null) return '  no archive copy yet';
  return `  archive copy ${archive.level}, renewed ${archive.renewedAt}, next due ${archive.dueAt}`;
}

/** A confirmation for a terminal: JSON on one line, or a heading and a line for each vehicle. */
function showConfirmation(confirmation: RegisteredConfirmation, json: boolean): string {
  const view = describeConfirmation(confirmation);
  if (json) return JSON.stringify(view);
  const lines = view.vehicles.map((vehicle) => {
    const { change } = vehicle;
    const why = change === null ? '' : ` ${change.at} ${'reason' in change ? change.reason : change.supersededBy}`;
    return `  ${String(vehicle.line).padStart(4)}  ${groupVin(vehicle.vin)}  ${vehicle.destination}  ${vehicle.status}${why}`;
  });
  const head = `${view.number}  ${view.status}  ${view.issuedAt}  ${view.exporter.name}${view.test ? '  TEST' : ''}`;
  return [head, archiveLine(view.archive), ...lines].join('\n');
}

/** `download NUMBER --out FILE.pdf`: the sealed file of an issued confirmation, byte for byte, or its archive copy. */
export const download: Command = {
  name: 'download',
  operands: 'NUMBER',
  doc: 'write the sealed PDF of an issued confirmation, or the archive copy of it',
  arity: [1, 1],
  options: {
    ...OUT_OPTIONS,
    archive: {
      type: 'boolean',
      doc: 'the archive copy: the sealed PDF with later proofs; Acrobat reports it as changed after certification, EU DSS names it B-LTA',
    },
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
  doc: 'renew the archive copies that are due, or those of these confirmations; exit 1 where one failed',
  arity: [0, Number.POSITIVE_INFINITY],
  options: BY_OPTION,
  run: async (input, context) => {
    const install = await context.install();
    const numbers = input.positionals.length === 0 ? null : input.positionals;
    const onRenewal = (renewal: Renewal) => printRenewal(renewal, context);
    const renewed = await install.renew({ numbers, by: terminalActor(input, 'renew'), onRenewal });
    if (!renewed.ok) return reportProblem(renewed.problem, context);
    const report = renewed.value;
    context.print(context.json ? JSON.stringify(report) : reportLine(report));
    return report.failed === 0 ? EXIT.ok : EXIT.refused;
  },
};

function printRenewal(renewal: Renewal, { json, print, words }: CommandContext): void {
  print(json ? JSON.stringify(renewal) : renewalLine(renewal, words));
}

function renewalLine(renewal: Renewal, words: Words): string {
  const { number, kind } = renewal;
  if (kind === 'not-due') return `${number}  ${kind}  next due ${renewal.dueAt}`;
  if (kind === 'renewed') return `${number}  ${kind} ${renewal.level}  next due ${renewal.dueAt}`;
  const why = ['sentence', 'remedy'].map((part) => words.text(`errors.${renewal.code}.${part}`, { number }));
  return `${number}  ${kind}  ${renewal.code}: ${why.join(' ')}`;
}

function reportLine({ renewed, notDue, failed, codes }: RenewalReport): string {
  const why = Object.entries(codes).map(([code, count]) => `${code} ${count}`);
  const later = notDue < MAX_LATER ? `${notDue}` : `${MAX_LATER} or more`;
  return `${renewed} renewed, ${later} not due, ${failed} failed${why.length === 0 ? '' : ` (${why.join(', ')})`}`;
}
