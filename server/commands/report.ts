import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { Problem } from '#core/confirmation/errors.ts';
import { anchorStanding } from '#core/confirmation/rules/anchor-standing.ts';
import { certificateFacts } from '#core/x509/certificate-facts.ts';
import { describeKey } from '../app/keys/describe-key.ts';
import type { FoundManufacturer } from '../app/manufacturers/find-manufacturer.ts';
import type { Registration } from '../app/manufacturers/register-manufacturer.ts';
import { describeSeal } from '../app/seals/describe-seal.ts';
import type { SealVersion } from '../model/seals/seal.ts';
import { BackupFault } from '../ports/backup-fault.ts';
import { JournalFault } from '../ports/journal.ts';
import type { KeyRecord } from '../ports/key-ledger.ts';
import type { RegisteredAnchor } from '../ports/trust-register.ts';
import { type CommandContext, EXIT } from './command.ts';

/** Says why a request was refused, on standard error: a line for each wrong field, or one JSON value. Gives the exit code. */
export function reportProblem(problem: Problem, context: Pick<CommandContext, 'words' | 'complain' | 'json'>): number {
  const { words, complain } = context;
  const say = (code: string, data: Problem['data']) =>
    [words.text(`errors.${code}.sentence`, data), words.text(`errors.${code}.remedy`, data)]
      .filter(Boolean)
      .map(visible)
      .join(' ');
  const errors = problem.fields.map(({ pointer, code, data, suggestions }) => ({
    pointer,
    code,
    detail: say(code, data),
    suggestions,
  }));
  if (context.json) {
    complain(JSON.stringify({ code: problem.code, detail: say(problem.code, problem.data), errors }));
    return EXIT.refused;
  }
  complain(`vinseal: ${problem.code}: ${say(problem.code, problem.data)}`);
  for (const { pointer, code, detail, suggestions } of errors) {
    const hint = suggestions.length === 0 ? '' : ` → ${suggestions.join(', ')}`;
    complain(`  ${pointer}  ${code}: ${detail}${hint}`);
  }
  return EXIT.refused;
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
  const { id, origin, status, from, until, timeStamping, manufacturers } = anchor;
  const { commonName, organization, sha256, notAfter } = await certificateFacts(anchor.certificate);
  const standing = anchorStanding(anchor, at);
  const authority = commonName || organization;
  if (json) {
    const certificate = { authority, sha256, notAfter };
    return JSON.stringify({ id, origin, status, standing, from, until, timeStamping, certificate, manufacturers });
  }
  const period = from === null && until === null ? [] : [`${from ?? '…'} – ${until ?? '…'}`];
  const uses = timeStamping ? ['time-stamps'] : [];
  return [
    [id, standing, origin, ...period, ...uses, printable(authority)].join('  '),
    `  SHA-256 ${sha256}  until ${notAfter}`,
    ...manufacturers.map(({ code, nameZh, uscc, status: standingOf, wmis, test }) =>
      ['', code, standingOf, nameZh, uscc, wmis.map(({ wmi }) => wmi).join(','), ...(test ? ['TEST'] : [])].join('  '),
    ),
  ].join('\n');
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
