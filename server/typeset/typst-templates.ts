import path from 'node:path';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { fontFiles } from './fonts.ts';

const TEMPLATES = path.join(import.meta.dirname, '../../templates/documents');

/** How a template is exported. `a-3a`: what circulates. `a-2u`: a drawing to be placed in another document. */
export type ExportStandard = 'a-3a' | 'a-2u' | 'ua-1';

export type TemplateJob = {
  /** Folder below `templates/documents`. */
  readonly template: string;
  /** Text of the files that the template reads, by their name below `/data`. Data reach a template in no other way. */
  readonly data: Readonly<Record<string, string>>;
  readonly standard: ExportStandard;
  /** Seconds since 1970: the only time in the document. */
  readonly createdAt: number;
};

export type TypesetResult = {
  readonly pdf: Uint8Array;
  readonly pages: number;
  /** Value of the template's metadata labelled `<seal>`, or null. */
  readonly sealPlace: unknown;
};

/**
 * Layout that many documents share is remembered by Typst; what one document alone used is forgotten again. Each run of
 * the eviction walks the whole memory, so it is not done for every document.
 */
const EVICTION = { everyNth: 16, oldestRuns: 2 };

let compiler: NodeCompiler | null = null;
let compiled = 0;

/** Typesets one template. Throws when Typst reports an error or a warning: data are validated before, so both are faults. */
export function typesetTemplate({ template, data, standard, createdAt }: TemplateJob): TypesetResult {
  compiler ??= NodeCompiler.create({ workspace: TEMPLATES, fontArgs: [{ fontPaths: [...fontFiles()] }] });
  for (const [name, text] of Object.entries(data))
    compiler.mapShadow(path.join(TEMPLATES, 'data', name), Buffer.from(text));
  const outcome = compiler.compile({ mainFilePath: path.join(TEMPLATES, template, 'main.typ') });
  const complaints = outcome.takeDiagnostics();
  const document = outcome.result;
  if (complaints !== null || document === null)
    throw new Error(`template ${template}: ${describe(compiler, complaints)}`);
  const options = {
    pdfStandard: standard,
    creationTimestamp: createdAt,
    ...(standard === 'a-2u' ? { pdfTags: false } : {}),
  };
  const pdf = new Uint8Array(compiler.pdf(document, options));
  const places: readonly { value: unknown }[] = compiler.query(document, { selector: '<seal>' });
  compiled += 1;
  if (compiled % EVICTION.everyNth === 0) compiler.evictCache(EVICTION.oldestRuns);
  return { pdf, pages: document.numOfPages, sealPlace: places[0]?.value ?? null };
}

type Complaints = Parameters<NodeCompiler['fetchDiagnostics']>[0] | null;

function describe(from: NodeCompiler, complaints: Complaints): string {
  if (complaints === null) return 'no document';
  return JSON.stringify(from.fetchDiagnostics(complaints)).slice(0, 1000);
}
