import { hex } from '#core/bytes/bytes.ts';
import { readSignedDataStructure } from '#core/cms/signed-data.ts';
import { latin1Bytes } from '../../../support/pdf-writer.ts';
import { patched, type Target } from '../../../support/target.ts';
import { type AgreementDocument, documentsOf, type Row } from './agreement-document.ts';

/** Edits of the bytes of a sealed document, without a well-formed revision behind them. */
export function byteAttacks(target: Target, altered: Uint8Array): readonly AgreementDocument[] {
  return documentsOf('verify', [
    ['page-byte-changed', 'one byte of a page stream', at(target, pageByte(target), '\x01')],
    ['vin-digit-changed', "a VIN changed, under the true document's signature", altered],
    ...surroundings(target),
    ...contents(target),
    ...byteRanges(target),
    ...dictionaries(target),
  ]);
}

function at({ text }: Target, offset: number, replacement: string): Uint8Array {
  return latin1Bytes(text.slice(0, offset) + replacement + text.slice(offset + replacement.length));
}

/** In the middle of the compressed content of the page. */
function pageByte({ text, content }: Target): number {
  return text.indexOf('stream', text.indexOf(`\n${content} 0 obj`)) + 200;
}

function surroundings({ text }: Target): readonly Row[] {
  return [
    ['newline-appended', 'a line feed behind the end', latin1Bytes(`${text}\n`)],
    ['object-appended', 'an object that no table names', latin1Bytes(`${text}900 0 obj\n<</Type/Catalog>>\nendobj\n`)],
    ['header-doubled', 'another header before the first', latin1Bytes(`%PDF-1.4\n${text}`)],
    ['document-doubled', 'the whole file twice', latin1Bytes(text + text)],
    ['end-cut', 'the last 40 bytes missing', latin1Bytes(text.slice(0, -40))],
  ];
}

function contents(target: Target): readonly Row[] {
  const { text, gap } = target;
  const digits = text.slice(gap.from + 1, gap.to - 1);
  const upper = digits === digits.toUpperCase() ? digits.toLowerCase() : digits.toUpperCase();
  return [
    ['padding-digit', 'a digit in the padding behind the CMS', at(target, gap.to - 3, '1')],
    ['contents-space', 'a space inside the hex string', at(target, gap.from + 40, ' ')],
    ['contents-case', 'the hex digits in the other case', at(target, gap.from + 1, upper)],
    ['contents-ends-early', 'the hex string closed before the gap ends', at(target, gap.to - 5, '>')],
    ['contents-zeros', 'zeros instead of the CMS', at(target, gap.from + 1, '0'.repeat(digits.length))],
    ['signature-value-changed', 'the last byte of the signature value', lastDigitChanged(target)],
  ];
}

/** The last digit of the signer's signature value, changed: behind it lies the time-stamp, which is no part of the value. */
function lastDigitChanged(target: Target): Uint8Array {
  const { text, gap } = target;
  const data = readSignedDataStructure(new Uint8Array(Buffer.from(text.slice(gap.from + 1, gap.to - 1), 'hex')));
  const signature = 'problem' in data ? undefined : data.signers[0]?.signature;
  if (signature === undefined) throw new Error('no signature value');
  const last = text.indexOf(hex(signature), gap.from) + 2 * signature.length - 1;
  return at(target, last, text[last] === 'f' ? 'e' : 'f');
}

function byteRanges(target: Target): readonly Row[] {
  const list = /\/ByteRange\s*\[([^\]]*)\]/.exec(target.text)?.[1] ?? '';
  const [z = 0, a = 0, b = 0, c = 0] = list.trim().split(/\s+/).map(Number);
  const with4 = (...numbers: readonly (number | string)[]) => patched(target, list, numbers.join(' '));
  return [
    ['range-starts-later', 'ByteRange [1 …]', with4(1, a - 1, b, c)],
    ['range-stops-before-end', 'ByteRange that leaves out the last byte', with4(z, a, b, c - 1)],
    ['range-past-end', 'ByteRange past the end of the file', with4(z, a, b, c + 1)],
    ['range-gap-wider', 'a gap wider than /Contents', with4(z, a - 1, b, c)],
    ['range-into-contents', 'a second part that starts inside /Contents', with4(z, a, b - 2, c + 2)],
    ['range-overlaps', 'parts that overlap', with4(z, a, 0, c)],
    ['range-negative', 'a negative length', with4(z, a, b, -1)],
    ['range-of-nothing', 'ByteRange [0 0 0 0]', with4(0, 0, 0, 0)],
    ['range-of-two', 'two numbers only', with4(z, a)],
  ];
}

/** Universal signature forgery and spoofed dictionaries: what is missing must not be skipped. */
function dictionaries(target: Target): readonly Row[] {
  const contentsKey = target.text.lastIndexOf('/Contents', target.gap.from);
  return [
    ['usf-no-contents', '/Contents under another name', at(target, contentsKey, '/Kontents')],
    ['usf-no-byte-range', '/ByteRange under another name', patched(target, '/ByteRange', '/KyteRange')],
    [
      'subfilter-unknown',
      'a SubFilter that nobody knows',
      patched(target, 'ETSI.CAdES.detached', 'ETSI.XXdES.detached'),
    ],
    ['subfilter-swapped', 'another SubFilter', patched(target, 'ETSI.CAdES.detached', 'adbe.pkcs7.detached')],
    ['type-swapped', 'called a document time-stamp', patched(target, 'ETSI.CAdES.detached', 'ETSI.RFC3161')],
  ];
}
