import { createRequire } from 'node:module';
import path from 'node:path';

/** The templates of the pages, and below it their own assets. */
export const PAGE_TEMPLATES = path.join(import.meta.dirname, '../../../templates/pages');

/** The package of the design system whose macros and style sheet the pages use. */
export const GOVUK_FRONTEND = path.dirname(createRequire(import.meta.url).resolve('govuk-frontend/package.json'));
