import { z } from 'zod';
import { type FieldProblem, type ProblemCode, type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { inspectUscc, normalizeUscc } from '#core/confirmation/uscc.ts';
import { emailAddress } from '../../model/accounts/email-address.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Collections } from '../../ports/collections.ts';
import type { Limits } from '../../ports/limits.ts';
import type { Letter } from '../../ports/mail.ts';
import type { WordsOf } from '../accounts/account-mail.ts';
import { tokenHash } from '../accounts/invitation-records.ts';
import { toBase64Url } from '../base64-url.ts';
import { fieldProblem, shapeProblems } from '../confirmations/confirmation-request.ts';
import { lineSchema, nameSchema } from '../confirmations/name-schema.ts';
import { sha256Hex } from '../digest.ts';
import {
  applicationKey,
  applicationRecord,
  applicationTags,
  readApplication,
  type StoredApplication,
} from './application-records.ts';
import { confirmLetter } from './letters.ts';

export type ApplyDependencies = {
  readonly collections: Collections;
  readonly clock: Clock;
  readonly limits: Limits;
  /** For the token (32 octets). */
  readonly randomBytes: (count: number) => Uint8Array;
  /** Why nothing may be changed now; null where it may. */
  readonly endsUnknown: () => Promise<Extract<ProblemCode, 'store-set-back' | 'restore-not-confirmed'> | null>;
  /** The registered manufacturers that have somebody here to decide. */
  readonly deciders: () => Promise<readonly { readonly id: string }[]>;
  readonly words: WordsOf;
  readonly publicUrl: string;
  readonly post: (letter: Letter) => void;
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Applications from one network address within an hour. */
export const APPLICATIONS_FROM_ADDRESS = 10;
/** Letters to one mail address within a day. */
export const LETTERS_TO_ADDRESS = 3;
/**
 * Applications that stand at once: all, those that wait for a confirmation, of one mail address. None of a company: whoever knows its
 * code could keep it out.
 */
const MAX_OPEN = 1_000;
export const MAX_UNCONFIRMED = 10_000;
const MAX_OF_ADDRESS = 3;
/** Where all places are taken, those that nobody confirmed for so long give way, some at once. */
export const SAFE_HOURS = 2;
const GIVE_WAY = 20;
const MAX_PURPOSE = 500;

/** What an applicant says: never a role, an organisation, or a state. */
export const applicationSchema = z.strictObject({
  form: z.string().regex(/^[A-Za-z0-9_-]{16,64}$/),
  company: nameSchema(120),
  uscc: z.string().trim().min(1).max(40).overwrite(normalizeUscc),
  name: nameSchema(80),
  email: z.string().trim().min(1).max(300),
  locale: z.enum(['zh-CN', 'en', 'ru']),
  /** A registered manufacturer; empty for the operator. */
  manufacturer: z.string().trim().max(60),
  purpose: z
    .string()
    .overwrite((text) => text.replace(/\s+/g, ' '))
    .pipe(lineSchema(MAX_PURPOSE)),
});

/** What is judged further although something else of the form is missing, so that all faults are named at once. */
const draftSchema = z
  .object({
    uscc: z.string().max(40).overwrite(normalizeUscc).catch(''),
    email: z.string().max(300).catch(''),
    manufacturer: z.string().trim().max(60).catch(''),
  })
  .catch({ uscc: '', email: '', manufacturer: '' });

/**
 * An exporter asks to be registered. Whether the address, the company or the code is known changes nothing in the answer, nor in the
 * work that is done for it: a letter goes to the address, and whoever reads it there goes on.
 * @param from the network address that it comes from
 */
export async function applyForRegistration(
  deps: ApplyDependencies,
  input: unknown,
  from: string,
): Promise<Result<null>> {
  const unknown = await deps.endsUnknown();
  if (unknown !== null) return refuse(unknown);
  const parsed = applicationSchema.safeParse(input, { reportInput: true });
  const draft = draftSchema.parse(input);
  const email = emailAddress(draft.email);
  const shape = parsed.success ? [] : shapeProblems(parsed.error);
  const further = [...problemsOf(draft.uscc, email), ...(await deciderProblems(deps, draft.manufacturer))];
  const wrong = [...shape, ...further.filter(({ pointer }) => shape.every((one) => one.pointer !== pointer))];
  if (!parsed.success || email === null || wrong.length > 0) return refuse('request-not-valid', {}, wrong);
  const tried = await deps.limits.take(bucket('apply-from', from, APPLICATIONS_FROM_ADDRESS, HOUR_MS));
  if (tried.taken === 0)
    return refuse('applications-limited', { minutes: Math.max(1, Math.ceil(tried.resetsInMs / 60_000)) });
  const counted = await deps.limits.take(bucket('apply-to', email, LETTERS_TO_ADDRESS, DAY_MS));
  const token = toBase64Url(deps.randomBytes(32));
  const application = newApplication(parsed.data, email, token, deps.clock.now());
  const room = await roomFor(deps.collections, application);
  if (room === 'full') return refuse('applications-full');
  const isKept = counted.taken > 0 && room.isKept;
  // The same work also where nothing is kept.
  const keys = [application.id, ...room.givingWay].map(applicationKey);
  const isMade = await deps.collections.change(keys, ([former, ...others]) => {
    const put = isKept && former === null ? [applicationRecord(application)] : [];
    // One that was confirmed meanwhile stays.
    const over = others.flatMap((record) => (record === null ? [] : [readApplication(record)]));
    const remove = over.filter(({ state }) => state === 'unconfirmed').map(({ id }) => applicationKey(id));
    return { put, remove, entries: [], answer: put.length > 0 };
  });
  if (isMade) deps.post(confirmLetter(deps, { to: email, locale: application.locale, token }));
  return succeed(null);
}

function problemsOf(uscc: string, email: string | null): readonly FieldProblem[] {
  return [
    ...inspectUscc(uscc).map(({ code, data }) => fieldProblem('/uscc', code, data)),
    ...(email === null ? [fieldProblem('/email', 'email-not-valid')] : []),
  ];
}

async function deciderProblems(
  { deciders }: ApplyDependencies,
  manufacturer: string,
): Promise<readonly FieldProblem[]> {
  const isKnown = manufacturer === '' || (await deciders()).some(({ id }) => id === manufacturer);
  return isKnown ? [] : [fieldProblem('/manufacturer', 'manufacturer-unknown')];
}

type Asked = z.infer<typeof applicationSchema>;

/** The same form makes one application, however often it is sent. */
function newApplication(asked: Asked, email: string, token: string, createdAt: string): StoredApplication {
  const { form, company, uscc, name, locale, manufacturer, purpose } = asked;
  return {
    id: sha256Hex(new TextEncoder().encode(`application\n${form}`)).slice(0, 20),
    ...{ version: 1, state: 'unconfirmed', company, uscc, name, email, locale, purpose, createdAt },
    manufacturerId: manufacturer === '' ? null : manufacturer,
    ...{ confirmedAt: null, decision: null, toldAt: null, sha256: tokenHash(token) },
  };
}

/**
 * `full`: for nobody, which tells nothing of this one. Not `isKept`: not of this address, which nobody is told. `givingWay`: ids of
 * those whose place is taken.
 */
async function roomFor(
  collections: Pick<Collections, 'count' | 'list'>,
  { email, createdAt }: StoredApplication,
): Promise<{ readonly isKept: boolean; readonly givingWay: readonly string[] } | 'full'> {
  const count = (tags: readonly string[], most: number) => collections.count('applications', tags, most);
  const { state } = applicationTags;
  const [open, unconfirmed, ofAddress] = await Promise.all([
    count([state('open')], MAX_OPEN),
    count([state('unconfirmed')], MAX_UNCONFIRMED),
    count([applicationTags.email(email), state('open')], MAX_OF_ADDRESS),
  ]);
  if (open >= MAX_OPEN) return 'full';
  const isKept = ofAddress < MAX_OF_ADDRESS;
  if (unconfirmed < MAX_UNCONFIRMED) return { isKept, givingWay: [] };
  const after = { at: new Date(Date.parse(createdAt) - SAFE_HOURS * HOUR_MS).toISOString(), id: '' };
  const old = await collections.list('applications', { tags: [state('unconfirmed')], after, limit: GIVE_WAY });
  return old.length === 0 ? 'full' : { isKept, givingWay: old.map(({ id }) => id) };
}

function bucket(kind: string, key: string, limit: number, windowMs: number) {
  return { kind, key, cost: 1, limit, windowMs };
}
