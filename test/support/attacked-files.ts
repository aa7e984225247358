import { openInstall } from '../../server/compose/open-install.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import type { SampleKind } from '../../server/model/samples/sample.ts';
import { documentForms } from './document-forms.ts';
import { copyInstall, readSampleOf, testOptions } from './install.ts';
import type { Judging } from './judge-file.ts';
import { judgingOf } from './sealed-files.ts';

/** Samples that the registry issued: each has an archive copy. */
export const ISSUED_SAMPLES: readonly SampleKind[] = ['valid', 'withdrawn', 'superseded'];

/** A genuine file, and what it is judged by. */
export type AttackedFile = { readonly name: string; readonly pdf: Uint8Array; readonly judging: Judging };

/** One sealed file and one archive copy of every form. */
export function formFiles(): readonly AttackedFile[] {
  return documentForms().flatMap(({ name, sealed, archive, judging }) => [
    { name: `${name} sealed`, pdf: sealed, judging },
    { name: `${name} archive`, pdf: archive, judging },
  ]);
}

/** Every sample that a new install issues, and its archive copy. Needs the global set-up of the tests. */
export async function sampleFiles(): Promise<readonly AttackedFile[]> {
  const copy = copyInstall();
  const install = await openInstall(testOptions(copy.folder));
  try {
    await install.renew({ numbers: null, by: operatorActor('attacks') });
    const files: AttackedFile[] = [];
    for (const kind of ISSUED_SAMPLES) {
      const { pdf, number } = readSampleOf(copy.folder, kind);
      const judging = judgingOf(pdf, { at: new Date(Date.now() + 60_000).toISOString() });
      const archive = await install.archivePdf(number, operatorActor());
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
