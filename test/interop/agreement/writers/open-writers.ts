import path from 'node:path';
import { dssJars } from '../tools/dss.ts';
import { mavenJars, runJava } from '../tools/maven-jars.ts';
import { mustRun } from '../tools/run-command.ts';
import { toolFolder } from '../tools/tool-folder.ts';
import { COMMANDS, commandMaker } from './command-makers.ts';

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
  /** The same, of programs whose files a few of the signers sign. */
  readonly otherMakers: readonly Writer[];
  /** Write an update of the source that changes nothing that is shown. */
  readonly updaters: readonly Writer[];
  readonly missing: readonly { readonly name: string; readonly why: string }[];
};

const FOLDER = import.meta.dirname;
/** In Python; the last is qpdf, over a page by another of them. */
const OTHER_MAKERS = ['ReportLab', 'fpdf2', 'WeasyPrint', 'qpdf'];
const NPM = [
  'jspdf@4.2.1',
  'pdfkit@0.20.2',
  '@signpdf/signpdf@3.3.0',
  '@signpdf/placeholder-plain@3.3.0',
  '@signpdf/signer-p12@3.3.0',
];
const PYPI = [
  'pyHanko==0.38.0',
  'endesive==3.0.1',
  'pypdf==5.3.0',
  'pikepdf==10.18.0',
  'cairocffi==1.7.1',
  'reportlab==5.1.0',
  'fpdf2==2.8.9',
  'weasyprint==70.0',
];

const JAVA = [
  ['PDFBox 2', () => jarsOf('pdfbox2', 'pdfbox'), 'SignWithPdfBox'],
  ['PDFBox 3', () => jarsOf('pdfbox3', 'pdfbox'), 'SignWithPdfBox'],
  ['OpenPDF', () => jarsOf('openpdf', 'openpdf'), 'SignWithOpenPdf'],
  ['iText', () => jarsOf('itext', 'sign'), 'SignWithIText'],
  ['iText 5', () => jarsOf('itext5', 'itextpdf'), 'SignWithIText5'],
  ['EU DSS', dssJars, 'SignWithDss'],
] as const;

const jarsOf = (pom: string, artifact: string) => mavenJars(pom, path.join(FOLDER, `${pom}.pom.xml`), artifact);

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
      ...JAVA.flatMap(([name, jars, source]) => opened(name, () => javaWriter(name, { jars, source, keys }))),
      ...opened('pyHanko', () => pythonWriter('pyHanko', keys)),
      ...opened('endesive', () => pythonWriter('endesive', keys)),
      ...opened('@signpdf', () => npmWriter('@signpdf', keys, (source) => source)),
    ],
    makers: [
      ...opened('jsPDF', () => npmWriter('jsPDF', keys, () => 'jspdf')),
      ...opened('cairo', () => pythonWriter('cairo', keys)),
    ],
    otherMakers: [
      ...OTHER_MAKERS.flatMap((name) => opened(name, () => pythonWriter(name, keys))),
      ...opened('PDFKit', () => npmWriter('PDFKit', keys, () => 'pdfkit')),
      ...COMMANDS.flatMap((command) => opened(command.name, () => commandMaker(command))),
    ],
    updaters: opened('pypdf', () => pythonWriter('pypdf', keys)),
    missing,
  };
}

type JavaProgram = {
  readonly jars: () => ReturnType<typeof mavenJars>;
  readonly source: string;
  readonly keys: WriterKeys;
};

function javaWriter(name: string, { jars, source, keys }: JavaProgram): Writer {
  const { classPath } = jars();
  const own = [keys.keyDer, keys.leafDer, keys.rootDer];
  return {
    name,
    run: (jobs) => linesOf(runJava(classPath, path.join(FOLDER, `${source}.java`), [...own, ...jobs.flat()])),
  };
}

function pythonWriter(name: string, keys: WriterKeys): Writer {
  const folder = toolFolder('python-writers-2', (into) => {
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
  const folder = toolFolder('npm-writers-2', (into) => {
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
