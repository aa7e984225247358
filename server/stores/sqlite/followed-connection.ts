import { statSync } from 'node:fs';
import type { Connection } from './sql.ts';

/** How often it is looked whether the file is still the same, in ms. */
const LOOK_MS = 1_000;

/**
 * A connection to the file that has that name, whichever it is by now: whoever puts another file in its place under a running
 * process would else not be noticed, and everything written from then on would be lost with the former file.
 * @param open opens the other file; what it throws, every call throws until it can be opened
 */
export function followFile(
  file: string,
  first: Connection,
  open: () => Connection,
  now: () => number = () => performance.now(),
): Connection {
  let current: Connection | null = first;
  let place = placeOf(file);
  let lookedAt = now();
  let isWriting = false;
  const look = () => {
    lookedAt = now();
    const found = placeOf(file);
    // A file that is being replaced may be missing for a moment.
    if (found === null || found === place) return;
    current?.close();
    [current, place] = [null, found];
  };
  const connection = (): Connection => {
    if (!isWriting && now() - lookedAt >= LOOK_MS) look();
    current ??= open();
    return current;
  };
  return {
    file: first.file,
    one: (sql, ...values) => connection().one(sql, ...values),
    all: (sql, ...values) => connection().all(sql, ...values),
    run: (sql, ...values) => connection().run(sql, ...values),
    script: (sql) => connection().script(sql),
    write: (work) => {
      const used = connection();
      isWriting = true;
      try {
        return used.write(work);
      } finally {
        isWriting = false;
      }
    },
    close: () => current?.close(),
  };
}

/** The same as long as it is the same file. */
function placeOf(file: string): string | null {
  const found = statSync(file, { throwIfNoEntry: false, bigint: true });
  return found === undefined ? null : `${found.dev} ${found.ino}`;
}
