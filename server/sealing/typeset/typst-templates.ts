import path from 'node:path';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { fontFiles } from './fonts.ts';

const TEMPLATES = path.join(import.meta.dirname, '../../../templates/documents');

/** How a template is exported. `a-3a`: what circulates. `a-2u`: a drawing to be placed in another document. */
export type ExportStandard = 'a-3a' | 'a-2u' | 'ua-1';

/** Files that a template reads, by their name below `/data`: text, or the bytes of a picture. */
export type TemplateData = Readonly<Record<string, string | Uint8Array>>;

export type TemplateJob = {
  /** Folder below `templates/documents`. */
  readonly template: string;
  /** Data reach a template in no other way. */
  readonly data: TemplateData;
  readonly standard: ExportStandard;
  /** Seconds since 1970: the only time in the document. */
  readonly createdAt: number;
};

export type TypesetResult = {
  readonly pdf: Uint8Array;
  /** Value of the template's metadata labelled `<measures>`, or null: what it says of its own layout. */
  readonly measures: unknown;
};

/**
 * Layout that many documents share is remembered by Typst; what one document alone used is forgotten again, before it fills
 * the memory. An eviction walks all that is remembered, so it is not done for every small document, and it spares what
 * was used since the one before: laying that out again would cost as much as four documents. After a large document
 * everything goes, for what it leaves behind is most of it.
 */
const CHARACTERS_BETWEEN_EVICTIONS = 100_000;

let compiler: NodeCompiler | null = null;
let charactersSinceEviction = 0;

/**
 * Typesets one template. Throws when Typst cannot: data are validated before, so that is a fault.
 * Compiled documents are never held as JavaScript objects: their memory would wait for a garbage collection that does not
 * know how large they are. Asking for the measures compiles from memory and takes no time.
 */
export function typesetTemplate(job: TemplateJob): TypesetResult {
  const { compiler, source } = loadJob(job);
  const untagged = job.standard === 'a-2u' ? { pdfTags: false } : {};
  const options = { pdfStandard: job.standard, creationTimestamp: job.createdAt, ...untagged };
  try {
    const { buffer, byteOffset, length } = compiler.pdf(source, options);
    const pdf = new Uint8Array(buffer, byteOffset, length);
    const found: readonly { value: unknown }[] = compiler.query(source, { selector: '<measures>' });
    return { pdf, measures: found[0]?.value ?? null };
  } catch (cause) {
    const { shortDiagnostics } = cause as { readonly shortDiagnostics?: readonly unknown[] };
    const detail = JSON.stringify(shortDiagnostics ?? String(cause)).slice(0, 1000);
    throw new Error(`template ${job.template} cannot be typeset: ${detail}`, { cause });
  } finally {
    forgetSometimes(compiler, job);
  }
}

function loadJob({ template, data }: TemplateJob) {
  compiler ??= openCompiler();
  for (const [name, content] of Object.entries(data))
    compiler.mapShadow(path.join(TEMPLATES, 'data', name), Buffer.from(content));
  return { compiler, source: { mainFilePath: path.join(TEMPLATES, template, 'main.typ') } };
}

/**
 * What Typst remembers belongs to the process, not to the thread: a thread that ends leaves it behind, and may have ended
 * before it forgot anything. So whoever begins anew clears up after those before.
 */
function openCompiler(): NodeCompiler {
  const opened = NodeCompiler.create({ workspace: TEMPLATES, fontArgs: [{ fontPaths: [...fontFiles()] }] });
  opened.evictCache(0);
  return opened;
}

/** The longer the data, the more was remembered for them alone. */
function forgetSometimes(from: NodeCompiler, { data }: TemplateJob): void {
  const characters = Object.values(data).reduce((sum, text) => sum + text.length, 0);
  charactersSinceEviction += characters;
  if (charactersSinceEviction < CHARACTERS_BETWEEN_EVICTIONS) return;
  from.evictCache(characters < CHARACTERS_BETWEEN_EVICTIONS ? 1 : 0);
  charactersSinceEviction = 0;
}
