import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInstall } from '../../server/first-start/create-install.ts';
import { prepareDataFolder } from '../../server/first-start/prepare-data-folder.ts';

/** Makes one install, once a run; test files work on copies of it (keys take seconds to make, a copy takes none). */
export default async function globalSetup(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-test-install-'));
  await prepareDataFolder(folder, (into) =>
    createInstall(
      { data: into, publicUrl: 'https://check.example', workers: 1, readingTimeMs: 30_000, acceptTestAnchors: true },
      new Date().toISOString(),
    ),
  );
  process.env.VINSEAL_TEST_INSTALL = folder;
}
