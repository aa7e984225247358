import { expect, test } from '@jest/globals';
import { certificatePem, certificatesOfPem } from '#core/asn1/pem.ts';

const [FIRST, SECOND] = [new Uint8Array(200).fill(7), new Uint8Array([1, 2, 3])];
const BEGIN = '-----BEGIN CERTIFICATE-----';

test('certificates come in their order, whatever stands between them', () => {
  const text = `subject=/CN=a\n${certificatePem(FIRST)}\nissuer=/CN=b\r\n${certificatePem(SECOND)}-----BEGIN X-----\n`;
  expect(certificatesOfPem(text)).toEqual([FIRST, SECOND]);
});

test.each([
  ['nothing', ''],
  ['a block without end', `${BEGIN}\nAQID\n`],
  ['a block of nothing', `${BEGIN}\n-----END CERTIFICATE-----\n`],
  ['a block of anything but Base64', `${BEGIN}\nAQ*D\n-----END CERTIFICATE-----\n`],
  ['a label that goes on', `${BEGIN}AQID\n-----END CERTIFICATE-----\n`],
])('%s holds no certificate', (_name, text) => {
  expect(certificatesOfPem(text)).toEqual([]);
});

test('a block without end hides none behind it', () => {
  expect(certificatesOfPem(`${BEGIN}\nAQID\n${certificatePem(SECOND)}`)).toEqual([SECOND]);
});

test('many beginnings without end take no longer than their length', () => {
  expect(certificatesOfPem(`${BEGIN}\n`.repeat(50_000))).toEqual([]);
});
