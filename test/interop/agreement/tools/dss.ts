import path from 'node:path';
import { mavenJars, runJava } from './maven-jars.ts';
import type { DocumentFile, Opinion, Tool } from './tool.ts';

const FOLDER = path.join(import.meta.dirname, '../dss');
const GROUP = 6;

/** The jars of EU DSS from Maven Central. Throws where Maven or the registry is missing. */
export function dssJars(): ReturnType<typeof mavenJars> {
  return mavenJars('dss', path.join(FOLDER, 'pom.xml'), 'dss-validation');
}

/** EU DSS over PDFs. Throws where Java, Maven or the registry is missing. */
export function openDss(trust: string): Tool {
  const { classPath, version } = dssJars();
  const judge = async (documents: readonly DocumentFile[]) => {
    const printed = runJava(classPath, path.join(FOLDER, 'Judge.java'), [trust, ...documents.map(({ file }) => file)]);
    const lines = new Map(
      printed.split('\n').map((line) => [line.slice(0, line.indexOf('\t')), line.split('\t').slice(1)]),
    );
    return new Map(documents.map(({ name, file }) => [name, opinionOf(lines.get(file) ?? [])]));
  };
  return {
    name: 'EU DSS',
    version,
    judges: 'every signature TOTAL_PASSED, every time-stamp PASSED, default policy',
    judge,
  };
}

function opinionOf(fields: readonly string[]): Opinion {
  const groups = Array.from({ length: Math.ceil(fields.length / GROUP) }, (_, index) =>
    fields.slice(index * GROUP, (index + 1) * GROUP),
  );
  if (fields.join('') === '') return { says: 'refuses', words: 'no signature' };
  const accepts = groups.every(([, indication = '']) => /^(TOTAL_)?PASSED$/.test(indication));
  return { says: accepts ? 'accepts' : 'refuses', words: [...new Set(groups.map(wordsOf))].join('; ') };
}

function wordsOf([kind, indication, subIndication, level, changes, said = '']: readonly string[]): string {
  if (kind === 'fault')
    return said
      .split(/[.:\n]/)
      .slice(0, 2)
      .join(':')
      .slice(0, 80);
  const found = changes ? `changes: ${changes}` : '';
  return [indication, subIndication, level?.replace('PAdES-BASELINE-', 'B-'), found].filter(Boolean).join(' ');
}
