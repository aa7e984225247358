import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { anchorStanding } from '#core/confirmation/rules/anchor-standing.ts';
import { certificateFacts } from '#core/x509/certificate-facts.ts';
import type { RegisteredAnchor } from '../ports/trust-register.ts';

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

/** A name in a certificate must not write to the terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '�');
}
