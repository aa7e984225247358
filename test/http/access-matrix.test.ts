/**
 * Every address of the pages of those who are signed in and of the API × every role of two organisations of each kind: who reaches
 * it follows from the table of permissions alone. What belongs to others is answered like what does not exist, and nothing of it is
 * in any answer. An address without a row here fails.
 */

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Express } from 'express';
import supertest, { type Response } from 'supertest';
import { formatConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import type { Actor } from '../../server/model/access/actor.ts';
import { type Action, isPermitted, type Owner, reachOf } from '../../server/model/access/permissions.ts';
import { decidersOf, readersOf, writersOf } from '../../server/model/requests/vehicle-request.ts';
import { testApp } from '../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';
import { servedOperations } from '../support/served-operations.ts';
import {
  type ApiMember,
  everyMember,
  type Member,
  SIDES,
  sealingKeys,
  type Things,
  thingsOfOneSide,
} from '../support/two-sides.ts';

/** `allowed`: by the table. `refused`: no role of theirs has a part in it. `hidden`: they have one, but not in what is of others. */
type Expected = 'allowed' | 'refused' | 'hidden';
type Rule = (actor: Actor, things: Things) => Expected;
type Row = {
  readonly rule: Rule;
  /** The parts of the address, and its query; left out where it has none. */
  readonly at?: (ids: Things['ids']) => Readonly<Record<string, string>>;
  /** Sent with it, so that whoever may do it is refused for its form alone or changes what may be changed. */
  readonly body?: (ids: Things['ids']) => object;
  /** Sent as a file. */
  readonly hasFile?: true;
  /** What whoever may read it is told is missing. */
  readonly missing?: string;
};

const MAKER: Owner = { manufacturerId: 'test-maker' };
const ORGANISATION: Owner = { organisationId: 'maker' };

/** An exporter asks for itself; a manufacturer's clerk for whomever, of her own. */
const makerOfRequest = (_things: Things, { organisation }: Actor): Owner =>
  organisation?.kind === 'exporter' ? { organisationId: organisation.id } : MAKER;

const anybody: Rule = () => 'allowed';
/** What is there for everybody with a part in it; what it shows is asked apart. */
const some =
  (action: Action): Rule =>
  (actor) =>
    reachOf(actor, action) === 'none' ? 'refused' : 'allowed';
const over =
  (action: Action, owner: Owner | ((things: Things, actor: Actor) => Owner)): Rule =>
  (actor, things) => {
    if (isPermitted(actor, action, typeof owner === 'function' ? owner(things, actor) : owner)) return 'allowed';
    return reachOf(actor, action) === 'none' ? 'refused' : 'hidden';
  };
/** What is of a request: unknown to whoever has a part in requests, but not in this one. */
const ofRequest =
  (action: Action, owner: (things: Things) => Owner): Rule =>
  (actor, things) => {
    const isSeen = isPermitted(actor, 'read-requests', readersOf(things.request));
    if (isSeen && isPermitted(actor, action, owner(things))) return 'allowed';
    return !isSeen && reachOf(actor, 'read-requests') !== 'none' ? 'hidden' : 'refused';
  };
const writer = ofRequest('make-request', ({ request }) => writersOf(request));
const decider = ofRequest('decide-request', ({ request }) => decidersOf(request));
const reader = ofRequest('read-requests', ({ request }) => readersOf(request));
/** What is done to something that is read by `read`: unknown to whoever reads others of its kind, but not this one. */
const ofReadable =
  (action: Action, read: Action, owner: (things: Things) => Owner): Rule =>
  (actor, things) => {
    const isSeen = isPermitted(actor, read, owner(things));
    if (isSeen && isPermitted(actor, action, owner(things))) return 'allowed';
    return !isSeen && reachOf(actor, read) !== 'none' ? 'hidden' : 'refused';
  };
const ofMaker = (action: Action): Rule => ofReadable(action, 'read-manufacturer', () => MAKER);
const ofBatch = (action: Action): Rule => ofReadable(action, 'read-batches', () => MAKER);
const confirmation = ({ request }: Things): Owner => ({ ...MAKER, exporterUscc: request.exporter.uscc });
/** Of the manufacturer for which the actor acts. */
const ownOutlets =
  (action: Action): Rule =>
  (actor) => {
    const manufacturerId = actor.organisation?.manufacturerId ?? '';
    return manufacturerId !== '' && isPermitted(actor, action, { manufacturerId }) ? 'allowed' : 'refused';
  };

const MAKER_OF_ACTOR = (_things: Things, { organisation }: Actor): Owner =>
  organisation?.manufacturerId == null ? {} : { manufacturerId: organisation.manufacturerId };

const inQuery = ({ organisation }: Things['ids']) => ({ query: `?organisation=${organisation}` });
const request = ({ request: id }: Things['ids']) => ({ id });
const application = ({ application: id }: Things['ids']) => ({ id });
const decidedApplication = ({ decidedApplication: id }: Things['ids']) => ({ id });
const accessKey = ({ accessKey: id }: Things['ids']) => ({ id });
const batch = ({ batch: id }: Things['ids']) => ({ id });
const maker = ({ manufacturer: id }: Things['ids']) => ({ id });
const sealVersion = ({ manufacturer: id }: Things['ids']) => ({ id, version: '1' });
const anchor = () => ({ id: 'development-ca' });
const trustProposal = ({ trustProposal: id }: Things['ids']) => ({ id });
const NO_REASON = () => ({ reason: '' });
const STALE = () => ({ version: '0' });

/** Addresses that are for everybody. Those that take a secret from an address or a form are tried by other tests. */
const OPEN = [
  ...['get /en', 'get /en/about', 'get /en/docs', 'get /en/forgotten', 'get /en/forgotten/sent'],
  ...['get /en/register', 'get /en/register/confirm/{token}', 'get /en/register/sent', 'get /en/register/waiting'],
  ...['post /en/register', 'post /en/register/confirm/{token}'],
  ...['get /en/invitation/{token}', 'get /en/number', 'get /en/problems', 'get /en/problems/{code}'],
  ...[
    'get /en/reset/{token}',
    'get /en/results/{id}',
    'get /en/results/{id}/files.csv',
    'get /en/results/{id}/vehicle',
  ],
  ...['get /en/notices/off/{token}', 'post /en/notices/off/{token}'],
  ...['get /en/samples', 'get /en/shared/{token}', 'get /en/sign-in', 'get /en/sign-in/code'],
  'get /en/sign-in/passkey',
  ...['get /en/sign-in/with', 'get /en/sign-in/with/{id}', 'get /en/sign-in/with/{id}/go', 'post /en/sign-in/with'],
  ...['get /en/signed-revision', 'get /en/verify', 'post /en', 'post /en/forgotten', 'post /en/invitation/{token}'],
  ...['post /en/number', 'post /en/reset/{token}', 'post /en/results/{id}/vehicle', 'post /en/samples'],
  ...[
    'post /en/sign-in',
    'post /en/sign-in/code',
    'post /en/sign-in/passkey',
    'post /en/sign-out',
    'post /en/signed-revision',
    'post /en/verify',
  ],
  ...['post /api/v1/inspections', 'post /api/v1/lookups', 'post /api/v1/verifications'],
];

const PAGES: Readonly<Record<string, Row>> = {
  'get /en/home': { rule: anybody },
  'get /en/account': { rule: anybody },
  'get /en/account/password': { rule: anybody },
  'get /en/account/second-factor': { rule: anybody },
  'get /en/account/second-factor/on': { rule: anybody },
  'get /en/account/authenticator': { rule: anybody },
  'get /en/account/backup-codes': { rule: anybody },
  'get /en/account/passkeys': { rule: anybody },
  'get /en/access-keys': { rule: over('create-access-key', ORGANISATION), at: inQuery },
  'get /en/access-keys/create': { rule: over('create-access-key', ORGANISATION), at: inQuery },
  'get /en/access-keys/{id}/end': { rule: some('end-access-key'), at: ({ accessKey: id }) => ({ id }) },
  'get /en/access-keys/{id}/sealing/approve': { rule: over('grant-direct-sealing', ORGANISATION), at: accessKey },
  'get /en/access-keys/{id}/sealing/propose': { rule: over('grant-direct-sealing', ORGANISATION), at: accessKey },
  'get /en/administration': { rule: some('read-install') },
  'get /en/administration/manufacturer': { rule: some('register-manufacturer') },
  'get /en/administration/manufacturer/list': { rule: anybody },
  'get /en/administration/trust': { rule: some('read-install') },
  'get /en/administration/trust/new': { rule: some('propose-trust') },
  'get /en/administration/trust/revocation-list': { rule: some('add-revocation-list') },
  'get /en/administration/trust/anchors/{id}': { rule: some('read-install'), at: anchor },
  'get /en/administration/trust/anchors/{id}/resume': { rule: some('propose-trust'), at: anchor },
  'get /en/administration/trust/anchors/{id}/suspend': { rule: some('suspend-trust'), at: anchor },
  'get /en/administration/trust/proposals/{id}': { rule: some('read-install'), at: trustProposal },
  'get /en/manufacturer': {
    rule: ({ organisation }) => (organisation?.kind === 'manufacturer' ? 'allowed' : 'refused'),
  },
  'get /en/manufacturers/{id}': { rule: over('read-manufacturer', MAKER), at: maker },
  'get /en/manufacturers/{id}/registration': { rule: some('register-manufacturer'), at: maker },
  'get /en/manufacturers/{id}/registration/list': { rule: anybody, at: maker },
  'get /en/manufacturers/{id}/seals': { rule: ofMaker('propose-seal'), at: maker },
  'get /en/manufacturers/{id}/seals/{version}/preview': { rule: over('read-manufacturer', MAKER), at: sealVersion },
  'get /en/administration/{kind}/{id}/{step}': {
    rule: some('suspend-key'),
    at: ({ key: id }) => ({ kind: 'keys', id, step: 'suspend' }),
  },
  'get /en/administration/{kind}/{id}/{version}/{step}': {
    rule: some('retire-seal'),
    at: ({ manufacturer: id }) => ({ kind: 'seals', id, version: '1', step: 'retire' }),
  },
  'get /en/applications': { rule: some('read-applications') },
  'get /en/applications/{id}': { rule: over('read-applications', MAKER), at: application },
  'get /en/applications/{id}/accept': { rule: over('read-applications', MAKER), at: application },
  'get /en/applications/{id}/refuse': { rule: over('read-applications', MAKER), at: application },
  'get /en/audit': { rule: some('read-audit-log') },
  'get /en/audit.csv': {
    rule: over('read-audit-log', MAKER),
    at: ({ manufacturer }) => ({ query: `?stream=manufacturer:${manufacturer}` }),
  },
  'get /en/batches': { rule: some('read-batches') },
  'get /en/batches/new': {
    rule: ofRequest('propose-batch', () => MAKER),
    at: ({ request: id }) => ({ query: `?request=${id}&lines=2` }),
  },
  'get /en/batches/{id}': { rule: ofBatch('read-batches'), at: batch },
  'get /en/batches/{id}/approve': { rule: ofBatch('read-batches'), at: batch },
  'get /en/batches/{id}/cancel': { rule: ofBatch('read-batches'), at: batch },
  'get /en/batches/{id}/confirmations.zip': { rule: ofBatch('read-batches'), at: batch },
  'get /en/batches/{id}/events': { rule: ofBatch('read-batches'), at: batch },
  'get /en/batches/{id}/issued/{number}': {
    rule: over('read-confirmations', confirmation),
    at: ({ batch: id, number }) => ({ id, number }),
  },
  'get /en/batches/{id}/reject': { rule: ofBatch('read-batches'), at: batch },
  'get /en/batches/{id}/review': { rule: ofBatch('read-batches'), at: batch },
  'get /en/batches/{id}/rows/{row}': {
    rule: ofBatch('read-batches'),
    at: ({ batch: id }) => ({ id, row: '1.pdf' }),
  },
  'get /en/confirmations/{number}/withdraw': {
    rule: ofReadable('withdraw-confirmation', 'read-confirmations', confirmation),
    at: ({ number }) => ({ number }),
  },
  'get /en/checks': { rule: some('read-checks') },
  'get /en/organisations': { rule: some('add-organisation') },
  'get /en/organisations/add': { rule: some('add-organisation') },
  'get /en/organisations/{id}/close': { rule: some('close-organisation'), at: ({ organisation: id }) => ({ id }) },
  'get /en/outbox': { rule: some('read-outbox') },
  'get /en/outlets': { rule: ownOutlets('read-manufacturer') },
  'get /en/outlets/form': { rule: ownOutlets('keep-outlets') },
  'get /en/outlets/import': { rule: anybody },
  'get /en/outlets/list.csv': { rule: ownOutlets('read-manufacturer') },
  'get /en/outlets/list.xlsx': { rule: ownOutlets('read-manufacturer') },
  'get /en/people': { rule: over('read-people', ORGANISATION), at: inQuery },
  'get /en/people/invite': { rule: over('invite-person', ORGANISATION), at: inQuery },
  'get /en/people/{id}': { rule: over('read-people', ORGANISATION), at: ({ person: id }) => ({ id }) },
  'get /en/people/{id}/approve': { rule: over('read-people', ORGANISATION), at: ({ person: id }) => ({ id }) },
  'get /en/people/{id}/end': { rule: over('end-person', ORGANISATION), at: ({ person: id }) => ({ id }) },
  'get /en/people/{id}/release': { rule: over('release-identity', ORGANISATION), at: ({ person: id }) => ({ id }) },
  'get /en/people/{id}/reset': { rule: over('reset-second-factor', ORGANISATION), at: ({ person: id }) => ({ id }) },
  'get /en/people/{id}/sessions': { rule: over('end-sessions', ORGANISATION), at: ({ person: id }) => ({ id }) },
  'get /en/people/{id}/unlock': { rule: over('lift-lock', ORGANISATION), at: ({ person: id }) => ({ id }) },
  'get /en/requests': { rule: some('read-requests') },
  'get /en/requests/ask-change': { rule: some('make-request') },
  'get /en/requests/list.csv': { rule: some('read-requests') },
  'get /en/requests/new': { rule: some('make-request') },
  'get /en/requests/template.csv': { rule: anybody },
  'get /en/requests/template.xlsx': { rule: anybody },
  'get /en/requests/{id}': { rule: reader, at: request },
  'get /en/requests/{id}/attachments': { rule: anybody, at: request },
  'get /en/requests/{id}/attachments/{attachment}': {
    rule: reader,
    at: ({ request: id, attachment }) => ({ id, attachment }),
  },
  'get /en/requests/{id}/cancel': { rule: reader, at: request },
  'get /en/requests/{id}/check': { rule: reader, at: request },
  'get /en/requests/{id}/confirmations.zip': { rule: reader, at: request },
  'get /en/requests/{id}/confirmations/{number}': {
    rule: over('read-confirmations', confirmation),
    at: ({ request: id, number }) => ({ id, number }),
  },
  'get /en/requests/{id}/decide': { rule: anybody, at: request },
  'get /en/requests/{id}/lines/{line}/share': { rule: reader, at: ({ request: id }) => ({ id, line: '1' }) },
  'get /en/requests/{id}/pasted': { rule: anybody, at: request },
  'get /en/requests/{id}/sheet': { rule: anybody, at: request },
  'get /en/requests/{id}/vehicles': { rule: reader, at: request },
  'post /en/access-keys/create': {
    rule: over('create-access-key', ORGANISATION),
    body: ({ organisation }) => ({ organisation, form: 'f', name: '', days: '1' }),
  },
  'post /en/access-keys/{id}/end': { rule: over('end-access-key', ORGANISATION), at: ({ accessKey: id }) => ({ id }) },
  'post /en/access-keys/{id}/sealing/approve': { rule: over('grant-direct-sealing', ORGANISATION), at: accessKey },
  'post /en/access-keys/{id}/sealing/propose': { rule: over('grant-direct-sealing', ORGANISATION), at: accessKey },
  'post /en/account/mails': { rule: anybody, body: () => ({ locale: 'en' }) },
  'post /en/account/password': { rule: anybody, body: () => ({ former: 'wrong', next: 'wrong as well' }) },
  'post /en/account/authenticator': { rule: anybody, body: () => ({ password: 'wrong' }) },
  'post /en/account/authenticator/on': { rule: anybody, body: () => ({ code: 'wrong' }) },
  'post /en/account/passkeys': { rule: anybody, body: () => ({ name: 'x', password: 'wrong' }) },
  'post /en/account/passkeys/add': { rule: anybody, body: () => ({ name: 'x', answer: '{}' }) },
  'post /en/account/passkeys/remove': { rule: anybody, body: () => ({ passkey: 'x' }) },
  'post /en/account/backup-codes': { rule: anybody, body: () => ({ password: 'wrong' }) },
  'post /en/account/second-factor': { rule: anybody, body: () => ({ password: 'wrong' }) },
  'post /en/account/second-factor/on': { rule: anybody, body: () => ({ code: 'wrong' }) },
  'post /en/account/sessions/end': { rule: anybody, body: () => ({ session: 'made-up' }) },
  'post /en/administration/manufacturer': { rule: some('register-manufacturer'), body: () => ({ id: '' }) },
  'post /en/administration/manufacturer/list': { rule: some('register-manufacturer'), hasFile: true },
  'post /en/administration/trust/new': { rule: some('propose-trust'), hasFile: true },
  'post /en/administration/trust/revocation-list': { rule: some('add-revocation-list'), hasFile: true },
  'post /en/administration/trust/anchors/{id}/resume': { rule: some('propose-trust'), at: anchor, body: NO_REASON },
  'post /en/administration/trust/anchors/{id}/suspend': { rule: some('suspend-trust'), at: anchor, body: NO_REASON },
  'post /en/administration/trust/proposals': { rule: some('propose-trust'), body: NO_REASON },
  'post /en/administration/trust/proposals/{id}/approve': {
    rule: some('approve-trust'),
    at: trustProposal,
    body: () => ({ code: '' }),
  },
  'post /en/administration/trust/proposals/{id}/reject': {
    rule: some('reject-trust'),
    at: trustProposal,
    body: NO_REASON,
  },
  'post /en/manufacturers/{id}/registration': { rule: some('register-manufacturer'), at: maker, body: () => ({}) },
  'post /en/manufacturers/{id}/registration/list': { rule: some('register-manufacturer'), at: maker, hasFile: true },
  'post /en/manufacturers/{id}/seals': { rule: over('propose-seal', MAKER), at: maker, hasFile: true },
  'post /en/administration/{kind}/{id}/{step}': {
    rule: over('suspend-key', MAKER),
    at: ({ key: id }) => ({ kind: 'keys', id, step: 'suspend' }),
  },
  'post /en/administration/{kind}/{id}/{version}/{step}': {
    rule: over('retire-seal', MAKER),
    at: ({ manufacturer: id }) => ({ kind: 'seals', id, version: '1', step: 'retire' }),
  },
  // Another one was accepted already, so that whoever may decide changes nothing.
  'post /en/applications/{id}/accept': { rule: over('decide-application', MAKER), at: decidedApplication },
  'post /en/applications/{id}/letter': {
    rule: over('decide-application', MAKER),
    at: decidedApplication,
    body: () => ({ version: '0' }),
  },
  'post /en/applications/{id}/refuse': {
    rule: over('decide-application', MAKER),
    at: application,
    body: () => ({ reason: '' }),
  },
  'post /en/audit/verified': { rule: some('read-audit-log') },
  'post /en/batches': {
    rule: ofRequest('propose-batch', () => MAKER),
    body: ({ request: id }) => ({ request: id, lines: '2', documents: 'one', form: 'f' }),
  },
  'post /en/batches/new': {
    rule: ofRequest('propose-batch', () => MAKER),
    body: ({ request: id }) => ({ request: id, lines: '2' }),
  },
  'post /en/batches/{id}/approve': {
    rule: ofBatch('approve-batch'),
    at: batch,
    body: () => ({ contents: 'other', code: '000000' }),
  },
  'post /en/batches/{id}/control': { rule: ofBatch('control-batch'), at: batch, body: () => ({ control: 'resume' }) },
  'post /en/batches/{id}/reject': { rule: ofBatch('approve-batch'), at: batch, body: () => ({ reason: '' }) },
  'post /en/confirmations/{number}/withdraw': {
    rule: ofReadable('withdraw-confirmation', 'read-confirmations', confirmation),
    at: ({ number }) => ({ number }),
    body: () => ({ reason: '' }),
  },
  'post /en/organisations/add': { rule: some('add-organisation'), body: () => ({ kind: '' }) },
  'post /en/organisations/{id}/close': { rule: some('close-organisation'), at: () => ({ id: 'idle-office' }) },
  // The operator's are told that their form names no outlet: they have no manufacturer of their own.
  'post /en/outlets/form': { rule: over('keep-outlets', MAKER_OF_ACTOR), body: () => ({ id: '' }) },
  'post /en/outlets/import': { rule: ownOutlets('keep-outlets'), hasFile: true },
  // Of another link than there is: nothing is sent.
  'post /en/people/invitations/resend': {
    rule: over('invite-person', ORGANISATION),
    body: ({ invitation }) => ({ invitation, until: 'never' }),
  },
  'post /en/people/invitations/withdraw': {
    rule: over('withdraw-invitation', ORGANISATION),
    body: ({ invitation }) => ({ invitation }),
  },
  'post /en/people/invite': {
    rule: over('invite-person', ORGANISATION),
    body: ({ organisation }) => ({ organisation, form: 'f', email: '', locale: 'en' }),
  },
  'post /en/people/{id}': { rule: over('change-person', ORGANISATION), at: ({ person: id }) => ({ id }) },
  'post /en/people/{id}/approve': { rule: over('approve-roles', ORGANISATION), at: ({ person: id }) => ({ id }) },
  'post /en/people/{id}/withdraw': { rule: over('change-person', ORGANISATION), at: ({ person: id }) => ({ id }) },
  'post /en/people/{id}/release': { rule: over('release-identity', ORGANISATION), at: ({ person: id }) => ({ id }) },
  'post /en/people/{id}/reset': { rule: over('reset-second-factor', ORGANISATION), at: ({ person: id }) => ({ id }) },
  'post /en/people/{id}/sessions': { rule: over('end-sessions', ORGANISATION), at: ({ person: id }) => ({ id }) },
  'post /en/people/{id}/unlock': { rule: over('lift-lock', ORGANISATION), at: ({ person: id }) => ({ id }) },
  // The last one: nothing is done to somebody whose account was ended.
  'post /en/people/{id}/end': { rule: over('end-person', ORGANISATION), at: ({ person: id }) => ({ id }) },
  'post /en/requests': { rule: some('make-request'), body: () => ({ form: 'f' }) },
  'post /en/requests/ask-change': { rule: some('make-request'), body: () => ({ form: 'f' }) },
  'post /en/requests/{id}/attachments': { rule: writer, at: request, hasFile: true },
  'post /en/requests/{id}/attachments/{attachment}/remove': {
    rule: writer,
    at: ({ request: id, attachment }) => ({ id, attachment }),
  },
  'post /en/requests/{id}/cancel': { rule: writer, at: request, body: STALE },
  'post /en/requests/{id}/check': { rule: writer, at: request, body: STALE },
  'post /en/requests/{id}/decide': {
    rule: decider,
    at: request,
    body: () => ({ ...STALE(), decision: 'reopen', lines: '9' }),
  },
  'post /en/requests/{id}/lines/{line}/links/{link}/end': {
    rule: over('share-confirmation', confirmation),
    at: ({ request: id, link }) => ({ id, line: '1', link }),
  },
  'post /en/requests/{id}/lines/{line}/share': {
    rule: ofRequest('share-confirmation', confirmation),
    at: ({ request: id }) => ({ id, line: '1' }),
    body: () => ({ form: 'f', days: '0' }),
  },
  'post /en/requests/{id}/pasted': { rule: writer, at: request, body: () => ({ ...STALE(), pasted: 'VIN\nX' }) },
  'post /en/requests/{id}/sheet': { rule: writer, at: request, hasFile: true },
  'post /en/requests/{id}/vehicles': { rule: writer, at: request, body: STALE },
};

const API: Readonly<Record<string, Row>> = {
  'get /api/v1/batches': { rule: some('read-batches') },
  'get /api/v1/batches/{id}': { rule: over('read-batches', MAKER), at: ({ batch: id }) => ({ id }) },
  'get /api/v1/batches/{id}/rows': { rule: over('read-batches', MAKER), at: ({ batch: id }) => ({ id }) },
  'get /api/v1/confirmations': { rule: some('read-confirmations') },
  'get /api/v1/confirmations/{number}': {
    rule: over('read-confirmations', confirmation),
    at: ({ number }) => ({ number }),
  },
  'get /api/v1/confirmations/{number}/archive': {
    rule: over('read-confirmations', confirmation),
    at: ({ number }) => ({ number }),
    missing: 'archive-copy-missing',
  },
  'get /api/v1/confirmations/{number}/pdf': {
    rule: over('read-confirmations', confirmation),
    at: ({ number }) => ({ number }),
  },
  'get /api/v1/keys': { rule: some('read-manufacturer') },
  'get /api/v1/manufacturers/{id}/sealing': { rule: over('read-manufacturer', MAKER), at: maker },
  'get /api/v1/manufacturers/{id}/seals': { rule: over('read-manufacturer', MAKER), at: maker },
  'get /api/v1/manufacturers/{id}/seals/{version}/preview': { rule: over('read-manufacturer', MAKER), at: sealVersion },
  'get /api/v1/requests': { rule: some('read-requests') },
  'get /api/v1/requests/{id}': { rule: over('read-requests', ({ request: of }) => readersOf(of)), at: request },
  'post /api/v1/requests': {
    rule: over('make-request', makerOfRequest),
    body: ({ manufacturer }) => ({ idempotencyKey: 'one', manufacturer, vehicles: [] }),
  },
  'post /api/v1/requests/{id}/cancellation': { rule: writer, at: request, body: () => ({ reason: 7 }) },
  'post /api/v1/batches': {
    rule: over('propose-batch', MAKER),
    body: ({ manufacturer }) => ({ idempotencyKey: 'lot', manufacturer, rows: [] }),
  },
  'post /api/v1/confirmations': {
    rule: over('issue-confirmation', MAKER),
    body: ({ manufacturer }) => ({ idempotencyKey: 'one', manufacturer, vehicles: [] }),
  },
  'post /api/v1/confirmations/{number}/withdrawal': {
    rule: over('withdraw-confirmation', MAKER),
    at: ({ number }) => ({ number }),
    body: () => ({ reason: 'no such reason' }),
  },
  'post /api/v1/keys/{id}/activation': { rule: over('activate-key', MAKER), at: ({ key: id }) => ({ id }) },
  'post /api/v1/keys/{id}/compromise': {
    rule: over('mark-key-compromised', MAKER),
    at: ({ key: id }) => ({ id }),
    body: () => ({ since: '2099-01-01T00:00:00Z' }),
  },
  'post /api/v1/keys/{id}/suspension': { rule: over('suspend-key', MAKER), at: ({ key: id }) => ({ id }) },
  'post /api/v1/manufacturers/{id}/seals': { rule: over('propose-seal', MAKER), at: maker, body: () => ({}) },
  'post /api/v1/manufacturers/{id}/seals/{version}/approval': { rule: over('approve-seal', MAKER), at: sealVersion },
  'post /api/v1/manufacturers/{id}/seals/{version}/retirement': { rule: over('retire-seal', MAKER), at: sealVersion },
  'put /api/v1/manufacturers/{id}/sealing': { rule: over('change-sealing', MAKER), at: maker, body: () => ({ x: 1 }) },
  'delete /api/v1/manufacturers/{id}/sealing': { rule: over('change-sealing', MAKER), at: maker },
};

let install: TestInstall;
let app: Express;
let members: readonly Member[];
let bearers: readonly ApiMember[];
let things: Things;
beforeAll(async () => {
  install = await openTestInstall();
  app = testApp(install);
  members = await everyMember(install, app);
  things = await thingsOfOneSide(install, members);
  // By the API everybody is the bearer of a key; some keys do more than any person.
  const keys = await Promise.all(
    members.map(async (member) => ({ ...member, actor: (await install.actorOfToken(member.token)) as Actor })),
  );
  bearers = [...keys, ...(await sealingKeys(install))];
}, 60_000);
afterAll(() => install.dispose());

test('every address has its row', () => {
  const served = [...servedOperations(app, '/en'), ...servedOperations(app, '/api')];
  expect([...OPEN, ...Object.keys(PAGES), ...Object.keys(API)].sort()).toEqual(served.toSorted());
});

/** Ids that nothing has, of the same shape. */
function madeUp(ids: Things['ids']): Things['ids'] {
  const changed = Object.entries(ids).map(([name, id]) => [name, `${id.slice(0, -4)}zzzz`]);
  const number = formatConfirmationNumber({ makerCode: 'TEST', year: 2026, sequence: 9_999_999 });
  return { ...(Object.fromEntries(changed) as Things['ids']), number };
}

async function send(operation: string, row: Row, ids: Things['ids'], member: ApiMember | Member): Promise<Response> {
  const [method = '', template = ''] = operation.split(' ');
  const parts = row.at?.(ids) ?? {};
  const address = template.replace(/\{(\w+)\}/g, (_all, name: string) => parts[name] ?? '') + (parts.query ?? '');
  const isApi = template.startsWith('/api/');
  const sent = ('agent' in member && !isApi ? member.agent : supertest(app))[
    method as 'get' | 'post' | 'put' | 'delete'
  ](address);
  if (isApi) sent.auth(member.token, { type: 'bearer' });
  if (row.hasFile === true) return sent.field('version', '0').attach('file', Buffer.from('no file'), 'no.xlsx');
  if (row.body !== undefined) return sent.type(isApi ? 'json' : 'form').send(row.body(ids));
  return sent;
}

const bodyOf = (answer: Response) => answer.text ?? String(answer.body);
/** An answer without what is another one each time, and without what was asked for. */
function plain({ status, ...answer }: Response, ids: Things['ids']): string {
  const asked = Object.values(ids).toSorted((one, other) => other.length - one.length);
  const text = asked.reduce((rest, id) => rest.replaceAll(id, 'ID'), bodyOf(answer as Response));
  return `${status} ${text.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID')}`;
}

/** Whether what was asked is refused for who asks. */
function isRefused({ status, headers, body }: Response, { missing }: Row): boolean {
  if (status === 303 && String(headers.location).includes('/sign-in')) return true;
  if (status === 404) return missing === undefined || body.code !== missing;
  return status === 403;
}

async function judge(operation: string, row: Row, member: ApiMember | Member): Promise<string | null> {
  const expected = row.rule(member.actor, things);
  const answer = await send(operation, row, things.ids, member);
  const told = `${member.name}: ${expected}, answered ${answer.status}`;
  if (answer.status >= 500) return told;
  // Of what one side has nothing is shown to the other, in no list, page or file, and to nobody who is refused.
  const isToKnow = expected === 'allowed' && member.side !== 'other';
  if (!isToKnow) {
    const shown = plain(answer, things.ids);
    if (things.secrets.some((secret) => shown.includes(secret))) return `${told}, and told of it`;
  }
  if (expected === 'allowed') return isRefused(answer, row) ? told : null;
  if (!isRefused(answer, row)) return told;
  if (expected === 'refused') return null;
  const unknown = await send(operation, row, madeUp(things.ids), member);
  const isAlike = plain(answer, things.ids) === plain(unknown, madeUp(things.ids));
  return isAlike ? null : `${told}, and ${unknown.status} where it does not exist`;
}

describe.each([
  ['pages', PAGES],
  ['API', API],
] as const)('%s', (kind, rows) => {
  test.each(Object.keys(rows))('%s', async (operation) => {
    const row = rows[operation] as Row;
    const faults: string[] = [];
    for (const member of kind === 'API' ? bearers : members) {
      // Used up by whoever may withdraw it.
      if (operation.endsWith('invitations/withdraw')) await renewInvitation();
      const fault = await judge(operation, row, member);
      if (fault !== null) faults.push(fault);
    }
    expect(faults).toEqual([]);
  });
});

async function renewInvitation(): Promise<void> {
  const made = await things.invitation(`again-${Math.random().toString(36).slice(2)}@people.example`);
  if (!made.ok) throw new Error(made.problem.code);
  things.ids.invitation = made.value.invitation.id;
}

test('nobody who is not signed in reaches any of it', async () => {
  for (const [operation, row] of Object.entries(PAGES)) {
    const stranger = { ...members[0], agent: supertest.agent(app).set('Sec-Fetch-Site', 'same-origin') } as Member;
    const answer = await send(operation, row, things.ids, stranger);
    // A form is held by the page that asks to sign in, or leads there.
    const isLed = answer.status === 303 && answer.headers.location?.startsWith('/en/sign-in?to=') === true;
    const isHeld = answer.status === 401 && answer.text.includes('href="/en/sign-in"');
    expect([operation, isLed || (isHeld && operation.startsWith('post '))]).toEqual([operation, true]);
  }
  for (const [operation, row] of Object.entries(API)) {
    const answer = await send(operation, row, things.ids, { ...members[0], token: 'vsk_made-up' } as Member);
    expect([operation, answer.status, answer.body.code]).toEqual([operation, 401, 'token-not-valid']);
  }
});

test('a company that one manufacturer has confirmed for is not for another one to let in', async () => {
  const { uscc } = SIDES.one.exporter;
  const email = 'stranger@people.example';
  const form = { form: 'form-of-a-stranger-1', company: 'Strange company', uscc, name: 'A stranger', email };
  const asked = { ...form, locale: 'en', manufacturer: SIDES.other.manufacturer.manufacturer, purpose: 'to look' };
  expect(await install.applications.apply(asked, 'a stranger')).toEqual({ ok: true, value: null });
  await install.mail.settled();
  const letter = (await install.mail.outbox?.list(1_000))?.find(({ to }) => to === email);
  const token = /confirm\/([\w-]+)/.exec(letter?.text ?? '')?.[1] ?? '';
  expect(await install.applications.confirm(token)).toMatchObject({ value: { application: { manufacturerId: null } } });
});
