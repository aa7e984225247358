import type { z } from 'zod';
import { canonicalJson } from '#core/confirmation/canonical-json.ts';
import type { FieldProblem, Result } from '#core/confirmation/errors.ts';
import { refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import { type AuditSubject, manufacturerStream } from '../../model/access/audit-entry.ts';
import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';
import type { ManufacturerEntry, ManufacturerRegister } from '../../ports/manufacturer-register.ts';
import type { TrustList } from '../../ports/trust-list.ts';
import { type Act, type ActDependencies, auditEntry, authorize, performInStore } from '../access/act.ts';
import type { Unprintable } from '../confirmations/check-texts.ts';
import { fieldProblem } from '../confirmations/confirmation-request.ts';
import { readInput } from '../confirmations/read-input.ts';
import { sha256Hex } from '../digest.ts';
import { trustProblems } from '../trust/trust-problems.ts';
import {
  type ManufacturerFile,
  manufacturerFile,
  manufacturerSchema,
  registrationSchema,
} from './manufacturer-schema.ts';

export type RegisterManufacturerDependencies = ActDependencies & {
  readonly register: ManufacturerRegister;
  readonly trustList: TrustList;
  readonly unprintable: Unprintable;
  /** Whether this install takes TEST manufacturers. */
  readonly acceptTest: boolean;
};

/** What registering came to. `unchanged`: all of it was registered before, and nothing of it was written. */
export type Registration = { readonly outcome: 'added' | 'changed' | 'unchanged'; readonly entry: ManufacturerEntry };

/** Data as somebody gave them. `seen`: what they were made from (`seenOf`); undefined where they stand for themselves. */
type Given = { readonly file: ManufacturerFile; readonly seen?: string };

/**
 * Registers a manufacturer with its outlets from the data of a file, in place of what was registered of it before; how its
 * documents are sealed stays. Refused with every fault of the data at once; and where those are sound, with everything in
 * which they contradict what is registered or what the trust list says. The audit log tells each change, with the hash of
 * the data.
 */
export async function registerManufacturer(
  deps: RegisterManufacturerDependencies,
  input: unknown,
  actor: Actor,
): Promise<Result<Registration>> {
  const read = await readData(deps, manufacturerSchema(deps.unprintable), input, actor);
  return read.ok ? register(deps, { file: read.value }, actor) : read;
}

/**
 * The same without outlets, which stay as they are: they have people and pages of their own. Refused with
 * `registration-changed` where `seen` is not how the manufacturer stands; it is empty for a new one.
 */
export async function changeRegistration(
  deps: RegisterManufacturerDependencies,
  input: unknown,
  actor: Actor,
): Promise<Result<Registration>> {
  const read = await readRegistration(deps, input, actor);
  return read.ok ? register(deps, read.value, actor) : read;
}

/** What `changeRegistration` would refuse; null for nothing. Changes nothing, and asks nobody. */
export async function checkRegistration(
  deps: RegisterManufacturerDependencies,
  input: unknown,
  actor: Actor,
): Promise<Result<null>> {
  const read = await readRegistration(deps, input, actor);
  if (!read.ok) return read;
  const outside = await problemsOutside(deps, read.value.file);
  return deps.register.change<Result<null>>((registered) => {
    const decided = decide(registered, read.value, outside);
    return { save: null, answer: decided.ok ? succeed(null) : decided };
  });
}

/** What a form gives: without outlets. */
async function readRegistration(
  deps: RegisterManufacturerDependencies,
  input: unknown,
  actor: Actor,
): Promise<Result<Given>> {
  const read = await readData(deps, registrationSchema(deps.unprintable), input, actor);
  if (!read.ok) return read;
  const { seen, ...data } = read.value;
  return succeed({ file: { ...data, outlets: [] }, seen });
}

/** What somebody gives who may register manufacturers. */
async function readData<Data>(
  deps: ActDependencies,
  schema: z.ZodType<Data>,
  input: unknown,
  actor: Actor,
): Promise<Result<Data>> {
  const permitted = await authorize(deps, actor, 'register-manufacturer', askedSubject(input));
  if (!permitted.ok) return permitted;
  return readInput(schema, input);
}

/** What tells the registration of a manufacturer, without its outlets, from any other. */
export function seenOf({ sealing: _sealing, ...data }: Manufacturer): string {
  return sha256Hex(new TextEncoder().encode(canonicalJson(data)));
}

async function register(
  deps: RegisterManufacturerDependencies,
  given: Given,
  actor: Actor,
): Promise<Result<Registration>> {
  const { file } = given;
  const outside = await problemsOutside(deps, file);
  return performInStore(deps, actOf(file, actor), async () => {
    const answer = await save(deps, given, outside, actor);
    if (answer.ok && answer.value.outcome === 'unchanged')
      await deps.auditLog.append(
        auditEntry(actOf(manufacturerFile(answer.value.entry), actor), 'succeeded', deps.clock.now(), {
          outcome: 'unchanged',
        }),
      );
    return answer;
  });
}

/** Decides on what is registered, and stores the data together with the entry in the audit log. */
function save(
  { register, clock }: RegisterManufacturerDependencies,
  given: Given,
  outside: readonly FieldProblem[],
  actor: Actor,
): Promise<Result<Registration>> {
  const at = clock.now();
  return register.change<Result<Registration>>((registered) => {
    const decided = decide(registered, given, outside);
    if (!decided.ok) return { save: null, answer: decided };
    const { former, entry } = decided.value;
    if (former !== null && canonicalJson(former) === canonicalJson(entry))
      return { save: null, answer: succeed({ outcome: 'unchanged', entry: former }) };
    const outcome = former === null ? 'added' : 'changed';
    const told = auditEntry(actOf(manufacturerFile(entry), actor), 'succeeded', at, { outcome });
    return { save: { ...entry, entry: told }, answer: succeed({ outcome, entry }) };
  });
}

/** What would be registered, and what stands in its place now. */
function decide(
  registered: readonly ManufacturerEntry[],
  { file, seen }: Given,
  outside: readonly FieldProblem[],
): Result<{ readonly former: ManufacturerEntry | null; readonly entry: ManufacturerEntry }> {
  const former = registered.find(({ manufacturer }) => manufacturer.id === file.id) ?? null;
  const data = entryOf(file, former);
  const entry = seen === undefined || former === null ? data : { ...data, outlets: former.outlets };
  const isSeen = seen === undefined || seen === (former === null ? '' : seenOf(former.manufacturer));
  // Sent twice: nothing is left to do.
  if (!isSeen && canonicalJson(former) !== canonicalJson(entry)) return refuse('registration-changed');
  const problems = [...outside, ...conflicts(file, registered)];
  return problems.length > 0 ? refused(problems) : succeed({ former, entry });
}

/** What somebody asks for who may not: the id as it was typed. */
function askedSubject(input: unknown): AuditSubject {
  const id = typeof input === 'object' && input !== null && 'id' in input ? input.id : null;
  return { kind: 'manufacturer', id: typeof id === 'string' ? id : '' };
}

function actOf(file: ManufacturerFile, actor: Actor): Act {
  const { id, code, outlets } = file;
  const sha256 = sha256Hex(new TextEncoder().encode(canonicalJson(file)));
  return {
    stream: manufacturerStream(id),
    actor,
    action: 'register-manufacturer',
    subject: { kind: 'manufacturer', id },
    detail: { code, outlets: String(outlets.length), sha256 },
  };
}

function refused(problems: readonly FieldProblem[]) {
  return refuse('request-not-valid', { count: problems.length }, problems);
}

async function problemsOutside(
  deps: RegisterManufacturerDependencies,
  file: ManufacturerFile,
): Promise<readonly FieldProblem[]> {
  return [...problemsOfData(file, deps), ...trustProblems(file, await deps.trustList.anchors())];
}

function problemsOfData(
  file: ManufacturerFile,
  { acceptTest }: RegisterManufacturerDependencies,
): readonly FieldProblem[] {
  const { nameZh, listings, test } = file;
  return [
    ...(test && !acceptTest ? [fieldProblem('/test', 'test-not-accepted')] : []),
    ...(listings.some((listing) => listing.nameZh === nameZh)
      ? []
      : [fieldProblem('/listings', 'manufacturer-not-listed', { name: nameZh })]),
  ];
}

/** Numbers, keys and the trust list know a manufacturer by these: whoever has others is another one. */
const IDENTITY = ['code', 'uscc', 'test'] as const;

function conflicts(file: ManufacturerFile, registered: readonly ManufacturerEntry[]): readonly FieldProblem[] {
  return registered.flatMap(({ manufacturer }) => {
    if (manufacturer.id === file.id)
      return IDENTITY.filter((field) => manufacturer[field] !== file[field]).map((field) =>
        fieldProblem(`/${field}`, 'never-changes', { value: String(manufacturer[field]) }),
      );
    return (['code', 'uscc'] as const)
      .filter((field) => manufacturer[field] === file[field])
      .map((field) => fieldProblem(`/${field}`, 'of-another-manufacturer', { manufacturer: manufacturer.id }));
  });
}

function entryOf({ outlets, ...data }: ManufacturerFile, former: ManufacturerEntry | null): ManufacturerEntry {
  const sealing = former?.manufacturer.sealing;
  const manufacturer: Manufacturer = sealing === undefined ? data : { ...data, sealing };
  return { manufacturer, outlets: outlets.map((outlet) => ({ ...outlet, manufacturerId: data.id })) };
}
