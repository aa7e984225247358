import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { canonicalJson } from '#core/confirmation/canonical-json.ts';
import { qrCodeSvg } from '../../../server/sealing/typeset/qr-code.ts';
import { type ExportStandard, typesetTemplate } from '../../../server/sealing/typeset/typst-templates.ts';
import { templateWarnings } from '../../support/template-warnings.ts';
import { DOCUMENT_TEMPLATES, templateSample } from '../../support/typeset-content.ts';

const templates = readdirSync(DOCUMENT_TEMPLATES, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);
const extra = { issuedOn: '2026-02-03', qr: qrCodeSvg('https://verify.example/TEST') };

/** A drawing that is placed in other documents is not a document of its own: it is exported untagged. */
const DRAWINGS: readonly string[] = ['seal'];

describe.each(templates)('document template %s', (template) => {
  const standards: readonly ExportStandard[] = DRAWINGS.includes(template) ? ['a-2u'] : ['a-3a', 'ua-1'];

  test.each(standards)('renders its sample.json as %s, without a warning', (standard) => {
    const data = { [`${template}.json`]: canonicalJson(templateSample(template)), 'extra.json': JSON.stringify(extra) };
    const job = { template, data, standard, createdAt: 0 };
    const { pdf } = typesetTemplate(job);
    expect(templateWarnings(job)).toEqual([]);
    expect(new TextDecoder().decode(pdf.subarray(0, 5))).toBe('%PDF-');
  });
});
