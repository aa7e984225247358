import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { IntlMessageFormat } from 'intl-messageformat';
import { WITHDRAWAL_REASONS } from '#core/confirmation/confirmation.ts';
import { DOCUMENT_LANGUAGES } from '#core/confirmation/document-languages.ts';
import { CHECK_CODES, CHECK_IDS, FIELD_CODES, PROBLEM_CODES } from '#core/confirmation/errors.ts';
import { OUTLET_SERVICES } from '#core/confirmation/outlet.ts';
import { SEAL_CERTIFICATES } from '#core/confirmation/seal-class.ts';
import { HEADLINES, KNOWN_COPIES, VERDICTS } from '#core/confirmation/verdict.ts';
import { REVOCATION_NOTES } from '#core/revocation/odd-entries.ts';
import { CHANGE_PLACES, INSPECTED_TRUST, INSPECTION_NOTES, INSPECTION_OUTCOMES } from '#core/validation/inspection.ts';
import { ACCOUNT_NOTICES } from '../../server/app/accounts/account-mail.ts';
import { FIRST_STEPS } from '../../server/app/notices/first-steps.ts';
import { WAITING_KINDS } from '../../server/app/notices/what-waits.ts';
import { OUTLET_COLUMNS } from '../../server/app/requests/read-outlet-rows.ts';
import { INSPECTION_CODES } from '../../server/app/verification/inspection-codes.ts';
import { EXIT } from '../../server/commands/command.ts';
import { UNREADABLE_FILE } from '../../server/commands/read-input.ts';
import { COLUMNS } from '../../server/commands/show/columns.ts';
import { TRUST_DONE } from '../../server/http/pages/administration/trust-pages.ts';
import { SHOWN } from '../../server/http/pages/check/file-view.ts';
import { NEED_REASONS } from '../../server/http/pages/check/need-view.ts';
import { CSV_COLUMNS } from '../../server/http/pages/check/result-csv.ts';
import { FORM_FIELDS } from '../../server/http/pages/field-words.ts';
import { EXPORTED } from '../../server/http/pages/requests/list.page.ts';
import { VEHICLE_FIELDS } from '../../server/http/pages/requests/vehicle-form.ts';
import { readWordTree } from '../../server/i18n/load-words.ts';
import { flattenWords, LOCALES } from '../../server/i18n/words.ts';
import { AUDIT_ACTIONS } from '../../server/model/access/audit-entry.ts';
import { ORGANISATION_KINDS, ROLES_OF } from '../../server/model/access/organisation.ts';
import { BATCH_STATES, ROW_STATES } from '../../server/model/batches/batch.ts';
import { BATCH_CONTROLS } from '../../server/model/batches/batch-steps.ts';
import { FINDING_CODES } from '../../server/model/diagnosis/finding.ts';
import { MAIL_FAILURES } from '../../server/model/letters/mail-failure.ts';
import { WITHOUT_PROOF } from '../../server/model/manufacturers/sealing-policy.ts';
import { NOTICE_KINDS } from '../../server/model/notices/notice.ts';
import {
  LINE_STATES,
  REQUEST_EVENTS,
  REQUEST_KINDS,
  REQUEST_STATES,
} from '../../server/model/requests/vehicle-request.ts';
import { SAMPLE_KINDS } from '../../server/model/samples/sample.ts';
import { SEAL_FORMS, SEAL_STATES } from '../../server/model/seals/seal.ts';
import { KEY_STATES } from '../../server/ports/key-ledger.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const PATTERNS = Object.fromEntries(
  LOCALES.map((locale) => [locale, flattenWords(readWordTree(path.join(ROOT, 'templates/locales', locale)))]),
);

