import path from 'node:path';
import { mavenJars, runJava } from './maven-jars.ts';
import type { DocumentFile, Opinion, Tool } from './tool.ts';

const FOLDER = path.join(import.meta.dirname, '../../verapdf');

/** veraPDF from Maven Central, asked about the genuine documents and archive copies. Throws where Java, Maven or the registry is missing. */
export function openVeraPdf(): Tool {
  const { classPath, version } = mavenJars('verapdf', path.join(FOLDER, 'pom.xml'), 'validation-model');
  const judge = async (documents: readonly DocumentFile[]) => {
    const asked = documents.filter(({ name }) => /^(?:genuine|archive)-/.test(name));
    const printed = runJava(
      classPath,
      path.join(FOLDER, 'Validate.java'),
      asked.map(({ file }) => file),
    );
    return new Map(asked.map(({ name, file }) => [name, opinionOf(linesOf(printed, file))]));
  };
  return {
    name: 'veraPDF',
    version,
    judges: 'genuine documents and archive copies: PDF/A-3a and PDF/UA-1, no failure',
    judge,
  };
}

function linesOf(printed: string, file: string): readonly string[] {
  return printed.split('\n').flatMap((line) => (line.startsWith(`${file} `) ? [line.slice(file.length + 1)] : []));
}

function opinionOf(lines: readonly string[]): Opinion {
  const failed = lines.filter((line) => !line.endsWith(' pass'));
  if (lines.length === 2 && failed.length === 0) return { says: 'accepts', words: '3a, ua1' };
  return { says: 'refuses', words: failed.join('; ') || 'no answer' };
}
