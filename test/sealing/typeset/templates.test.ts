import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { canonicalJson } from '#core/confirmation/canonical-json.ts';
import type { DocumentLanguage } from '#core/confirmation/document-languages.ts';
import { extraData } from '../../../server/sealing/typeset/typeset-confirmation.ts';
import { type ExportStandard, typesetTemplate } from '../../../server/sealing/typeset/typst-templates.ts';
import { templateWarnings } from '../../support/template-warnings.ts';
import { DOCUMENT_TEMPLATES, inLanguages, SAMPLE, templateSample } from '../../support/typeset-content.ts';

const templates = readdirSync(DOCUMENT_TEMPLATES, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

/** A drawing that is placed in other documents is not a document of its own: it is exported untagged. */
const DRAWINGS: readonly string[] = ['seal'];

describe.each(templates)('document template %s', (template) => {
  const standards: readonly ExportStandard[] = DRAWINGS.includes(template) ? ['a-2u'] : ['a-3a', 'ua-1'];

  test.each(standards)('renders its sample.json as %s, without a warning', (standard) => {
    const data = {
      [`${template}.json`]: canonicalJson(templateSample(template)),
      'extra.json': JSON.stringify(extraData(SAMPLE)),
    };
    const job = { template, data, standard, createdAt: 0 };
    const { pdf } = typesetTemplate(job);
    expect(templateWarnings(job)).toEqual([]);
    expect(new TextDecoder().decode(pdf.subarray(0, 5))).toBe('%PDF-');
  });
});

describe('the confirmation in other languages', () => {
  test.each<[string, readonly DocumentLanguage[], ExportStandard]>([
    ['Chinese alone', ['zh'], 'ua-1'],
    ['Chinese and Russian', ['zh', 'ru'], 'ua-1'],
    ['three languages', ['zh', 'en', 'ru'], 'ua-1'],
    ['three languages', ['zh', 'en', 'ru'], 'a-3a'],
  ])('%s: %j as %s', (_, languages, standard) => {
    const content = inLanguages(SAMPLE, languages);
    const data = { 'confirmation.json': canonicalJson(content), 'extra.json': JSON.stringify(extraData(content)) };
    const job = { template: 'confirmation', data, standard, createdAt: 0 };
    expect(typesetTemplate(job).pdf.length).toBeGreaterThan(1000);
    expect(templateWarnings(job)).toEqual([]);
  });
});
