import { describeKey } from '../../app/keys/describe-key.ts';
import type { KeyRecord } from '../../ports/key-ledger.ts';
import type { Reader } from '../command.ts';
import { headings } from './columns.ts';
import { type Fact, facts, table } from './table.ts';
import { timeText } from './time-text.ts';

/** A signing key and where it stands. Never a secret. */
export async function keyText(key: KeyRecord, { words, screen }: Reader): Promise<string> {
  const { keyId, manufacturerId, algorithm, source, state, compromisedSince, certificate } = await describeKey(key);
  const named: readonly Fact[] = [
    [words.text('terminal.labels.manufacturer'), manufacturerId],
    [words.text('terminal.labels.algorithm'), algorithm],
    [words.text('terminal.labels.source'), source],
    [words.text('terminal.labels.compromised-since'), compromisedSince === null ? '' : timeText(compromisedSince)],
    [words.text('terminal.labels.certificate'), certificate === null ? '' : `SHA-256 ${certificate.sha256}`],
    [words.text('terminal.labels.until'), certificate === null ? '' : timeText(certificate.until)],
  ];
  return `${screen.paint('bold', keyId)}  ${words.text(`terminal.states.${state}`)}\n${facts(named, screen)}`;
}

/** Every signing key, a row each. */
export async function keyTable(keys: readonly KeyRecord[], { words, screen }: Reader): Promise<string> {
  if (keys.length === 0) return words.text('terminal.none.keys');
  const rows = (await Promise.all(keys.map(describeKey))).map((key) => [
    key.keyId,
    words.text(`terminal.states.${key.state}`),
    key.manufacturerId,
    key.algorithm,
    key.source,
    key.certificate === null ? '' : timeText(key.certificate.until).slice(0, 10),
  ]);
  return table(headings(words, 'key', 'state', 'manufacturer', 'algorithm', 'source', 'until'), rows, screen);
}
