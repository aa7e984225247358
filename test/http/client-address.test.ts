import { expect, test } from '@jest/globals';
import { clientAddress } from '../../server/http/middleware/client-address.ts';

test('one client of IPv6 is its network, however many addresses it takes', () => {
  const same = ['2001:db8:1:200::1', '2001:db8:1:2ff:ffff::7'].map((ip) => clientAddress({ ip }));
  expect(new Set(same).size).toBe(1);
  expect(clientAddress({ ip: '2001:db8:1:300::1' })).not.toBe(same[0]);
});

test('an address of IPv4 is one client, also as IPv6 has it', () => {
  expect(clientAddress({ ip: '192.0.2.7' })).toBe('192.0.2.7');
  expect(clientAddress({ ip: '::ffff:192.0.2.7' })).not.toBe(clientAddress({ ip: '::ffff:192.0.2.8' }));
  expect(clientAddress({ ip: undefined })).toBe('');
});
