import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { CONFIRMATION_FORMAT } from '#core/confirmation/confirmation.ts';
import { CONFIRMATION_SCHEMA_FILE, confirmationJsonSchema } from '#core/confirmation/confirmation-json-schema.ts';

const PUBLISHED = new URL(`../../../docs/schemas/${CONFIRMATION_SCHEMA_FILE}`, import.meta.url);

test('what is published in the repository is the schema that judges', () => {
  expect(JSON.parse(readFileSync(PUBLISHED, 'utf8'))).toEqual(JSON.parse(JSON.stringify(confirmationJsonSchema())));
});

test('it names its format, and closes every object', () => {
  const text = JSON.stringify(confirmationJsonSchema());
  expect(text).toContain(`"const":"${CONFIRMATION_FORMAT}"`);
  expect(text.split('"type":"object"').length).toBe(text.split('"additionalProperties":false').length);
});
