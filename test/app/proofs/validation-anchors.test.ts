import { beforeAll, describe, expect, it } from '@jest/globals';
import { validationAnchors } from '../../../server/app/proofs/validation-anchors.ts';
import type { TrustAnchor } from '../../../server/ports/trust-list.ts';
import { type TestCertificate, testRoot } from '../../support/pki.ts';

const AT = '2026-06-01T00:00:00.000Z';
let root: TestCertificate;
beforeAll(async () => {
  root = await testRoot({ name: 'stamping-root' });
});

const file = (id: string, more: Partial<TrustAnchor> = {}): TrustAnchor => ({
  ...{ id, certificate: root.der, manufacturers: [], timeStamping: true, status: 'active', from: null, until: null },
  ...more,
});
const purposes = (...anchors: readonly TrustAnchor[]) =>
  validationAnchors(anchors, AT, { named: false }).map((anchor) => anchor.purposes);

describe('a key of several files that vouches for time-stamps', () => {
  it('vouches while all of them are in force', () => {
    expect(purposes(file('a'), file('b'))).toEqual([['time-stamping'], ['time-stamping']]);
  });

  it('does not while one of them is suspended, in whatever order', () => {
    const suspended = file('b', { status: 'suspended' });
    expect(purposes(file('a'), suspended)).toEqual([[], []]);
    expect(purposes(suspended, file('a'))).toEqual([[], []]);
  });

  it('vouches beside a file that has ended, or that names it for something else', () => {
    const others = [file('b', { until: '2026-01-01' }), file('c', { timeStamping: false, status: 'suspended' })];
    for (const other of others) expect(purposes(file('a'), other)).toEqual([['time-stamping'], []]);
  });
});
