import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { anchorStanding } from '#core/confirmation/rules/anchor-standing.ts';
import { sealClassOf } from '#core/confirmation/seal-class.ts';
import { certificateFacts } from '#core/x509/certificate-facts.ts';
import { conventionText, ETSI_ORGANIZATION } from '#core/x509/identity/identity-convention.ts';
import { describeSealClass } from '../../app/verification/describe-verdict.ts';
import type { RegisteredAnchor } from '../../ports/trust-register.ts';
import type { Reader } from '../command.ts';
import { printable } from '../report.ts';
import { headings } from './columns.ts';
import { type Fact, facts, table } from './table.ts';
import { timeText } from './time-text.ts';

/** An anchor for programs. */
export async function describeAnchor(anchor: RegisteredAnchor, at: IsoInstant) {
  const { id, origin, file, status, from, until, timeStamping, manufacturers } = anchor;
  const { commonName, organization, sha256, notAfter } = await certificateFacts(anchor.certificate);
  const { pinned = false, identity = ETSI_ORGANIZATION } = anchor;
  return {
    ...{ id, origin, file, status, standing: anchorStanding(anchor, at), from, until, timeStamping, pinned },
    identity: pinned ? null : { ...identity, text: conventionText(identity) },
    certificate: { authority: commonName || organization, sha256, notAfter },
    manufacturers: manufacturers.map((one) => ({ ...one, seal: sealClassOf(one) })),
  };
}

type DescribedAnchor = Awaited<ReturnType<typeof describeAnchor>>;

/** Anchors with whom each vouches for, and how they stand. */
export function anchorsText(anchors: readonly DescribedAnchor[], reader: Reader): string {
  if (anchors.length === 0) return reader.words.text('terminal.none.anchors');
  return anchors.map((anchor) => anchorText(anchor, reader)).join('\n\n');
}

function anchorText(anchor: DescribedAnchor, reader: Reader): string {
  const { words, screen } = reader;
  const { id, standing, origin, from, until, timeStamping, pinned, identity, certificate, manufacturers } = anchor;
  const naming = pinned ? words.text('terminal.anchors.pinned') : `${identity?.id}: ${identity?.text}`;
  const named: readonly Fact[] = [
    [words.text('terminal.labels.authority'), printable(certificate.authority)],
    [words.text('terminal.labels.certificate'), `SHA-256 ${certificate.sha256}`],
    [words.text('terminal.labels.until'), timeText(certificate.notAfter)],
    [words.text('terminal.labels.in-force'), from === null && until === null ? '' : `${from ?? '…'} – ${until ?? '…'}`],
    [words.text('terminal.labels.use'), timeStamping ? words.text('terminal.anchors.time-stamps') : ''],
    [words.text('terminal.labels.identity'), manufacturers.length === 0 ? '' : printable(naming)],
  ];
  const states = [standing, origin].map((state) => words.text(`terminal.states.${state}`));
  const head = [screen.paint('bold', id), ...states].join('  ');
  const makers = manufacturers.length === 0 ? [] : ['', manufacturerTable(manufacturers, reader)];
  return [head, facts(named, screen), ...makers].join('\n');
}

function manufacturerTable(manufacturers: DescribedAnchor['manufacturers'], { words, screen }: Reader): string {
  const rows = manufacturers.map(({ code, status, nameZh, uscc, wmis, test, seal }) => [
    test ? `${code} TEST` : code,
    words.text(`terminal.states.${status}`),
    printable(nameZh),
    uscc,
    wmis.map(({ wmi }) => wmi).join(' '),
    describeSealClass(seal, words).name + (seal.filingCode === null ? '' : ` (${printable(seal.filingCode)})`),
  ]);
  return table(headings(words, 'code', 'state', 'name', 'uscc', 'wmis', 'seal'), rows, screen);
}
