import { type DerNode, TAG } from '#core/asn1/der.ts';
import { expectTag, fieldsOf, oidOf } from '#core/asn1/der-values.ts';

/** Signed attributes by type: every value, and how many attributes carried the type. */
export type Attributes = ReadonlyMap<string, { readonly count: number; readonly values: readonly DerNode[] }>;

/** The attributes of a signer. Throws `der-malformed`. */
export function readAttributes(node: DerNode | null): Attributes {
  const attributes = new Map<string, { count: number; values: readonly DerNode[] }>();
  for (const item of node?.children ?? []) {
    const fields = fieldsOf(item, 'Attribute');
    const type = oidOf(fields.next('attrType'));
    const values = expectTag(fields.next('attrValues'), TAG.set, 'attrValues').children;
    fields.done();
    const former = attributes.get(type);
    attributes.set(type, { count: (former?.count ?? 0) + 1, values: [...(former?.values ?? []), ...values] });
  }
  return attributes;
}

/** The one value of an attribute, null when it is absent or not alone. */
export function onlyValue(attributes: Attributes, type: string): DerNode | null {
  const { count = 0, values = [] } = attributes.get(type) ?? {};
  return count === 1 && values.length === 1 ? (values[0] ?? null) : null;
}
