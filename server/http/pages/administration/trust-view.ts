import { orNull } from '#core/asn1/malformed.ts';
import { hex } from '#core/bytes/bytes.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { basicConstraints } from '#core/x509/extensions.ts';
import { conventionText, ETSI_ORGANIZATION } from '#core/x509/identity/identity-convention.ts';
import { nameText } from '#core/x509/names.ts';
import type { PublicKey } from '#core/x509/public-key.ts';
import { sha256Hex } from '../../../app/digest.ts';
import { MOST_COUNTED, type TrustEffect, type TrustTurn } from '../../../app/trust/foresee-trust.ts';
import { anchorIdOf } from '../../../app/trust/proposed-trust.ts';
import type { Words } from '../../../i18n/words.ts';
import { actorText } from '../../../model/access/actor.ts';
import { proposalEnd } from '../../../model/trust/proposal-standing.ts';
import type { GivenList } from '../../../ports/revocation-lists.ts';
import type { TrustAnchor } from '../../../ports/trust-list.ts';
import type { TrustProposal } from '../../../ports/trust-proposals.ts';
import { timeView } from '../texts.ts';

/** All that an anchor says, and what its certificate says of itself: what a person compares with what the authority published. */
export function anchorFacts(anchor: TrustAnchor, now: string) {
  const { id, certificate, pinned = false, identity = ETSI_ORGANIZATION, timeStamping, status, from, until } = anchor;
  const read = readCertificate(certificate);
  return {
    ...{ id, status, timeStamping, pinned, from: from ?? '…', until: until ?? '…' },
    ...{ subject: nameOf(read.subject), issuer: nameOf(read.issuer), serial: hex(read.serial).toUpperCase() },
    notBefore: timeView(new Date(read.notBefore).toISOString()),
    notAfter: timeView(new Date(read.notAfter).toISOString()),
    hasEnded: read.notAfter < Date.parse(now),
    isCa: basicConstraints(read.extensions).ca,
    key: keyText(read.publicKey),
    sha256: groupedHash(sha256Hex(certificate)),
    naming: pinned ? null : `${identity.id}: ${conventionText(identity)}`,
    manufacturers: anchor.manufacturers.map((one) => ({
      ...{ code: one.code, nameZh: one.nameZh, uscc: one.uscc, test: one.test, status: one.status },
      wmis: one.wmis.map(({ wmi }) => wmi),
      listings: one.listings.map(({ announcement, nameZh }) => `${announcement} ${nameZh}`),
    })),
  };
}

/** A name that cannot be read as one is shown by its octets. */
function nameOf(name: Uint8Array): string {
  return orNull(() => nameText(name)) ?? hex(name);
}

function keyText(key: PublicKey): string {
  if (key.kind === 'rsa') return `RSA ${key.bits}`;
  if (key.kind === 'ec') return `EC ${key.curve}`;
  return key.kind === 'edwards' ? key.curve : key.name;
}

/** In groups, so that two people can read it to each other. */
export function groupedHash(sha256: string): readonly string[] {
  return sha256.toUpperCase().match(/.{4}/g) ?? [];
}

/** What a change touches, with how many confirmations that are registered here. */
export function effectView({ manufacturers, keys }: TrustEffect, words: Words) {
  const turnText = (turn: TrustTurn) => words.text(`administration.trust.effect.turns.${turn}`);
  return {
    manufacturers: manufacturers.map(({ turn, confirmations, ...one }) => ({
      ...{ ...one, turn: turnText(turn), confirmations: countText(confirmations, words) },
    })),
    keys: keys.map(({ turn, state, ...key }) => ({
      ...{ ...key, turn: turnText(turn), state: words.text(`administration.keys.states.${state}`) },
    })),
  };
}

function countText(count: number | null, words: Words): string {
  if (count === null) return words.text('administration.trust.effect.uncounted');
  const isMost = count >= MOST_COUNTED;
  return words.text(isMost ? 'administration.trust.effect.at-least' : 'administration.trust.effect.count', { count });
}

export function proposalView(proposal: TrustProposal, words: Words) {
  const { id, change, reason, proposedBy, proposedAt } = proposal;
  const replaces = change.kind === 'add' ? change.replaces : null;
  const manufacturer = change.kind === 'resume' ? change.target.manufacturer : null;
  const kind = change.kind === 'resume' ? 'resume' : replaces === null ? 'add' : 'replace';
  return {
    ...{ id, step: change.kind, anchor: anchorIdOf(change), reason, replaces, manufacturer },
    what: words.text(`administration.trust.changes.${kind}`),
    proposedBy: actorText(proposedBy),
    proposedAt: timeView(proposedAt),
    until: timeView(proposalEnd(proposal)),
  };
}

export function listView({ name, issuer, thisUpdate, nextUpdate, entries, sha256 }: GivenList, now: string) {
  return {
    ...{ name, issuer, entries, sha256: groupedHash(sha256) },
    thisUpdate: timeView(thisUpdate),
    nextUpdate: nextUpdate === null ? null : timeView(nextUpdate),
    isOver: nextUpdate !== null && Date.parse(nextUpdate) < Date.parse(now),
  };
}
