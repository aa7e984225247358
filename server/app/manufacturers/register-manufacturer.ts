import { canonicalJson } from '#core/confirmation/canonical-json.ts';
import type { FieldProblem, Result } from '#core/confirmation/errors.ts';
import { refuse, succeed } from '#core/confirmation/errors.ts';
import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';
import type { AuditEntry } from '../../ports/audit-log.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ManufacturerEntry, ManufacturerRegister } from '../../ports/manufacturer-register.ts';
import type { TrustList } from '../../ports/trust-list.ts';
import type { Unprintable } from '../confirmations/check-texts.ts';
import { fieldProblem, shapeProblems } from '../confirmations/confirmation-request.ts';
import { sha256Hex } from '../digest.ts';
import { trustProblems } from '../trust/trust-problems.ts';
import { type ManufacturerFile, manufacturerSchema } from './manufacturer-schema.ts';

export type RegisterManufacturerDependencies = {
  readonly register: ManufacturerRegister;
  readonly trustList: TrustList;
  readonly unprintable: Unprintable;
  /** Whether this install takes TEST manufacturers. */
  readonly acceptTest: boolean;
  readonly clock: Clock;
};

/** What registering came to. `unchanged`: all of it was registered before, and nothing was written. */
export type Registration = { readonly outcome: 'added' | 'changed' | 'unchanged'; readonly entry: ManufacturerEntry };

/**
 * Registers a manufacturer with its outlets from the data of a file, in place of what was registered of it before; how its
 * documents are sealed stays. Refused with every fault of the data at once; and where those are sound, with everything in
 * which they contradict what is registered or what the trust list says. The audit log tells each change, with the hash of
 * the data.
 */
export async function registerManufacturer(
  deps: RegisterManufacturerDependencies,
  input: unknown,
  by: string,
): Promise<Result<Registration>> {
  const parsed = manufacturerSchema(deps.unprintable).safeParse(input, { reportInput: true });
  if (!parsed.success) return refused(shapeProblems(parsed.error));
  const file = parsed.data;
  const outside = [...problemsOfData(file, deps), ...trustProblems(file, await deps.trustList.anchors())];
  const sha256 = await sha256Hex(new TextEncoder().encode(canonicalJson(file)));
  const at = deps.clock.now();
  return deps.register.change<Result<Registration>>((registered) => {
    const former = registered.find(({ manufacturer }) => manufacturer.id === file.id) ?? null;
    const problems = [...outside, ...conflicts(file, registered)];
    if (problems.length > 0) return { save: null, answer: refused(problems) };
    const entry = entryOf(file, former);
    if (former !== null && canonicalJson(former) === canonicalJson(entry))
      return { save: null, answer: succeed({ outcome: 'unchanged', entry: former }) };
    const outcome = former === null ? 'added' : 'changed';
    const save = { ...entry, entry: auditEntry(`manufacturer-${outcome}`, file, { by, at, sha256 }) };
    return { save, answer: succeed({ outcome, entry }) };
  });
}

function refused(problems: readonly FieldProblem[]) {
  return refuse('request-not-valid', { count: problems.length }, problems);
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

function auditEntry(
  action: 'manufacturer-added' | 'manufacturer-changed',
  { id, code, outlets }: ManufacturerFile,
  { by, at, sha256 }: { readonly by: string; readonly at: string; readonly sha256: string },
): AuditEntry {
  const detail = { manufacturer: id, code, outlets: String(outlets.length), sha256 };
  return { at, by, action, number: null, detail };
}