/** The keys that templates, pages and commands name literally. */
function keysInSources(): ReadonlySet<string> {
  const folders = [
    'templates/pages',
    'server/http/pages',
    'server/http/middleware',
    'server/commands',
    'server/app/accounts',
    'server/app/applications',
    'server/app/notices',
  ];
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(njk|ts)$/.test(name))
      .map((name) => readFileSync(path.join(ROOT, folder, name), 'utf8')),
  );
  const named = files.flatMap((text) => [
    ...text.matchAll(
      /['"`]((?:pages|errors|checks|verdicts|inspections|terminal|accounts|requests|batches|officers|administration)\.[\w.-]*\w)['"`]/g,
    ),
  ]);
  return new Set(named.map((match) => match[1] ?? ''));
}

/** The texts of the pages of requests that are put together. */
const REQUEST_TEXTS: readonly string[] = [
  ...REQUEST_STATES.map((state) => `requests.states.${state}`),
  ...REQUEST_KINDS.map((kind) => `requests.kinds.${kind}`),
  ...LINE_STATES.map((state) => `requests.line-states.${state}`),
  ...REQUEST_EVENTS.map((kind) => `requests.events.${kind}`),
  ...VEHICLE_FIELDS.map((field) => `requests.fields.${field}`),
  ...DOCUMENT_LANGUAGES.map((language) => `requests.languages.${language}`),
  ...[...EXPORTED, 'manufacturer', 'kind', 'vehicles', 'undecided', 'date', 'vehicle', 'need'].map(
    (column) => `requests.columns.${column}`,
  ),
  ...['refused', 'asked-for'].map((outcome) => `requests.others.${outcome}`),
  ...['replace', 'add'].map((how) => `requests.vehicles.how-${how}`),
  ...['replacement', 'withdrawal'].map((kind) => `requests.ask-change.${kind}-hint`),
  ...['made', 'until', 'state'].map((column) => `requests.share.columns.${column}`),
  ...['open', 'ended', 'expired'].map((state) => `requests.share.states.${state}`),
  ...['column', 'what', 'example'].map((column) => `requests.template.${column}`),
  ...[
    ...VEHICLE_FIELDS.map((field) => `of-vehicle.${field}`),
    ...OUTLET_COLUMNS.map((column) => `of-outlet.${column}`),
  ].flatMap((column) => ['what', 'example'].map((part) => `requests.template.${column}.${part}`)),
  ...[...OUTLET_COLUMNS, 'days'].map((field) => `requests.outlets.fields.${field}`),
];

/** The texts of the pages of administrators that are put together. */
const ADMINISTRATION_TEXTS: readonly string[] = [
  ...AUDIT_ACTIONS.map((action) => `administration.audit.actions.${action}`),
  ...['intended', 'succeeded', 'failed', 'recorded'].map((phase) => `administration.audit.phases.${phase}`),
  ...['whole', 'entry-missing', 'entry-altered', 'link-broken', 'end-missing', 'end-differs'].map(
    (state) => `administration.audit.verified.states.${state}`,
  ),
  ...KEY_STATES.map((state) => `administration.keys.states.${state}`),
  ...['registered', 'proposed', 'suspend-key', 'activate-key', 'approve-seal', 'retire-seal'].map(
    (done) => `administration.done.${done}`,
  ),
  ...TRUST_DONE.map((done) => `administration.trust.done.${done}`),
  ...['shipped', 'install'].map((origin) => `administration.trust.origins.${origin}`),
  ...['add', 'replace', 'resume'].map((kind) => `administration.trust.changes.${kind}`),
  ...['begins', 'ceases', 'differs'].map((turn) => `administration.trust.effect.turns.${turn}`),
  ...['suspend', 'resume', 'add'].flatMap((step) => [
    ...['title', 'text', 'reason-hint', 'submit'].map((part) => `administration.trust.steps.${step}.${part}`),
    `administration.trust.effect.time-stamps.${step}`,
  ]),
  ...SEAL_STATES.map((state) => `administration.seals.states.${state}`),
  ...SEAL_FORMS.map((form) => `administration.seals.forms.${form}`),
  ...['id', 'code', 'nameZh', 'nameEn', 'uscc', 'listings', 'wmis'].map(
    (field) => `administration.registration.fields.${field}`,
  ),
  ...['id', 'code', 'uscc', 'listings', 'wmis'].map((field) => `administration.registration.hints.${field}`),
  ...['active', 'suspended'].map((state) => `administration.trust.states.${state}`),
  ...MAIL_FAILURES.map((failure) => `administration.letters.failures.${failure}`),
  ...['suspend-key', 'activate-key', 'approve-seal', 'retire-seal'].flatMap((step) =>
    ['link', 'title', 'text', 'submit'].map((part) => `administration.steps.${step}.${part}`),
  ),
];

