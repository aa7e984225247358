import { exactActorName } from '../../app/access/actor-name.ts';
import { describeSeal } from '../../app/seals/describe-seal.ts';
import type { Words } from '../../i18n/words.ts';
import type { RecordedActor } from '../../model/access/actor.ts';
import type { SealVersion } from '../../model/seals/seal.ts';
import type { Reader } from '../command.ts';
import { printable } from '../report.ts';
import { headings } from './columns.ts';
import { type Fact, facts, table } from './table.ts';

/** A version of a seal and where it stands. */
export function sealText(seal: SealVersion, { words, screen }: Reader): string {
  const { manufacturerId, version, state, picture, from, until, ...told } = describeSeal(seal);
  const who = whoNamed(words);
  const named: readonly Fact[] = [
    [words.text('terminal.labels.name'), told.nameZh],
    [words.text('terminal.labels.record-code'), told.recordCode],
    [words.text('terminal.labels.picture'), picture ?? words.text('terminal.drawn')],
    [words.text('terminal.labels.in-force'), `${from} – ${until ?? '…'}`],
    [words.text('terminal.labels.proposed-by'), who(seal.proposedBy)],
    [words.text('terminal.labels.approved-by'), who(seal.approvedBy)],
    [words.text('terminal.labels.retired-by'), who(seal.retiredBy)],
  ];
  const head = `${screen.paint('bold', `${manufacturerId} ${version}`)}  ${words.text(`terminal.states.${state}`)}`;
  return `${head}\n${facts(named, screen)}`;
}

/** Who proposed, approved or retired it; empty for nobody. */
function whoNamed(words: Words): (by: RecordedActor | null) => string {
  return (by) => (by === null ? '' : printable(exactActorName(by, words)));
}

/** Every version of a manufacturer's seal, a row each. `current`: the one in force today. */
export function sealTable(
  seals: readonly SealVersion[],
  current: number | undefined,
  { words, screen }: Reader,
): string {
  if (seals.length === 0) return words.text('terminal.none.seals');
  const rows = seals.map((seal) => {
    const { version, state, picture, from, until } = describeSeal(seal);
    const standing = words.text(version === current ? 'terminal.states.in-force' : `terminal.states.${state}`);
    const people = [seal.proposedBy, seal.approvedBy, seal.retiredBy].map(whoNamed(words));
    return [String(version), standing, picture ?? words.text('terminal.drawn'), from, until ?? '', ...people];
  });
  return table(
    headings(words, 'version', 'state', 'picture', 'from', 'until', 'proposed-by', 'approved-by', 'retired-by'),
    rows,
    screen,
  );
}
