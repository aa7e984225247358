import { equalBytes } from '#core/bytes/bytes.ts';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { type Problem, type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { type NamedEntry, trustContradictions } from '#core/confirmation/rules/trust-contradictions.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { basicConstraints } from '#core/x509/extensions.ts';
import { namingText } from '#core/x509/identity/identity-convention.ts';
import { sealingProblem } from '#core/x509/usage.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { TrustAnchor } from '../../ports/trust-list.ts';
import type { RegisteredAnchor, SuspensionTarget, TrustChange, TrustRegister } from '../../ports/trust-register.ts';
import {
  type Act,
  type ActDependencies,
  auditEntry,
  authorize,
  performAllInStore,
  performInStore,
} from '../access/act.ts';
import { keyOf } from '../proofs/validation-anchors.ts';

export type TrustChangeDependencies = ActDependencies & { readonly register: TrustRegister };

/** An anchor that shall be added, and the file that says so, or by what name it is known where it stands in the store. */
export type NewAnchor = { readonly file: string; readonly anchor: TrustAnchor };

/**
 * Adds anchors to this install's own trust list, all of them or none: no id and no certificate twice, CAs only but for what is pinned, and nothing
 * that contradicts the list (`trustContradictions`). `replaces` is the id of an anchor of this install in whose place
 * the one new anchor stands. The audit log says so before the change and with it, so that no anchor comes in unseen.
 */
export async function addTrustAnchors(
  deps: TrustChangeDependencies,
  additions: readonly NewAnchor[],
  actor: Actor,
  { replaces = null }: { readonly replaces?: string | null } = {},
): Promise<Result<readonly RegisteredAnchor[]>> {
  for (const { anchor } of additions) {
    const permitted = await authorize(deps, actor, 'add-anchor', anchorSubject(anchor.id));
    if (!permitted.ok) return permitted;
  }
  const judge = (listed: readonly RegisteredAnchor[]) => changeProblem(additions, replaces, listed);
  // Asked before anything is written down, and again when nobody else can change the list any more.
  const problem = judge(await deps.register.all());
  if (problem !== null) return { ok: false, problem };
  const anchors = additions.map(({ anchor }) => anchor);
  const detail = replaces === null ? {} : { replaces };
  const acts = anchors.map(
    ({ id }) => ({ stream: 'operator', actor, action: 'add-anchor', subject: anchorSubject(id), detail }) as const,
  );
  return performAllInStore(deps, acts, async () => {
    const at = deps.clock.now();
    const entries = acts.map((act) => auditEntry(act, 'succeeded', at));
    const refused = await deps.register.change(additionOf(anchors, replaces, at), judge, { entries });
    if (refused !== null) return { ok: false, problem: refused };
    const ids = anchors.map(({ id }) => id);
    return succeed((await deps.register.all()).filter(({ id }) => ids.includes(id)));
  });
}

/** Anchors as a change of the list: added, or one in the place of another one. */
export function additionOf(anchors: readonly TrustAnchor[], replaces: string | null, at: IsoInstant): TrustChange {
  const [anchor, ...more] = anchors;
  if (replaces === null || anchor === undefined) return { kind: 'add', anchors };
  if (more.length > 0) throw new Error('one anchor replaces one');
  return { kind: 'replace', former: replaces, anchor, at };
}

/** Why anchors are not to be added, or put in the place of `replaces`; null where nothing is against it. */
export function changeProblem(
  additions: readonly NewAnchor[],
  replaces: string | null,
  listed: readonly RegisteredAnchor[],
): Problem | null {
  if (replaces === null) return additionProblem(additions, listed);
  const former = listed.find(({ id }) => id === replaces);
  if (former === undefined) return refuse('replaced-anchor-unknown', { anchor: replaces.slice(0, 200) }).problem;
  if (former.origin === 'shipped') return refuse('replaced-anchor-shipped', { anchor: former.id }).problem;
  return additionProblem(
    additions,
    listed.filter((one) => one !== former),
  );
}

export function anchorSubject(id: string) {
  return { kind: 'anchor', id } as const;
}

function additionProblem(additions: readonly NewAnchor[], listed: readonly RegisteredAnchor[]): Problem | null {
  const known: NewAnchor[] = listed.map((anchor) => ({ file: anchor.file ?? anchor.id, anchor }));
  for (const addition of additions) {
    const problem = problemOf(addition, known);
    if (problem !== null) return problem;
    known.push(addition);
  }
  return null;
}

function problemOf({ file, anchor }: NewAnchor, known: readonly NewAnchor[]): Problem | null {
  const same = known.find(({ anchor: one }) => one.id === anchor.id || equalBytes(one.certificate, anchor.certificate));
  if (same !== undefined) return refuse('anchor-known', { anchor: same.anchor.id }).problem;
  const unfit = certificateProblem(anchor);
  if (unfit !== null) return unfit;
  // A list that contradicts itself elsewhere must not hinder what puts it right.
  const found = trustContradictions([...known, { file, anchor }].map(named)).find(({ files }) => files.includes(file));
  return found === undefined ? null : refuse(found.code, found.data, found.fields).problem;
}

/** A CA, or, where it is pinned, one that seals documents and is none. */
function certificateProblem({ id, certificate, pinned = false }: TrustAnchor): Problem | null {
  const read = readCertificate(certificate);
  if (!pinned) return basicConstraints(read.extensions).ca ? null : refuse('anchor-not-a-ca', { anchor: id }).problem;
  const detail = sealingProblem(read);
  return detail === null ? null : refuse('anchor-pinned-cannot-seal', { anchor: id, detail }).problem;
}

function named({ file, anchor }: NewAnchor): NamedEntry {
  return { ...anchor, file, key: keyOf(anchor), identity: namingText(anchor) };
}

/** What else the audit log tells of a suspension, and what is asked last before it is made. */
type SuspensionOptions = {
  readonly reason?: string;
  readonly confirm?: () => Promise<Result<null>>;
};

/** Suspends an anchor or one of its manufacturers, or lifts that. Gives the anchor as it stands then. */
export async function setSuspended(
  deps: TrustChangeDependencies,
  target: SuspensionTarget,
  isSuspended: boolean,
  actor: Actor,
  { reason, confirm = async () => succeed(null) }: SuspensionOptions = {},
): Promise<Result<RegisteredAnchor>> {
  const action = isSuspended ? 'suspend-trust' : 'resume-trust';
  const subject = anchorSubject(target.anchor);
  const permitted = await authorize(deps, actor, action, subject);
  if (!permitted.ok) return permitted;
  const judge = (listed: readonly RegisteredAnchor[]) => targetProblem(target, listed);
  const problem = judge(await deps.register.all());
  if (problem !== null) return { ok: false, problem };
  const detail = { ...ofManufacturer(target), ...(reason === undefined ? {} : { reason }) };
  const act: Act = { stream: 'operator', actor, action, subject, detail };
  return performInStore(deps, act, async () => {
    const confirmed = await confirm();
    if (!confirmed.ok) return confirmed;
    const entries = [auditEntry(act, 'succeeded', deps.clock.now())];
    const kind = isSuspended ? 'suspend' : 'resume';
    const refused = await deps.register.change({ kind, target }, judge, { entries });
    if (refused !== null) return { ok: false, problem: refused };
    const anchor = (await deps.register.all()).find(({ id }) => id === target.anchor);
    return anchor === undefined ? refuse('anchor-unknown', { anchor: target.anchor }) : succeed(anchor);
  });
}

/** The one manufacturer that it is about, as the audit log tells it, and a restore reads it. */
export function ofManufacturer({ manufacturer }: SuspensionTarget): { readonly manufacturer?: string } {
  return manufacturer === null ? {} : { manufacturer };
}

/** Why there is nothing that could be suspended or resumed, or null. */
export function targetProblem(
  { anchor: id, manufacturer }: SuspensionTarget,
  listed: readonly RegisteredAnchor[],
): Problem | null {
  const anchor = listed.find((one) => one.id === id);
  if (anchor === undefined) return refuse('anchor-unknown', { anchor: id }).problem;
  if (manufacturer === null || anchor.manufacturers.some(({ code }) => code === manufacturer)) return null;
  return refuse('anchor-without-manufacturer', { anchor: id, manufacturer }).problem;
}
