import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { FieldProblem, Problem } from '#core/confirmation/errors.ts';
import { anchorStanding } from '#core/confirmation/rules/anchor-standing.ts';
import { type SealClass, sealClassOf } from '#core/confirmation/seal-class.ts';
import { certificateFacts } from '#core/x509/certificate-facts.ts';
import { conventionText, ETSI_ORGANIZATION } from '#core/x509/identity/identity-convention.ts';
import { describeKey } from '../app/keys/describe-key.ts';
import type { FoundManufacturer } from '../app/manufacturers/find-manufacturer.ts';
import type { Registration } from '../app/manufacturers/register-manufacturer.ts';
import { describeSeal } from '../app/seals/describe-seal.ts';
import type { Words } from '../i18n/words.ts';
import type { SealVersion } from '../model/seals/seal.ts';
import { BackupFault } from '../ports/backup-fault.ts';
import { JournalFault } from '../ports/journal.ts';
import type { KeyRecord } from '../ports/key-ledger.ts';
import type { RegisteredAnchor } from '../ports/trust-register.ts';
import { type CommandContext, EXIT } from './command.ts';

/** Says why a request was refused, on standard error: a line for each wrong field, or one JSON value. Gives the exit code. */
export function reportProblem(problem: Problem, context: Pick<CommandContext, 'words' | 'complain' | 'json'>): number {
  const { words, complain } = context;
  const detail = say(problem.code, problem.data, words);
  if (context.json) {
    const errors = problem.fields.map((field) => describeField(field, words));
    complain(JSON.stringify({ code: problem.code, detail, errors }));
    return EXIT.refused;
  }
  complain(`vinseal: ${problem.code}: ${detail}`);
  for (const field of problem.fields) complain(fieldLine(field, words));
  return EXIT.refused;
}

/** What does not hinder but should be looked at, on standard error; nothing where there is nothing. */
export function reportWarnings(
  warnings: readonly FieldProblem[],
  { words, complain, json }: Pick<CommandContext, 'words' | 'complain' | 'json'>,
): void {
  if (warnings.length === 0) return;
  const lines = json
    ? [JSON.stringify({ warnings: warnings.map((field) => describeField(field, words)) })]
    : warnings.map((field) => fieldLine(field, words));
  for (const line of lines) complain(line);
}

/** One field at fault, for programs. */
export function describeField({ pointer, code, data, suggestions }: FieldProblem, words: Words) {
  return { pointer, code, detail: say(code, data, words), suggestions };
}

/** The same, for a terminal. The whole has no pointer (RFC 6901). */
export function fieldLine(field: FieldProblem, words: Words): string {
  const { pointer, code, detail, suggestions } = describeField(field, words);
  const hint = suggestions.length === 0 ? '' : ` → ${suggestions.join(', ')}`;
  return `  ${visible(pointer)}  ${code}: ${detail}${hint}`;
}

function say(code: string, data: Problem['data'], words: Words): string {
  return [words.text(`errors.${code}.sentence`, data), words.text(`errors.${code}.remedy`, data)]
    .filter(Boolean)
    .map(visible)
    .join(' ');
}

/** Runs what may fail with a fault of a backup or a journal, and says its code and message. Every other fault is thrown on. */
export async function reportCodedFault(
  { complain, json }: Pick<CommandContext, 'complain' | 'json'>,
  work: () => Promise<number>,
): Promise<number> {
  try {
    return await work();
  } catch (fault) {
    if (!(fault instanceof BackupFault || fault instanceof JournalFault)) throw fault;
    const detail = visible(fault.message);
    complain(json ? JSON.stringify({ code: fault.code, detail, errors: [] }) : `vinseal: ${fault.code}: ${detail}`);
    return EXIT.refused;
  }
}

/** Control and direction characters by their numbers: a request must not write to the terminal that shows its faults. */
function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}]/gu,
    (character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
}

