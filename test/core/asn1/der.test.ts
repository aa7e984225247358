import { describe, expect, it } from '@jest/globals';
import { encoded, isSorted, octetsOf, readBer, readDer } from '#core/asn1/der.ts';
import { oidOf, smallInteger, timeOf, unsignedOctets } from '#core/asn1/der-values.ts';
import { integer, octetString, oid, sequence, setOf, tlv, unsignedInteger } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const ascii = (text: string) => new TextEncoder().encode(text);

describe('unsignedInteger', () => {
  it.each([
    ['00', '02 01 00'],
    ['', '02 01 00'],
    ['7f', '02 01 7f'],
    ['80', '02 02 00 80'],
    ['00 00 01', '02 01 01'],
    ['00 ff', '02 02 00 ff'],
  ])('writes %s in the shortest form, and never as a negative number', (octets, der) => {
    expect(unsignedInteger(bytes(octets))).toEqual(bytes(der));
  });
});

describe('readDer', () => {
  it('keeps the exact octets', () => {
    const whole = sequence(integer(5), octetString(new Uint8Array(300)));
    const node = readDer(whole);
    expect(encoded(node)).toEqual(whole);
    expect(octetsOf(node.children[0] ?? node)).toEqual(Uint8Array.of(5));
    expect(node.children).toHaveLength(2);
  });

  it.each([
    ['a length in more octets than needed', '04 81 01 00'],
    ['a length with a leading zero', `04 82 00 80 ${'00'.repeat(128)}`],
    ['an indefinite length', '30 80 02 01 01 00 00'],
    ['a constructed string', '24 03 04 01 00'],
    ['a padded INTEGER', '02 02 00 01'],
    ['a padded negative INTEGER', '02 02 ff ff'],
    ['an empty INTEGER', '02 00'],
    ['a BOOLEAN that is neither', '01 01 01'],
    ['a NULL with content', '05 01 00'],
    ['an empty BIT STRING', '03 00'],
    ['unused bits that are set', '03 02 01 01'],
    ['eight unused bits', '03 02 08 00'],
    ['an OBJECT IDENTIFIER with a padded arc', '06 03 2a 80 01'],
    ['an unfinished OBJECT IDENTIFIER', '06 02 2a 81'],
    ['an empty OBJECT IDENTIFIER', '06 00'],
    ['a primitive SEQUENCE', '10 00'],
    ['end-of-contents in a definite length', '30 02 00 00'],
  ])('refuses %s, which is at best BER', (_what, hex) => {
    expect(() => readDer(bytes(hex))).toThrow(expect.objectContaining({ code: 'der-malformed' }));
    expect(readBer(bytes(hex)).der).toBe(false);
  });

  it.each([
    ['nothing', ''],
    ['a lone tag', '30'],
    ['a truncated length', '30 82 01'],
    ['a truncated value', '04 05 00'],
    ['a child longer than its parent', '30 03 04 02 00'],
    ['a length of five octets', '04 85 00 00 00 00 01 00'],
    ['a high tag number', '1f 81 00 00'],
    ['an indefinite length without end', '30 80 02 01 01'],
    ['an indefinite length of a primitive value', '04 80 00 00'],
  ])('cannot read %s at all', (_what, hex) => {
    expect(() => readBer(bytes(hex))).toThrow(expect.objectContaining({ code: 'der-malformed' }));
  });

  it('refuses bytes after the value', () => {
    expect(() => readDer(bytes('05 00 00'))).toThrow(expect.objectContaining({ code: 'der-malformed' }));
  });

  it('is bounded in depth and number', () => {
    let deep: Uint8Array = new Uint8Array();
    for (let depth = 0; depth < 40; depth += 1) deep = sequence(deep);
    expect(() => readDer(deep)).toThrow(expect.objectContaining({ code: 'der-limit-exceeded' }));
    const many = sequence(...Array.from({ length: 30_000 }, () => integer(1)));
    expect(() => readDer(many)).toThrow(expect.objectContaining({ code: 'der-limit-exceeded' }));
  });
});

describe('values', () => {
  it.each(Object.values(OID))('reads the OBJECT IDENTIFIER %s as it was written', (dotted) => {
    expect(oidOf(readDer(oid(dotted)))).toBe(dotted);
  });

  it.each([
    [0x17, '260301080000Z', '2026-03-01T08:00:00.000Z'],
    [0x17, '500101000000Z', '1950-01-01T00:00:00.000Z'],
    [0x17, '491231235959Z', '2049-12-31T23:59:59.000Z'],
    [0x18, '20500101000000Z', '2050-01-01T00:00:00.000Z'],
  ])('reads a Time (%d %s)', (tag, text, iso) => {
    expect(new Date(timeOf(readDer(tlv(tag, ascii(text))))).toISOString()).toBe(iso);
  });

  it.each([
    [0x17, '2603010800Z'],
    [0x17, '260301080000+0800'],
    [0x17, '260230080000Z'],
    [0x17, '261301080000Z'],
    [0x18, '20260301080000.5Z'],
    [0x18, '260301080000Z'],
    [0x17, '26030108000٠Z'],
  ])('refuses a Time that is not one (%d %s)', (tag, text) => {
    expect(() => timeOf(readDer(tlv(tag, ascii(text))))).toThrow(expect.objectContaining({ code: 'der-malformed' }));
  });

  it('takes the sign octet off a number and refuses negative ones', () => {
    expect(unsignedOctets(readDer(bytes('02 02 00 ff')))).toEqual(Uint8Array.of(0xff));
    expect(smallInteger(readDer(bytes('02 02 00 ff')))).toBe(255);
    for (const read of [unsignedOctets, smallInteger])
      expect(() => read(readDer(bytes('02 01 ff')))).toThrow(expect.objectContaining({ code: 'der-malformed' }));
  });
});

describe('setOf', () => {
  it('sorts as DER does: by octets, a prefix first', () => {
    const set = readDer(setOf([tlv(4, bytes('02')), tlv(4, bytes('01 00')), tlv(4, bytes('01')), tlv(2, bytes('05'))]));
    expect(set.children.map((child) => Buffer.from(encoded(child)).toString('hex'))).toEqual([
      '020105',
      '040101',
      '040102',
      '04020100',
    ]);
    expect(isSorted(set)).toBe(true);
    expect(isSorted(readDer(tlv(0x31, integer(2), integer(1))))).toBe(false);
  });
});
