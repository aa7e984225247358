import { equalBytes } from '#core/bytes/bytes.ts';
import { type Problem, type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { type NamedEntry, trustContradictions } from '#core/confirmation/rules/trust-contradictions.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { basicConstraints } from '#core/x509/extensions.ts';
import { namingText } from '#core/x509/identity/identity-convention.ts';
import { sealingProblem } from '#core/x509/usage.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { TrustAnchor } from '../../ports/trust-list.ts';
import type { RegisteredAnchor, SuspensionTarget, TrustRegister } from '../../ports/trust-register.ts';
import { type ActDependencies, authorize, perform } from '../access/act.ts';
import { keyOf } from '../proofs/validation-anchors.ts';

export type TrustChangeDependencies = ActDependencies & { readonly register: TrustRegister };

/** An anchor that shall be added, and the file that says so. */
export type NewAnchor = { readonly file: string; readonly anchor: TrustAnchor };

/**
 * Adds anchors to this install's own trust list, all of them or none: no id and no certificate twice, CAs only but for what is pinned, and nothing
 * that contradicts the list (`trustContradictions`). `replaces` is the id or the file of an anchor of this install in whose place
 * the one new anchor stands. The audit log says so before and after, so that no anchor comes in unseen.
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
  const listed = deps.register.all();
  const former = replaces === null ? succeed(null) : replacedAnchor(listed, replaces);
  if (!former.ok) return former;
  const problem = additionProblem(
    additions,
    listed.filter((one) => one !== former.value),
  );
  if (problem !== null) return { ok: false, problem };
  for (const { anchor } of additions) await putAnchor(deps, anchor, former.value, actor);
  const ids = additions.map(({ anchor }) => anchor.id);
  return succeed(deps.register.all().filter(({ id }) => ids.includes(id)));
}

async function putAnchor(
  deps: TrustChangeDependencies,
  anchor: TrustAnchor,
  former: RegisteredAnchor | null,
  actor: Actor,
): Promise<void> {
  const detail = former === null ? {} : { replaces: former.id };
  const act = { stream: 'operator', actor, action: 'add-anchor', subject: anchorSubject(anchor.id), detail } as const;
  await perform(deps, act, async () => {
    if (former === null) deps.register.add(anchor);
    else deps.register.replace(former, anchor, deps.clock.now());
    return succeed(null);
  });
}

function anchorSubject(id: string) {
  return { kind: 'anchor', id } as const;
}

/** The anchor of that id, else the one whose file has that name. */
function replacedAnchor(listed: readonly RegisteredAnchor[], name: string): Result<RegisteredAnchor> {
  const fileName = (file: string) => file.split(/[/\\]/).at(-1);
  const found = listed.find(({ id }) => id === name) ?? listed.find(({ file }) => fileName(file) === fileName(name));
  if (found === undefined) return refuse('replaced-anchor-unknown', { anchor: name.slice(0, 200) });
  return found.origin === 'shipped' ? refuse('replaced-anchor-shipped', { anchor: found.id }) : succeed(found);
}

function additionProblem(additions: readonly NewAnchor[], listed: readonly RegisteredAnchor[]): Problem | null {
  const known: NewAnchor[] = listed.map((anchor) => ({ file: anchor.file, anchor }));
  for (const addition of additions) {
    const problem = problemOf(addition, known);
    if (problem !== null) return problem;
    known.push(addition);
  }
  return null;
}

function problemOf({ file, anchor }: NewAnchor, known: readonly NewAnchor[]): Problem | null {
  const same = known.find(({ anchor: one }) => one.id === anchor.id || equalBytes(one.certificate, anchor.certificate));
  if (same !== undefined) return refuse('anchor-known', { anchor: same.anchor.id, file: same.file }).problem;
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

/** Suspends an anchor or one of its manufacturers, or lifts that. Gives the anchor as it stands then. */
export async function setSuspended(
  deps: TrustChangeDependencies,
  target: SuspensionTarget,
  isSuspended: boolean,
  actor: Actor,
): Promise<Result<RegisteredAnchor>> {
  const action = isSuspended ? 'suspend-trust' : 'resume-trust';
  const subject = anchorSubject(target.anchor);
  const permitted = await authorize(deps, actor, action, subject);
  if (!permitted.ok) return permitted;
  const find = () => deps.register.all().find(({ id }) => id === target.anchor);
  const anchor = find();
  if (anchor === undefined) return refuse('anchor-unknown', { anchor: target.anchor });
  const { manufacturer } = target;
  if (manufacturer !== null && !anchor.manufacturers.some(({ code }) => code === manufacturer))
    return refuse('anchor-without-manufacturer', { anchor: anchor.id, manufacturer });
  const detail = manufacturer === null ? {} : { manufacturer };
  return perform(deps, { stream: 'operator', actor, action, subject, detail }, async () => {
    deps.register.setSuspended(target, isSuspended);
    return succeed(find() ?? anchor);
  });
}
