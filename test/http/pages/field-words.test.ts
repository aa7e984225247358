/** What people read about a field that they filled in wrongly: never that "this" is too short. */

import path from 'node:path';
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { reasonSchema } from '../../../server/app/access/reason-and-code.ts';
import { acceptanceSchema } from '../../../server/app/accounts/accept-invitation.ts';
import { rolesSchema } from '../../../server/app/accounts/change-person.ts';
import { invitationSchema } from '../../../server/app/accounts/invite-person.ts';
import { applicationSchema } from '../../../server/app/applications/apply.ts';
import { refusalSchema } from '../../../server/app/applications/decide-application.ts';
import { approvalSchema } from '../../../server/app/batches/approve-batch.ts';
import { outletsSchema, registrationSchema } from '../../../server/app/manufacturers/manufacturer-schema.ts';
import { accessKeySchema } from '../../../server/app/people/access-keys.ts';
import { organisationSchema } from '../../../server/app/people/organisations.ts';
import { askChangeSchema } from '../../../server/app/requests/ask-change.ts';
import { cancelSchema } from '../../../server/app/requests/cancel-request.ts';
import { decisionSchema } from '../../../server/app/requests/decide-request.ts';
import { makeRequestSchema } from '../../../server/app/requests/make-request.ts';
import { submitSchema } from '../../../server/app/requests/submit-request.ts';
import { sealProposalSchema } from '../../../server/app/seals/seal-proposal.ts';
import { FORM_FIELDS, fieldSentence, fieldText } from '../../../server/http/pages/field-words.ts';
import { loadWords } from '../../../server/i18n/load-words.ts';

const WORDS = loadWords(path.join(import.meta.dirname, '../../../templates/locales'));
const fault = (pointer: string, code: 'required' | 'too-long', data = {}) => ({ pointer, code, data, suggestions: [] });

/** Forms send these by themselves: nobody types them. */
const HIDDEN: ReadonlySet<string> = new Set([
  ...['form', 'decision', 'contents', 'locale', 'vehicles-line', 'vehicles-row'],
  ...['seen', 'registration', 'registration-seen', 'registration-test', 'picture', 'picture-kind', 'picture-content'],
  ...['vehicles-accepted', 'vehicles-accepted-code', 'outlets-active'],
]);

type Node = {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
};

/** The names of all fields of a schema, lists without the places of their entries. */
function fieldsOf(node: Node, above = ''): readonly string[] {
  const own = Object.entries(node.properties ?? {}).flatMap(([name, below]) => {
    const field = above === '' ? name : `${above}-${name}`;
    return [field, ...fieldsOf(below, field)];
  });
  const parts = [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.items === undefined ? [] : [node.items])];
  return [...own, ...parts.flatMap((part) => fieldsOf(part, above))];
}

const outlets = z.strictObject({ outlets: outletsSchema(() => []) });
test.each([
  ['a request', makeRequestSchema],
  ['its answer', submitSchema],
  ['a decision', decisionSchema],
  ['a request taken back', cancelSchema],
  ['a replacement or withdrawal', askChangeSchema],
  ['outlets', outlets],
  ['a manufacturer', z.strictObject({ registration: registrationSchema(() => []) })],
  ['a seal', sealProposalSchema],
  ['an application', applicationSchema],
  ['its refusal', refusalSchema],
  ['an approval', approvalSchema],
  ['a rejection', reasonSchema],
  ['an invitation', invitationSchema],
  ['its acceptance', acceptanceSchema],
  ['roles', rolesSchema],
  ['an access key', accessKeySchema],
  ['an organisation', organisationSchema],
] as const)('every field of the form of %s says what to write', (_name, schema: z.ZodType) => {
  const fields = fieldsOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node);
  expect(fields.length).toBeGreaterThan(0);
  const known: ReadonlySet<string> = new Set(FORM_FIELDS);
  expect(fields.filter((field) => !known.has(field) && !HIDDEN.has(field))).toEqual([]);
});

test('by the field, also within rows of a list; too long says how long, and another code speaks for itself', () => {
  const { en, ru } = WORDS;
  expect(fieldText(fault('/vehicles/3/brand', 'required'), en)).toBe(
    'Write the brand as in the Motor Vehicle Registration Certificate, at most 60 characters.',
  );
  expect(fieldSentence(fault('/rows/2/vehicles/0/vin', 'required'), ru)).toBe('Укажите VIN, 17 знаков.');
  expect(fieldSentence(fault('/outlets/0/active/from', 'required'), en)).toContain('first day of service');
  expect(fieldText(fault('/reason', 'too-long', { most: 300 }), en)).toBe(
    'This is over the limit; the most is 300. Say why, in one or two sentences.',
  );
  expect(fieldText(fault('/somewhere/else', 'required'), en)).toBe('This field is missing. Fill it in.');
});
