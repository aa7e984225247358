import { expect, test } from '@jest/globals';
import { signOnceKept } from '../../../server/app/confirmations/sign-once-kept.ts';
import { prepareSignature } from '../../../server/model/sealing/prepared-signature.ts';
import { JournalFault } from '../../../server/ports/journal.ts';
import type { SigningKey } from '../../../server/ports/signing-keys.ts';

const prepared = prepareSignature({
  number: 'ASC-TEST',
  manufacturerId: 'maker',
  documentDigest: 'abcd',
  signedAttributes: new Uint8Array([0x31, 0]),
});

function keyThat(events: string[]): SigningKey {
  const sign = async () => {
    events.push('asked');
    return new Uint8Array([7]);
  };
  return { id: 'key-1', algorithm: 'ecdsa-p256-sha256', certificate: new Uint8Array(), chain: [], sign };
}

test('the key is asked once the number is kept outside the store, which began before', async () => {
  const events: string[] = [];
  let settle = () => {};
  const keep = () => {
    events.push('begun');
    return new Promise<void>((resolve) => {
      settle = () => {
        events.push('kept');
        resolve();
      };
    });
  };
  const signing = signOnceKept({ keep }, keyThat(events));
  const signature = signing.sign(prepared);
  await new Promise(setImmediate);
  expect(events).toEqual(['begun']);
  settle();
  expect(await signature).toEqual(new Uint8Array([7]));
  expect(events).toEqual(['begun', 'kept', 'asked']);
});

test('where the number cannot be kept, the key is not asked', async () => {
  const events: string[] = [];
  const keep = () => Promise.reject(new JournalFault('journal-not-writable', 'the disk is full'));
  const signing = signOnceKept({ keep }, keyThat(events));
  await new Promise(setImmediate);
  await expect(signing.sign(prepared)).rejects.toMatchObject({ code: 'journal-not-writable' });
  expect(events).toEqual([]);
});

test('without a journal the key is asked at once', async () => {
  const events: string[] = [];
  await signOnceKept(undefined, keyThat(events)).sign(prepared);
  expect(events).toEqual(['asked']);
});
