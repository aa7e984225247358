import path from 'node:path';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { fontFiles } from '../../server/sealing/typeset/fonts.ts';
import type { TemplateJob } from '../../server/sealing/typeset/typst-templates.ts';
import { DOCUMENT_TEMPLATES } from './typeset-content.ts';

/** What Typst has to say against a template with these data, warnings included; empty when nothing. */
export function templateWarnings({ template, data }: Pick<TemplateJob, 'template' | 'data'>): readonly unknown[] {
  const compiler = NodeCompiler.create({ workspace: DOCUMENT_TEMPLATES, fontArgs: [{ fontPaths: [...fontFiles()] }] });
  for (const [name, content] of Object.entries(data))
    compiler.mapShadow(path.join(DOCUMENT_TEMPLATES, 'data', name), Buffer.from(content));
  const source = { mainFilePath: path.join(DOCUMENT_TEMPLATES, template, 'main.typ') };
  const complaints = compiler.compile(source).takeDiagnostics();
  return complaints === null ? [] : compiler.fetchDiagnostics(complaints);
}
