import { dirname, join } from 'node:path';
import { openFolderFiles } from '../../server/stores/files/folder-files.ts';
import { moveDocuments } from '../../server/stores/sqlite/move-documents.ts';
import { openSqliteStore } from '../../server/stores/sqlite/open-store.ts';

/**
 * A process that moves PDFs out of a database into `files/` beside it and is killed as a step begins for the n-th time:
 * `move-child.ts FILE STEP N`. With the step `none` it lives, and prints what it reports.
 */
const [file = '', step = '', times = '1'] = process.argv.slice(2);
let begun = 0;
const store = openSqliteStore({ file, now: () => new Date().toISOString() });
const report = await moveDocuments(store.embedded, openFolderFiles(join(dirname(file), 'files')), {
  onStep: (now) => {
    if (now === step) begun += 1;
    if (now === step && begun === Number(times)) process.kill(process.pid, 'SIGKILL');
  },
});
store.close();
process.stdout.write(JSON.stringify(report));