/** An anchor for a terminal: JSON on one line, or a heading and a line for each manufacturer. */
export async function showAnchor(anchor: RegisteredAnchor, at: IsoInstant, json: boolean): Promise<string> {
  const { id, origin, file, status, from, until, timeStamping, manufacturers } = anchor;
  const { commonName, organization, sha256, notAfter } = await certificateFacts(anchor.certificate);
  const { pinned = false, identity = ETSI_ORGANIZATION } = anchor;
  const standing = anchorStanding(anchor, at);
  const authority = commonName || organization;
  if (json) {
    const certificate = { authority, sha256, notAfter };
    const vouched = manufacturers.map((one) => ({ ...one, seal: sealClassOf(one) }));
    return JSON.stringify({
      ...{ id, origin, file, status, standing, from, until, timeStamping, pinned },
      identity: pinned ? null : { ...identity, text: conventionText(identity) },
      certificate,
      manufacturers: vouched,
    });
  }
  const period = from === null && until === null ? [] : [`${from ?? '…'} – ${until ?? '…'}`];
  const uses = timeStamping ? ['time-stamps'] : [];
  return [
    [id, standing, origin, ...period, ...uses, printable(authority)].join('  '),
    `  SHA-256 ${sha256}  until ${notAfter}`,
    ...(manufacturers.length === 0
      ? []
      : [
          `  ${pinned ? 'pinned: the certificate of' : printable(`named by ${identity.id}: ${conventionText(identity)}`)}`,
        ]),
    ...manufacturers.map(({ code, nameZh, uscc, status: standingOf, wmis, test, ...rest }) =>
      [
        ...['', code, standingOf, nameZh, uscc, wmis.map(({ wmi }) => wmi).join(',')],
        ...(test ? ['TEST'] : []),
        sealText(sealClassOf({ test, ...rest })),
      ].join('  '),
    ),
  ].join('\n');
}

function sealText({ certificate, filingCode }: SealClass): string {
  return `seal: ${certificate}${filingCode === null ? '' : `, filed as ${filingCode}`}`;
}

/** Without control and direction characters: a name in a certificate, or one that somebody typed, must not write to the terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '�');
}

/** A signing key for a terminal: JSON on one line, or a line with the certificate under it. Never a secret. */
export async function showKey(key: KeyRecord, json: boolean): Promise<string> {
  const described = await describeKey(key);
  if (json) return JSON.stringify(described);
  const { keyId, manufacturerId, algorithm, source, state, compromisedSince, certificate } = described;
  const since = compromisedSince === null ? [] : [`since ${compromisedSince}`];
  const line = [keyId, state, ...since, manufacturerId, algorithm, source].join('  ');
  return certificate === null ? line : `${line}\n  SHA-256 ${certificate.sha256}  until ${certificate.until}`;
}

/** A manufacturer for a terminal: JSON on one line, or a line of words. `outcome` where it was just registered. */
export function showManufacturer(
  { manufacturer, outlets, anchors }: FoundManufacturer,
  json: boolean,
  outcome?: Registration['outcome'],
): string {
  const { id, code, nameZh, nameEn, uscc, test, wmis } = manufacturer;
  const countries = [...new Set(outlets.map(({ country }) => country))].toSorted();
  const described = { id, code, nameZh, nameEn, uscc, test, wmis: wmis.map(({ wmi }) => wmi), countries, anchors };
  if (json)
    return JSON.stringify({ ...(outcome === undefined ? {} : { outcome }), ...described, outlets: outlets.length });
  return [
    ...(outcome === undefined ? [] : [outcome]),
    `${id} ${code}`,
    ...(test ? ['TEST'] : []),
    nameZh,
    uscc,
    described.wmis.join(' '),
    `${outlets.length} outlets in ${countries.join(' ') || 'no country'}`,
    anchors.length === 0 ? 'nobody vouches for it' : `vouched for by ${anchors.join(', ')}`,
  ].join('  ');
}

/** A version of a seal for a terminal: JSON on one line, or a line of words. `inForce` where that was asked. */
export function showSeal(seal: SealVersion, json: boolean, inForce?: boolean): string {
  const described = { ...describeSeal(seal), ...(inForce === undefined ? {} : { inForce }) };
  if (json) return JSON.stringify(described);
  const { manufacturerId, version, state, picture, from, until, proposedBy, approvedBy, retiredBy } = described;
  return [
    `${manufacturerId} ${version}`,
    inForce === true ? `${state}, in force` : state,
    picture ?? 'registered-data',
    `${from} – ${until ?? '…'}`,
    `proposed by ${proposedBy}`,
    ...(approvedBy === null ? [] : [`approved by ${approvedBy}`]),
    ...(retiredBy === null ? [] : [`retired by ${retiredBy}`]),
  ].join('  ');
}
