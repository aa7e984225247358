import type { Owner } from './owner.ts';
import { openReader, type Reader } from './reading-connection.ts';
import type { Connection } from './sql.ts';

/** A store that is open for writing. */
export type Entered = { readonly db: Connection; readonly owner: Owner; readonly recovered: readonly string[] };

/** How long a look at a file waits for another process, in ms. */
const LOOK_MS = 200;

/**
 * A store on a disk that takes nothing: reads, and tries anew with every write whether it can be opened for writing by now.
 * From the first time that it can it is a store like any other; until then a write throws what `enter` throws.
 */
export function awaitWritable(file: string, id: string, enter: () => Entered): Entered {
  let reader: Reader | null = openReader(file, LOOK_MS);
  let entered: Entered | null = null;
  const reading = (): Connection => {
    if (entered !== null) return entered.db;
    reader = freshReader(file, reader);
    return reader.connection;
  };
  const writing = (): Connection => {
    if (entered === null) {
      entered = enter();
      reader?.connection.close();
      reader = null;
    }
    return entered.db;
  };
  return {
    db: connectionOver(file, reading, writing, () => (entered?.db ?? reader?.connection)?.close()),
    owner: ownerOver(id, () => entered?.owner ?? null),
    recovered: [],
  };
}

function freshReader(file: string, reader: Reader | null): Reader {
  if (reader !== null && !reader.isStale()) return reader;
  const fresh = openReader(file, LOOK_MS);
  reader?.connection.close();
  return fresh;
}

function connectionOver(
  file: string,
  reading: () => Connection,
  writing: () => Connection,
  close: () => void,
): Connection {
  return {
    file,
    one: (sql, ...values) => reading().one(sql, ...values),
    all: (sql, ...values) => reading().all(sql, ...values),
    run: (sql, ...values) => writing().run(sql, ...values),
    script: (sql) => writing().script(sql),
    write: (work) => writing().write(work),
    close,
  };
}

/** Nobody is known to be dead before this process has a lock of its own. */
function ownerOver(id: string, owner: () => Owner | null): Owner {
  return {
    id,
    isDead: (other) => owner()?.isDead(other) ?? false,
    others: () => owner()?.others() ?? [],
    bury: (other) => owner()?.bury(other),
    close: () => owner()?.close(),
  };
}