/** The keys that are put together from a code, with every code there is. */
function keysFromCodes(): readonly string[] {
  const statuses = ['live', 'withdrawn', 'superseded'];
  return [
    ...[...FIELD_CODES, ...PROBLEM_CODES].flatMap((code) => [`errors.${code}.sentence`, `errors.${code}.remedy`]),
    ...CHECK_CODES.flatMap((code) => [`checks.${code}.sentence`, `checks.${code}.remedy`]),
    ...FINDING_CODES.flatMap((code) => [`doctor.${code}.sentence`, `doctor.${code}.remedy`]),
    ...CHECK_IDS.map((id) => `checks.titles.${id}`),
    ...HEADLINES.flatMap((headline) => [`verdicts.${headline}.headline`, `verdicts.${headline}.advice`]),
    ...VERDICTS.flatMap((word) => ['word', 'meaning', 'next'].map((part) => `pages.verdicts.${word}.${part}`)),
    ...SHOWN.flatMap((word) => [`pages.result.overall.${word}`, `pages.verdicts.${word}.word`]),
    ...[...HEADLINES, 'other-vehicle'].map((headline) => `pages.result.short.${headline}`),
    ...['matched', 'not-matched', 'not-compared', 'ended'].map((state) => `pages.result.about.states.${state}`),
    ...['matched', 'differs', 'not-compared'].map((state) => `pages.result.about.country.${state}`),
    ...['needed', 'not-needed', 'date-wrong'].map((answer) => `pages.result.need.tags.${answer}`),
    ...NEED_REASONS.map((reason) => `pages.result.need.reasons.${reason}`),
    ...['not-established', 'refused'].map((why) => `pages.result.facts.withheld.${why}`),
    ...CSV_COLUMNS.map((column) => `pages.result.csv.${column}`),
    ...['passed', 'failed', 'undecided', 'skipped'].map((outcome) => `pages.result.outcomes.${outcome}`),
    ...['matched', 'not-matched', 'not-compared', 'not-established'].map(
      (vehicle) => `pages.result.vehicle.${vehicle}`,
    ),
    ...KNOWN_COPIES.map((copy) => `pages.copy.${copy}`),
    ...[...statuses, 'partly-withdrawn', 'unknown'].map((status) => `pages.status.${status}`),
    ...statuses.map((status) => `pages.number.result.${status}`),
    ...[...INSPECTION_CODES, 'other'].map((code) => `inspections.problems.${code}`),
    ...INSPECTION_OUTCOMES.flatMap((outcome) =>
      ['sentence', 'next'].map((part) => `inspections.outcomes.${outcome}.${part}`),
    ),
    ...REVOCATION_NOTES.map((code) => `inspections.revocationNotes.${code}`),
    ...INSPECTION_NOTES.map((code) => `inspections.notes.codes.${code}`),
    'inspections.notes.item',
    ...['byte', 'file', 'signature', 'limit'].map((kind) => `inspections.notes.where.${kind}`),
    ...CHANGE_PLACES.map((place) => `inspections.changed.places.${place}`),
    ...['signature', 'item'].map((part) => `inspections.changed.${part}`),
    ...['verified', 'wrong', 'unknown'].map((state) => `inspections.states.${state}`),
    ...['entire-file', 'entire-revision', 'contiguous', 'unclear'].map((kind) => `inspections.coverage.${kind}`),
    ...['none', 'allowed', 'forbidden'].map((changes) => `inspections.changes.${changes}`),
    ...INSPECTED_TRUST.map((trust) => `inspections.trust.${trust}`),
    ...['heading', 'time-stamp-heading'].map((heading) => `inspections.signature.${heading}`),
    ...WITHDRAWAL_REASONS.map((reason) => `pages.reasons.${reason}`),
    ...OUTLET_SERVICES.map((service) => `pages.services.${service}`),
    ...SAMPLE_KINDS.flatMap((kind) => [`pages.samples.kinds.${kind}.title`, `pages.samples.kinds.${kind}.description`]),
    ...SEAL_CERTIFICATES.flatMap((kind) => [`pages.result.seal.${kind}.name`, `pages.result.seal.${kind}.ground`]),
    ...COLUMNS.map((column) => `terminal.columns.${column}`),
    ...UNREADABLE_FILE.map((code) => `terminal.files.${code}`),
    ...Object.values(EXIT).map((code) => `terminal.exits.${code}`),
    ...[...KEY_STATES, ...SEAL_STATES, 'in-force', 'not-in-force', 'suspended', 'active', 'shipped', 'install'].map(
      (state) => `terminal.states.${state}`,
    ),
    ...['closed', 'ended', 'expired'].map((state) => `terminal.states.${state}`),
    ...ORGANISATION_KINDS.map((kind) => `terminal.organisation-kinds.${kind}`),
    ...['added', 'known'].map((outcome) => `terminal.lists.${outcome}`),
    ...['mongo', 'file'].map((to) => `terminal.moved.next-${to}`),
    ...['embed', 'omit', ...WITHOUT_PROOF, 'of-manufacturer', 'of-install'].map((how) => `terminal.sealing.${how}`),
    ...['good', 'warning', 'fault'].map((outcome) => `terminal.findings.${outcome}`),
    ...['added', 'changed', 'unchanged'].map((outcome) => `terminal.outcomes.${outcome}`),
    ...['original', 'archive'].map((copy) => `terminal.written.${copy}`),
    ...['adopted', 'known'].map((outcome) => `terminal.adopted.${outcome}`),
    ...Object.values(ROLES_OF)
      .flat()
      .flatMap((role) => [`accounts.roles.${role}`, `accounts.roles-do.${role}`]),
    ...['manufacturer', 'exporter', 'authority'].map((kind) => `accounts.kinds.${kind}`),
    ...ACCOUNT_NOTICES.flatMap((what) => [`accounts.mail.${what}.subject`, `accounts.mail.${what}.text`]),
    ...['reset', 'out', 'out-here'].map((done) => `accounts.sign-in.done.${done}`),
    ...['second-factor', 'authenticator', 'password', 'mails', 'sessions'].map(
      (done) => `accounts.account.done.${done}`,
    ),
    ...[
      'invited',
      'invited-proposed',
      'resent',
      'resent-before',
      'withdrawn',
      'changed',
      'proposed',
      'approved',
      'proposal-withdrawn',
    ].map((done) => `accounts.people.done.${done}`),
    ...['ended', 'reset', 'released', 'sessions', 'unlocked'].map((done) => `accounts.people.done.${done}`),
    ...['accepted', 'refused', 'told', 'told-before'].map((done) => `accounts.applications.done.${done}`),
    ...['open', 'accepted', 'refused'].map((state) => `accounts.applications.states.${state}`),
    ...['sent', 'waiting'].flatMap((page) =>
      ['title', 'lead', 'next'].map((part) => `accounts.register.${page}.${part}`),
    ),
    ...['authenticator', 'backup-codes'].flatMap((path) =>
      ['title', 'lead', 'submit'].map((part) => `accounts.${path}.${part}`),
    ),
    ...['ask', 'done'].map((step) => `accounts.notices-off.${step}.title`),
    ...['accounts.actors.key', 'accounts.actors.operator', 'batches.service'],
    ...['added', 'removed'].map((done) => `accounts.passkeys.done.${done}`),
    ...['added', 'closed'].map((done) => `accounts.organisations.done.${done}`),
    ...['active', 'ended', 'expired'].map((state) => `accounts.access-keys.states.${state}`),
    ...['ended', 'sealing-proposed', 'sealing-approved'].map((done) => `accounts.access-keys.done.${done}`),
    ...['propose', 'approve'].flatMap((step) =>
      ['title', 'lead', 'submit'].map((part) => `accounts.key-sealing.${step}.${part}`),
    ),
    ...['end', 'reset-second-factor', 'release-identity', 'erase'].flatMap((step) => [
      `terminal.commands.people-${step}`,
      `terminal.consent.person-${step}`,
    ]),
    ...['end', 'reset', 'release', 'sessions', 'unlock'].flatMap((step) =>
      ['title', 'lead', 'submit'].map((part) => `accounts.person.${step}.${part}`),
    ),
    ...FIRST_STEPS.flatMap((step) => ['name', 'how'].map((part) => `accounts.home.steps.${step}.${part}`)),
    ...WAITING_KINDS.map((kind) => `accounts.home.waiting.${kind}`),
    ...NOTICE_KINDS.flatMap((kind) => ['subject', 'text'].map((part) => `accounts.notices.${kind}.${part}`)),
    ...FORM_FIELDS.map((field) => `fields.${field}`),
    ...REQUEST_TEXTS,
    ...ADMINISTRATION_TEXTS,
    ...BATCH_STATES.map((state) => `batches.states.${state}`),
    ...ROW_STATES.map((state) => `batches.row-states.${state}`),
    ...BATCH_CONTROLS.map((control) => `batches.controls.${control}`),
    ...BATCH_CONTROLS.map((control) => `terminal.commands.batches-${control}`),
    ...['approve-roles', 'withdraw-roles', 'end-sessions', 'lift-lock'].map(
      (step) => `terminal.commands.people-${step}`,
    ),
    ...['propose-sealing', 'approve-sealing'].map((step) => `terminal.commands.access-keys-${step}`),
    ...['one', 'one-each'].map((documents) => `batches.new.documents.${documents}`),
    ...['check', 'number', 'samples', 'about', 'sign-in'].map((page) => `pages.site.navigation.${page}`),
  ];
}

