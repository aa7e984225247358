import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { OPERATIONS } from '../../../server/http/openapi/document.ts';
import { refusalsOf } from '../../../server/http/openapi/problems.ts';
import { LANGUAGES } from '../../../server/http/pages/languages.ts';
import { pagesApp } from '../../support/pages-app.ts';

const app = pagesApp();

describe('the description of the API for people', () => {
  it.each(LANGUAGES)('names every operation, status and schema in $name', async ({ segment }) => {
    const { status, text } = await request(app).get(`/${segment}/docs`);
    expect(status).toBe(200);
    for (const { id, path, summary } of OPERATIONS) {
      expect(text).toContain(`id="${id}"`);
      expect(text).toContain(path);
      expect(text).toContain(summary);
      for (const { codes } of refusalsOf(id)) expect(text).toContain(`/problems/${codes[0]}`);
    }
  });

  it('has a target for every link within it, and each id once', async () => {
    const { text } = await request(app).get('/en/docs');
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    const targets = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
    expect(targets.length).toBeGreaterThan(40);
  });

  it('loads nothing from elsewhere, and is found without a language', async () => {
    const { text } = await request(app).get('/en/docs');
    expect([...text.matchAll(/(?:src|href)="(?:https?:)?\/\//g)]).toEqual([]);
    const answer = await request(app).get('/docs').set('Accept-Language', 'zh-CN');
    expect([answer.status, answer.headers.location]).toEqual([302, '/zh/docs']);
  });

  it('shows fields of nested objects under their place', async () => {
    const { text } = await request(app).get('/en/docs');
    for (const field of ['vehicles[].vin', 'exporter.uscc', 'archive.sha256']) expect(text).toContain(field);
  });
});
