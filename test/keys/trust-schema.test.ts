import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { TRUST_FILE } from '../../server/stores/trust/trust-file.ts';

const folder = path.join(import.meta.dirname, '../../certs/trust');
const json = (name: string): unknown => JSON.parse(readFileSync(path.join(folder, name), 'utf8'));

it('publishes the very schema that trust files are read with', () => {
  expect(json('anchor.schema.json')).toEqual({ title: 'Trust anchor of vinseal', ...z.toJSONSchema(TRUST_FILE) });
});

it('shows an example that the schema accepts', () => {
  expect(TRUST_FILE.safeParse(json('anchor.example.json')).success).toBe(true);
});