/** The names of the placeholders of a pattern, also those inside plural forms. */
function placeholders(pattern: string, locale: string): readonly string[] {
  const names = new Set<string>();
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) collect(item);
    if (typeof value !== 'object' || value === null) return;
    const element = value as { type?: number; value?: unknown; options?: Record<string, { value: unknown }> };
    if (typeof element.type === 'number' && element.type > 0 && typeof element.value === 'string')
      names.add(element.value);
    for (const option of Object.values(element.options ?? {})) collect(option.value);
  };
  collect(new IntlMessageFormat(pattern, locale, undefined, { ignoreTag: true }).getAst());
  return [...names].sort();
}

describe.each(LOCALES)('the texts of %s', (locale) => {
  const patterns = PATTERNS[locale] ?? new Map<string, string>();

  it('have every key that the pages name', () => {
    const keys = [...keysInSources()];
    expect(keys.length).toBeGreaterThan(80);
    expect(keys.filter((key) => !patterns.has(key))).toEqual([]);
  });

  it('have every key that a code stands for', () => {
    expect(keysFromCodes().filter((key) => !patterns.has(key))).toEqual([]);
  });

  it('have the keys of the other languages, and no other', () => {
    expect([...patterns.keys()].sort()).toEqual([...(PATTERNS.en ?? new Map()).keys()].sort());
  });

  it('are well-formed patterns with the placeholders of the English ones', () => {
    for (const [key, pattern] of patterns) {
      const wanted = placeholders(PATTERNS.en?.get(key) ?? '', 'en');
      expect([key, placeholders(pattern, locale)]).toEqual([key, wanted]);
    }
  });

  it('have no page text that nothing shows', () => {
    const used = new Set([...keysInSources(), ...keysFromCodes()]);
    const unused = [...patterns.keys()].filter(
      (key) =>
        /^(pages|inspections|terminal|accounts|requests|batches|officers|administration|fields)\./.test(key) &&
        !used.has(key),
    );
    expect(unused).toEqual([]);
  });
});
