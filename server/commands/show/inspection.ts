import type { InspectedSignature, Inspection } from '#core/validation/inspection.ts';
import { changeSentence, noteSentence, problemSentence } from '../../app/verification/describe-inspection.ts';
import { describeNote } from '../../app/verification/describe-verdict.ts';
import type { Reader } from '../command.ts';
import { printable } from '../report.ts';
import { hanging, wrapped } from './screen.ts';
import { sentences } from './sentences.ts';
import { type Fact, facts } from './table.ts';
import { timeText } from './time-text.ts';

/** What a signed PDF is worth by itself: the outcome, what was changed, and each signature. */
export function inspectionText(file: string, inspection: Inspection, reader: Reader): string {
  const { words, screen } = reader;
  const { outcome, changes, problems, notes, signatures } = inspection;
  const item = (mark: string, text: string) => hanging(`  ${mark}`, printable(text), 4, screen.width);
  const sentence = words.text(`inspections.outcomes.${outcome}.sentence`);
  return [
    ...wrapped(`${printable(file)}: ${screen.paint('bold', outcome)} – ${sentence}`, screen.width),
    ...problems.map((code) => item('✗', problemSentence(code, words))),
    ...changes.map((change) => item('±', changeSentence(change, inspection, words))),
    ...notes.map((note) => item('·', noteSentence(note, words))),
    ...signatures.flatMap((signature, index) => signatureLines(signature, index + 1, reader)),
  ].join('\n');
}

function signatureLines(signature: InspectedSignature, number: number, { words, screen }: Reader): readonly string[] {
  const { kind, signer, trust, coverage, signedBytes, changesAfter, level, problems, revocationNotes } = signature;
  const heading = kind === 'timestamp' ? 'time-stamp-heading' : 'heading';
  const row = (key: string, value: string): Fact => [words.text(`inspections.rows.${key}`), printable(value)];
  const covered = words.text(`inspections.coverage.${coverage}`, { size: `${signedBytes ?? 0} B` });
  const rows = [
    row('state', words.text(`inspections.states.${stateOf(signature)}`)),
    row('name', signer?.commonName ?? ''),
    row('organization', signer?.organization ?? ''),
    row('issuer', signer?.issuer ?? ''),
    row('trust', words.text(`inspections.trust.${trust}`)),
    row('time', signedAt(signature, words)),
    row('coverage', covered),
    row('changes', coverage === 'unclear' ? '' : words.text(`inspections.changes.${changesAfter}`)),
    row('level', level ?? ''),
    row(
      'problems',
      sentences(
        problems.map((code) => problemSentence(code, words)),
        words,
      ),
    ),
    row(
      'note',
      sentences(
        revocationNotes.map((note) => describeNote(note, words).sentence),
        words,
      ),
    ),
  ];
  return ['', screen.paint('bold', words.text(`inspections.signature.${heading}`, { number })), facts(rows, screen)];
}

function stateOf({ intact, valid, coverage }: InspectedSignature): 'verified' | 'wrong' | 'unknown' {
  if (intact === false || valid === false || coverage === 'unclear') return 'wrong';
  return intact === null || valid === null ? 'unknown' : 'verified';
}

function signedAt({ stampedTime, claimedTime }: InspectedSignature, words: Reader['words']): string {
  const beijing = (instant: string) => ({ beijing: timeText(instant).slice(0, 16) });
  if (stampedTime !== null) return words.text('inspections.times.stamped', beijing(stampedTime));
  if (claimedTime !== null) return words.text('inspections.times.claimed', beijing(claimedTime));
  return words.text('inspections.times.none');
}
