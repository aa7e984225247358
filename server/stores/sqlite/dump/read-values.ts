/** A row as SQLite gives it. */
export type Row = Readonly<Record<string, unknown>>;

/** What a column with JSON holds; undefined, which no record may hold, where it is none. */
export function asJson(text: unknown): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}

/** SQLite has numbers in place of truth values. */
export function asBoolean(value: unknown): unknown {
  return typeof value === 'number' ? value === 1 : value;
}
