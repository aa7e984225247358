import path from 'node:path';
import { mavenJars, runJava } from '../tools/maven-jars.ts';
import { mustRun } from '../tools/run-command.ts';
import { toolFolder } from '../tools/tool-folder.ts';

/** Files that the writers sign with. */
export type WriterKeys = Readonly<
  Record<'keyDer' | 'leafDer' | 'rootDer' | 'keyPem' | 'leafPem' | 'rootPem' | 'p12', string>
>;

/** A pair of file names. */
export type Job = readonly [source: string, target: string];

/** Other people's library that makes, updates or signs files; a line a pair says `ok`, or why not. */
export type Writer = { readonly name: string; readonly run: (jobs: readonly Job[]) => readonly string[] };

export type Writers = {
  /** Sign the source. */
  readonly signers: readonly Writer[];
  /** Make a file of one page; the source says nothing. */
  readonly makers: readonly Writer[];
  /** Write an update of the source that changes nothing that is shown. */
  readonly updaters: readonly Writer[];
  readonly missing: readonly { readonly name: string; readonly why: string }[];
};

const FOLDER = import.meta.dirname;
const NPM = ['jspdf@4.2.1', '@signpdf/signpdf@3.3.0', '@signpdf/placeholder-plain@3.3.0', '@signpdf/signer-p12@3.3.0'];
const PYPI = ['pyHanko==0.38.0', 'pypdf==5.3.0', 'cairocffi==1.7.1'];

const JAVA = [
  ['PDFBox 2', 'pdfbox2', 'pdfbox', 'SignWithPdfBox'],
  ['PDFBox 3', 'pdfbox3', 'pdfbox', 'SignWithPdfBox'],
  ['OpenPDF', 'openpdf', 'openpdf', 'SignWithOpenPdf'],
  ['iText', 'itext', 'sign', 'SignWithIText'],
] as const;

/** The writers that can be had, installed where they are not yet; the others with the reason. */
export function openWriters(keys: WriterKeys): Writers {
  const missing: { name: string; why: string }[] = [];
  const opened = (name: string, open: () => Writer): readonly Writer[] => {
    try {
      return [open()];
    } catch (fault) {
      missing.push({ name, why: fault instanceof Error ? fault.message : String(fault) });
      return [];
    }
  };
  return {
    signers: [
      ...JAVA.flatMap(([name, pom, artifact, source]) =>
        opened(name, () => javaWriter(name, { pom, artifact, source, keys })),
      ),
      ...opened('pyHanko', () => pythonWriter('pyHanko', keys)),
      ...opened('@signpdf', () => npmWriter('@signpdf', keys, (source) => source)),
    ],
    makers: [
      ...opened('jsPDF', () => npmWriter('jsPDF', keys, () => 'jspdf')),
      ...opened('cairo', () => pythonWriter('cairo', keys)),
    ],
    updaters: opened('pypdf', () => pythonWriter('pypdf', keys)),
    missing,
  };
}

type JavaProgram = {
  readonly pom: string;
  readonly artifact: string;
  readonly source: string;
  readonly keys: WriterKeys;
};

function javaWriter(name: string, { pom, artifact, source, keys }: JavaProgram): Writer {
  const { classPath } = mavenJars(pom, path.join(FOLDER, `${pom}.pom.xml`), artifact);
  const own = [keys.keyDer, keys.leafDer, keys.rootDer];
  return {
    name,
    run: (jobs) => linesOf(runJava(classPath, path.join(FOLDER, `${source}.java`), [...own, ...jobs.flat()])),
  };
}

function pythonWriter(name: string, keys: WriterKeys): Writer {
  const folder = toolFolder('python-writers-1', (into) => {
    mustRun('python3', ['-m', 'venv', into]);
    mustRun(path.join(into, 'bin', 'pip'), ['install', '--quiet', '--timeout', '20', '--retries', '1', ...PYPI]);
  });
  const script = [
    path.join(FOLDER, 'sign_with_python.py'),
    name.toLowerCase(),
    keys.keyPem,
    keys.leafPem,
    keys.rootPem,
  ];
  return { name, run: (jobs) => linesOf(mustRun(path.join(folder, 'bin', 'python'), [...script, ...jobs.flat()])) };
}

function npmWriter(name: string, keys: WriterKeys, sourceOf: (source: string) => string): Writer {
  const folder = toolFolder('npm-writers-1', (into) => {
    mustRun('npm', ['install', '--prefix', into, '--no-audit', '--no-fund', '--silent', '--ignore-scripts', ...NPM]);
  });
  const script = [path.join(FOLDER, 'sign_with_signpdf.mjs'), folder, keys.p12];
  return {
    name,
    run: (jobs) =>
      linesOf(
        mustRun(process.execPath, [...script, ...jobs.flatMap(([source, target]) => [sourceOf(source), target])]),
      ),
  };
}

function linesOf(printed: string): readonly string[] {
  return printed.trim().split('\n');
}
