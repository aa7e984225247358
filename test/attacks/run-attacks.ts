/**
 * `npm run attacks [-- SEED]`: every form of documents and every sample of a new install, the archive copies too, each
 * attacked 7,000 times (the tests do a tenth of that). Exit code 1 where anything is accepted that was changed.
 */
import { openInstall } from '../../server/compose/open-install.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import type { SampleKind } from '../../server/model/samples/sample.ts';
import { documentForms } from '../support/document-forms.ts';
import { attackFile } from '../support/exact-attacks.ts';
import globalSetup from '../support/global-setup.ts';
import { copyInstall, readSampleOf, testOptions } from '../support/install.ts';
import type { Judging } from '../support/judge-file.ts';
import { judgingOf } from '../support/sealed-files.ts';

const FULL = { mutations: 5000, updates: 2000 };
const ISSUED: readonly SampleKind[] = ['valid', 'withdrawn', 'superseded'];

type Attacked = { readonly name: string; readonly pdf: Uint8Array; readonly judging: Judging };

const seed = Number(process.argv[2] ?? Math.floor(Math.random() * 1_000_000));
if (!Number.isSafeInteger(seed)) throw new Error('the seed is a whole number');
console.log(`seed ${seed}`);
let accepted = 0;
for (const { name, pdf, judging } of [...formFiles(), ...(await sampleFiles())]) {
  const survivors = await attackFile(pdf, judging, { seed, ...FULL });
  accepted += survivors.length;
  console.log(`${name}: ${survivors.length} accepted`, ...survivors);
}
process.exitCode = accepted === 0 ? 0 : 1;

function formFiles(): readonly Attacked[] {
  return documentForms().flatMap(({ name, sealed, archive, judging }) => [
    { name: `${name} sealed`, pdf: sealed, judging },
    { name: `${name} archive`, pdf: archive, judging },
  ]);
}

async function sampleFiles(): Promise<readonly Attacked[]> {
  await globalSetup();
  const copy = copyInstall();
  const install = await openInstall(testOptions(copy.folder));
  try {
    await install.renew({ numbers: null, by: operatorActor('attacks') });
    const files: Attacked[] = [];
    for (const kind of ISSUED) {
      const { pdf, number } = readSampleOf(copy.folder, kind);
      const judging = judgingOf(pdf, { at: new Date(Date.now() + 60_000).toISOString() });
      const archive = await install.archivePdf(number);
      if (!archive.ok) throw new Error(archive.problem.code);
      files.push(
        { name: `${kind} sealed`, pdf, judging },
        { name: `${kind} archive`, pdf: archive.value.pdf, judging },
      );
    }
    return files;
  } finally {
    await install.close();
    copy.remove();
  }
}
