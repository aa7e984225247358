import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { AREAS, type Area } from './allowed-imports.ts';

/** A file of `server/` with what it imports: paths from the project's root, package names, `node:…`. */
type Source = { readonly file: string; readonly imports: readonly string[] };

const IMPORT = /(?:\bfrom\s+|\bimport\s+|\bimport\(\s*)'([^']+)'/g;
const PACKAGE = /^(?:@[^/]+\/)?[^/]+/;

/** Every import of `server/` that the table does not allow, and every cycle, types included. One sentence each. */
export function findImportFaults(root: string): readonly string[] {
  const sources = readSources(root);
  return [...sources.flatMap(forbiddenImports), ...findCycles(sources)];
}

function readSources(root: string): readonly Source[] {
  const files = readdirSync(path.join(root, 'server'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `server/${name.replaceAll(path.sep, '/')}`)
    .sort();
  return files.map((file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    return { file, imports: [...text.matchAll(IMPORT)].map(([, specifier]) => resolve(file, specifier as string)) };
  });
}

function resolve(file: string, specifier: string): string {
  if (specifier.startsWith('#core/')) return specifier.replace('#core/', 'server/core/');
  return specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file), specifier) : specifier;
}

function areaOf(file: string): Area | undefined {
  const holding = AREAS.filter(({ path: area }) => file === area || file.startsWith(`${area}/`));
  return holding.sort((a, b) => b.path.length - a.path.length)[0];
}

function forbiddenImports({ file, imports }: Source): readonly string[] {
  const area = areaOf(file);
  if (area === undefined) return [`${file} belongs to no area`];
  return imports.filter((imported) => !isAllowed(area, imported)).map((imported) => `${file} imports ${imported}`);
}

function isAllowed({ path: own, areas, packages, node }: Area, imported: string): boolean {
  if (imported.startsWith('node:')) return node;
  if (!imported.startsWith('server/'))
    return packages.includes('*') || packages.includes(PACKAGE.exec(imported)?.[0] ?? '');
  const target = areaOf(imported)?.path;
  return target !== undefined && (target === own || areas.includes(target));
}

/** Each cycle once, by the first file at which it was met. */
function findCycles(sources: readonly Source[]): readonly string[] {
  const imports = new Map(sources.map((source) => [source.file, source.imports]));
  const finished = new Set<string>();
  const faults: string[] = [];
  const visit = (file: string, above: readonly string[]): void => {
    if (above.includes(file)) {
      faults.push(`cycle: ${[...above.slice(above.indexOf(file)), file].join(' -> ')}`);
      return;
    }
    if (finished.has(file)) return;
    for (const next of imports.get(file) ?? []) visit(next, [...above, file]);
    finished.add(file);
  };
  for (const { file } of sources) visit(file, []);
  return faults;
}
