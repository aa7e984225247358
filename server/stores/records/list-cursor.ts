/** Where a page of the list ended: the issue time (ms) and number of its last confirmation. */
export type ListPosition = { readonly issuedMs: number; readonly number: string };

/** Before every confirmation there is. */
export const LIST_START: ListPosition = { issuedMs: Number.MAX_SAFE_INTEGER, number: '' };

const POSITION = /^(\d{1,15}) ([A-Z0-9-]{1,40})$/;

/** An opaque cursor: base64url, to be given back as it is. */
export function writeCursor({ issuedMs, number }: ListPosition): string {
  return Buffer.from(`${issuedMs} ${number}`).toString('base64url');
}

/** The position in a cursor; null when no page gave it. */
export function readCursor(cursor: string): ListPosition | null {
  if (cursor.length > 100) return null;
  const [, issuedMs, number] = POSITION.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  return issuedMs === undefined || number === undefined ? null : { issuedMs: Number(issuedMs), number };
}
