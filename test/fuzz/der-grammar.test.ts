import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type DerNode, octetsOf, readBer, readDer } from '#core/asn1/der.ts';
import { tlv } from '#core/asn1/der-write.ts';

/** A value of ASN.1: constructed ones hold others. */
type Value =
  | { readonly tag: number; readonly octets: Uint8Array }
  | { readonly tag: number; readonly kids: readonly Value[] };

/** Tags whose octets the reader does not look into, and those of the structures. */
const OPAQUE = [0x04, 0x0c, 0x13, 0x17, 0x18, 0x80, 0x81, 0x86];
const CONSTRUCTED = [0x30, 0x31, 0xa0, 0xa3];

const { value } = fc.letrec<{ value: Value; leaf: Value; node: Value }>((tie) => ({
  leaf: fc.record({ tag: fc.constantFrom(...OPAQUE), octets: fc.uint8Array({ maxLength: 300 }) }),
  node: fc.record({ tag: fc.constantFrom(...CONSTRUCTED), kids: fc.array(tie('value'), { maxLength: 5 }) }),
  value: fc.oneof({ maxDepth: 6, depthSize: 'small' }, tie('leaf'), tie('node')),
}));

function written(one: Value): Uint8Array {
  return 'octets' in one ? tlv(one.tag, one.octets) : tlv(one.tag, ...one.kids.map(written));
}

/** The same value with lengths that take more octets than they need, or end marks instead of lengths. */
function loose(one: Value): Uint8Array {
  const content = 'octets' in one ? one.octets : Buffer.concat(one.kids.map(loose));
  if ('kids' in one) return Uint8Array.from([one.tag, 0x80, ...content, 0, 0]);
  return Uint8Array.from([one.tag, 0x83, 0, content.length >> 8, content.length & 0xff, ...content]);
}

function read(node: DerNode): Value {
  return (node.tag & 0x20) === 0
    ? { tag: node.tag, octets: octetsOf(node).slice() }
    : { tag: node.tag, kids: node.children.map(read) };
}

test('what is written is read', () => {
  fc.assert(
    fc.property(value, (one) => {
      expect(read(readDer(written(one)))).toEqual(one);
    }),
    { seed: 20260105, numRuns: 300 },
  );
});

test('what is written loosely is read as the same, and is no DER', () => {
  fc.assert(
    fc.property(value, (one) => {
      const { node, der } = readBer(loose(one));
      expect({ value: read(node), der }).toEqual({ value: one, der: false });
      expect(() => readDer(loose(one))).toThrow(expect.objectContaining({ code: 'der-malformed' }));
    }),
    { seed: 20260105, numRuns: 300 },
  );
});

test('what is cut short, or followed by anything, is refused', () => {
  fc.assert(
    fc.property(value, fc.nat(), (one, place) => {
      const bytes = written(one);
      const cut = bytes.subarray(0, place % bytes.length);
      expect(() => readDer(cut)).toThrow(expect.objectContaining({ code: 'der-malformed' }));
      expect(() => readDer(Uint8Array.from([...bytes, 0]))).toThrow(expect.objectContaining({ code: 'der-malformed' }));
    }),
    { seed: 20260105, numRuns: 200 },
  );
});
