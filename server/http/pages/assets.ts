import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import express from 'express';
import { COUNTRIES } from '#core/confirmation/country.ts';
import { ALPHA_2_OF } from '#core/confirmation/country-alpha-3.ts';
import { GOVUK_FRONTEND, PAGE_TEMPLATES } from './page-folders.ts';

/** The files that pages load, and the address they lie at: it changes with their content, so they are cached for good. */
export type PageAssets = { readonly base: string; readonly router: express.Router };

const A_YEAR_MS = 31_536_000_000;

/** Reads the style sheets and scripts once. */
export function createPageAssets(): PageAssets {
  const files = readAssets();
  const digest = createHash('sha256');
  for (const [name, text] of files) digest.update(`${name}\n${text}\n`);
  const version = digest.digest('hex').slice(0, 12);
  const router = express.Router();
  router.get(`/assets/${version}/:name`, (request, response, next) => {
    const text = files.get(request.params.name);
    if (text === undefined) return next();
    response.set('Cache-Control', `public, max-age=${A_YEAR_MS / 1000}, immutable`);
    response.type(path.extname(request.params.name)).send(text);
  });
  return { base: `/assets/${version}`, router };
}

function readAssets(): ReadonlyMap<string, string> {
  const folder = path.join(PAGE_TEMPLATES, 'assets');
  const own = readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')] as const);
  const dist = path.join(GOVUK_FRONTEND, 'dist/govuk');
  const style = readFileSync(path.join(dist, 'govuk-frontend.min.css'), 'utf8');
  const script = readFileSync(path.join(dist, 'govuk-frontend.min.js'), 'utf8');
  return new Map([
    ['govuk-frontend.min.css', withOwnTypeface(style)],
    ['govuk-frontend.min.js', script.replace(/\n\/\/# sourceMappingURL=\S+\s*$/, '\n')],
    ['countries.js', countryScript()],
    ...own,
  ]);
}

/** What a country is called and written with, by its alpha-2 code, for the field in which one types it. */
function countryScript(): string {
  const alpha3 = new Map([...ALPHA_2_OF].map(([three, two]) => [two, three]));
  const rows = COUNTRIES.map(({ code, zh, en, ru }) => [code, [code, alpha3.get(code) ?? code], [zh, en, ru]]);
  return `export const COUNTRIES = ${JSON.stringify(rows)};\n`;
}

/** The style sheet without the typeface that only GOV.UK may use: our font stack stands in its place. */
function withOwnTypeface(style: string): string {
  return style
    .replace(/@font-face\{[^{}]*\}/g, '')
    .replaceAll('GDS Transport,arial,sans-serif', 'var(--vinseal-font)')
    .replaceAll('font-family:sans-serif', 'font-family:var(--vinseal-font)')
    .replace(/\/\*# sourceMappingURL=\S+ \*\/\s*$/, '');
}
