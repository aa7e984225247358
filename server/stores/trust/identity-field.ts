import { z } from 'zod';
import { conventionProblem } from '#core/x509/identity/convention-problem.ts';
import {
  type IdentityConvention,
  SHIPPED_CONVENTIONS,
  SUBJECT_ATTRIBUTES,
  type SubjectAttribute,
  shippedConvention,
} from '#core/x509/identity/identity-convention.ts';
import type { TrustAnchor } from '../../ports/trust-list.ts';

const ATTRIBUTE = z.enum(Object.keys(SUBJECT_ATTRIBUTES) as [SubjectAttribute, ...SubjectAttribute[]]);
const TEMPLATE = z.string().min(1).max(100);
const OID_TEXT = z
  .string()
  .max(64)
  .regex(/^[0-2]\.(?:0|[1-9]\d{0,8})(?:\.(?:0|[1-9]\d{0,8})){1,15}$/);

/** The rule as a file gives it: the name of a shipped one, or its parts (docs/trust-anchors.md). */
export const IDENTITY = z.union([
  z.enum(SHIPPED_CONVENTIONS.map(({ id }) => id) as [string, ...string[]]),
  z.strictObject({
    parts: z
      .array(
        z.union([
          z.strictObject({ attribute: ATTRIBUTE, template: TEMPLATE }),
          z.strictObject({ extensions: z.array(OID_TEXT).min(1).max(8), template: TEMPLATE }),
        ]),
      )
      .min(1)
      .max(2),
    absent: z.array(ATTRIBUTE).max(4).optional(),
  }),
]);

type Content = {
  readonly identity?: z.infer<typeof IDENTITY> | undefined;
  readonly pinned?: boolean | undefined;
  readonly manufacturers: readonly unknown[];
  readonly timeStamping?: boolean | undefined;
};

/**
 * How an anchor names companies, or that it is pinned; nothing where it does as ours do. Throws with a permanent code in
 * the message for a rule that cannot say who somebody is, and for a pinned certificate of more than one.
 */
export function namingOf(content: Content): Pick<TrustAnchor, 'identity' | 'pinned'> {
  const { identity, pinned = false, manufacturers, timeStamping = false } = content;
  if (!pinned) return identity === undefined ? {} : { identity: conventionOf(identity) };
  if (identity !== undefined)
    throw new Error(
      'pinned: identity-not-asked: a pinned certificate is named by its manufacturer, leave identity out',
    );
  if (manufacturers.length !== 1) throw new Error('pinned: pinned-manufacturers: exactly one manufacturer is expected');
  if (timeStamping) throw new Error('pinned: pinned-time-stamping: a pinned certificate vouches for no time-stamps');
  return { pinned: true };
}

function conventionOf(given: z.infer<typeof IDENTITY>): IdentityConvention {
  const convention =
    typeof given === 'string'
      ? shippedConvention(given)
      : { id: 'custom', parts: given.parts, absent: given.absent ?? [] };
  const problem = convention === null ? 'identity-unknown' : conventionProblem(convention);
  if (convention === null || problem !== null) throw new Error(`identity: ${problem}`);
  return convention;
}

/** The field that gives a convention. */
export function identityField({ id, parts, absent }: IdentityConvention): z.infer<typeof IDENTITY> {
  if (shippedConvention(id) !== null) return id;
  return { parts: parts.map(partField), absent: [...absent] };
}

function partField(part: IdentityConvention['parts'][number]) {
  return 'attribute' in part ? part : { extensions: [...part.extensions], template: part.template };
}
