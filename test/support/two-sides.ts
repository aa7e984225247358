import type { Express } from 'express';
import type { Agent } from 'supertest';
import { completeUscc } from '#core/confirmation/uscc.ts';
import { readRequest, requestKey, requestRecord } from '../../server/app/requests/request-records.ts';
import { dataPaths } from '../../server/compose/install-options.ts';
import { openPeopleOffice } from '../../server/compose/offices.ts';
import { SYSTEM_CLOCK } from '../../server/compose/open-install.ts';
import { openStore } from '../../server/compose/store.ts';
import { TEST_EXPORTERS, TEST_MANUFACTURER } from '../../server/development/test-manufacturer.ts';
import { type Actor, DEMONSTRATION, operatorActor } from '../../server/model/access/actor.ts';
import { type OrganisationKind, ROLES_OF } from '../../server/model/access/organisation.ts';
import type { Application } from '../../server/model/applications/application.ts';
import { withLinesMarked } from '../../server/model/requests/request-changes.ts';
import type { VehicleRequest } from '../../server/model/requests/vehicle-request.ts';
import { expectDone } from './actors.ts';
import { seededRows } from './batches.ts';
import type { TestInstall } from './install.ts';
import { agentWith, makePerson, signInCookie, type TestOrganisation, testBrowser } from './people.ts';
import { registerDirectly } from './register-directly.ts';
import { anchorOf } from './trust.ts';

/** Two organisations of each kind: `one` has things of its own, `other` must not see them. */
export const SIDES = {
  one: {
    manufacturer: { kind: 'manufacturer', id: 'maker', manufacturer: TEST_MANUFACTURER.id },
    exporter: { kind: 'exporter', id: 'exporter-1', ...TEST_EXPORTERS[0] },
    authority: { kind: 'authority', id: 'office-1', name: 'TEST Office One' },
  },
  other: {
    manufacturer: { kind: 'manufacturer', id: 'other-maker-org', manufacturer: 'other-maker' },
    exporter: { kind: 'exporter', id: 'exporter-2', ...TEST_EXPORTERS[1] },
    authority: { kind: 'authority', id: 'office-2', name: 'TEST Office Two' },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, TestOrganisation>>>>;

/** A member of an organisation in one role, signed in, with an access key of the same role. */
export type Member = {
  readonly side: 'one' | 'other' | 'operator';
  readonly name: string;
  readonly actor: Actor;
  readonly agent: Agent;
  readonly email: string;
  readonly token: string;
};

/** Whoever asks by the API alone. */
export type ApiMember = Pick<Member, 'side' | 'name' | 'actor' | 'token'>;

/** Every role of two organisations of each kind, and of the operator. */
export async function everyMember(install: TestInstall, app: Express): Promise<readonly Member[]> {
  await registerDirectly(
    install.folder,
    {
      ...TEST_MANUFACTURER,
      ...{ id: 'other-maker', code: 'OTHR', nameZh: '其他测试汽车有限公司', nameEn: 'Other TEST Maker' },
      ...{ uscc: '91350200M0000TEX1H', wmis: [], listings: [] },
    },
    [],
  );
  const members: Member[] = [];
  const join = async (side: Member['side'], organisation: TestOrganisation) => {
    const kind: OrganisationKind = organisation.kind;
    const id = 'id' in organisation ? organisation.id : 'operator';
    for (const role of ROLES_OF[kind]) {
      const person = await makePerson(install, { organisation, roles: [role] });
      const cookie = await signInCookie(install, person);
      const identified = await install.accounts.identify(testBrowser(cookie));
      if (identified === null) throw new Error('nobody is signed in');
      const wish = { organisation: id, name: `key of ${person.id}`, roles: [role], days: 1 };
      const { secret } = expectDone(await install.accessKeys.create(wish, operatorActor()));
      members.push({
        ...{ side, name: `${role} of ${id}`, actor: identified.actor, agent: agentWith(app, cookie) },
        ...{ email: person.email, token: secret },
      });
    }
  };
  for (const side of ['one', 'other'] as const)
    for (const organisation of Object.values(SIDES[side])) await join(side, organisation);
  await join('operator', { kind: 'operator' });
  return members;
}

/** A key of each manufacturer that seals without a second person, as two administrators agreed. */
export async function sealingKeys(install: TestInstall): Promise<readonly ApiMember[]> {
  const office = await openPeopleOffice({ data: install.folder });
  const made: ApiMember[] = [];
  for (const side of ['one', 'other'] as const) {
    const { id } = SIDES[side].manufacturer;
    const wish = { organisation: id, name: `sealing key of ${id}`, roles: ['clerk'], days: 1 };
    const { key, secret } = expectDone(await install.accessKeys.create(wish, operatorActor()));
    expectDone(await office.proposeDirectSealing(key.id, operatorActor('zhang')));
    expectDone(await office.approveDirectSealing(key.id, operatorActor('wang')));
    const actor = await install.actorOfToken(secret);
    if (actor === null) throw new Error('the key is not known');
    made.push({ side, name: `sealing key of ${id}`, actor, token: secret });
  }
  await office.close();
  return made;
}

/** What the first side has: a request with an issued vehicle and an attachment, a batch, people, keys, a shared link. */
export async function thingsOfOneSide(install: TestInstall, members: readonly Member[]) {
  const by = (name: string) => members.find((member) => member.name === name)?.actor as Actor;
  const requester = by('requester of exporter-1');
  const request = await issuedRequest(install, requester);
  const [line] = request.lines;
  const number = line?.number ?? '';
  const clerk = by('clerk of maker');
  const rows = seededRows(61_000, 1);
  const proposed = expectDone(await install.batches.propose({ manufacturer: TEST_MANUFACTURER.id, rows }, clerk));
  const victim = await makePerson(install, { organisation: SIDES.one.manufacturer, roles: ['clerk'] });
  const invitation = (email: string) =>
    install.accounts.invite({ organisation: 'maker', email, roles: ['clerk'], locale: 'en' }, operatorActor());
  const invited = expectDone(await invitation('invited-by-maker@people.example'));
  const idle = { kind: 'authority', id: 'idle-office', name: 'TEST Idle Office' };
  expectDone(await install.accounts.organisations.add(idle, operatorActor()));
  const keyWish = { organisation: 'maker', name: 'idle key of maker', roles: ['clerk'], days: 1 };
  const { key } = expectDone(await install.accessKeys.create(keyWish, operatorActor()));
  const open = await applied(install, 'open.applicant@people.example');
  const decided = await applied(install, 'accepted.applicant@people.example');
  expectDone(await install.applications.accept(decided.id, by('administrator of maker')));
  const change = {
    kind: 'add',
    anchor: { ...anchorOf(install.folder), id: 'renewed' },
    replaces: 'development-ca',
  } as const;
  const trusted = expectDone(await install.trust.propose(change, { reason: 'another list of WMIs' }, DEMONSTRATION));
  const wish = { form: 'form-of-a-shared-link', number, vin: line?.vehicle.vin, days: 7 };
  const { link } = expectDone(await install.requests.links.share(wish, requester));
  return {
    request,
    invitation,
    ids: {
      request: request.id,
      attachment: request.attachments[0]?.id ?? '',
      link: link.id,
      number,
      batch: proposed.batch.id,
      person: victim.id,
      invitation: invited.invitation.id,
      accessKey: key.id,
      application: open.id,
      decidedApplication: decided.id,
      trustProposal: trusted.id,
      organisation: 'maker',
      manufacturer: TEST_MANUFACTURER.id,
      key: `${TEST_MANUFACTURER.id}-rsa-pkcs1-sha256`,
    },
    /** What is nowhere shown to the other side. */
    secrets: [
      ...[request.reference, number, line?.vehicle.vin ?? '', 'scan of a certificate.pdf', 'a secret reason'],
      ...[open.email, open.company, open.uscc, decided.email],
      ...[victim.email, 'invited-by-maker@people.example', 'idle key of maker', proposed.batch.contents],
      ...members.filter(({ side }) => side === 'one').map(({ email }) => email),
      ...rows.flatMap(({ vehicles }) => vehicles.map(({ vin }) => vin)),
    ],
  };
}

/** An exporter asks the first manufacturer for an account, and confirms the mail address. */
async function applied({ applications, mail }: TestInstall, email: string): Promise<Application> {
  const form = {
    ...{
      form: `form-of-${email.replace(/\W/g, '-')}`,
      company: `TEST company of ${email.split('@')[0]?.replace('.', ' ')}`,
      name: 'An applicant',
      email,
    },
    uscc: completeUscc(email.startsWith('open') ? '91310000MA1AAAAA1' : '91310000MA1AAAAA2'),
    ...{ locale: 'en', manufacturer: TEST_MANUFACTURER.id, purpose: 'a secret purpose' },
  };
  expectDone(await applications.apply(form, 'a test'));
  await mail.settled();
  const letter = (await mail.outbox?.list(1_000))?.find(({ to }) => to === email);
  const token = /confirm\/([\w-]+)/.exec(letter?.text ?? '')?.[1] ?? '';
  return expectDone(await applications.confirm(token)).application;
}

export type Things = Awaited<ReturnType<typeof thingsOfOneSide>>;

async function issuedRequest(install: TestInstall, requester: Actor): Promise<VehicleRequest> {
  const wish = install.request(60_000, 2);
  const { requests } = install;
  const made = expectDone(
    await requests.make({ form: 'form-of-a-request', manufacturer: TEST_MANUFACTURER.id }, requester),
  );
  const at = (request: VehicleRequest) => ({ id: request.id, version: request.version, actor: requester });
  const filled = expectDone(await requests.setContent(at(made), { vehicles: wish.vehicles }));
  const scan = { name: 'scan of a certificate.pdf', bytes: new TextEncoder().encode('%PDF-1.7 scan') };
  const attached = expectDone(await requests.attach(at(filled), scan));
  const submitted = expectDone(await requests.submit(at(attached), {}));
  const asked = {
    manufacturer: TEST_MANUFACTURER.id,
    exporter: { name: submitted.exporter.name, uscc: submitted.exporter.uscc },
    vehicles: submitted.lines.slice(0, 1).map(({ vehicle }) => vehicle),
  };
  const { number } = expectDone(await install.issue(asked, { by: operatorActor() })).confirmation;
  return markedIssued(install, submitted.id, number);
}

/** Marks the first vehicle as issued and refuses the second, as a batch and a clerk would. */
async function markedIssued(install: TestInstall, id: string, number: string): Promise<VehicleRequest> {
  const store = await openStore(dataPaths(install.folder), SYSTEM_CLOCK, {});
  const time = { by: operatorActor(), at: new Date().toISOString() };
  const marked = await store.collections.change<VehicleRequest>([requestKey(id)], ([found]) => {
    if (found === null || found === undefined) throw new Error('no such request');
    const request = readRequest(found);
    const issued = withLinesMarked(request, [1], { state: 'issued', batchId: null, number }, time);
    const refused = withLinesMarked(issued, [2], { state: 'refused', reason: 'a secret reason' }, time);
    const next = { ...refused, form: request.form };
    return { put: [requestRecord(next)], remove: [], entries: [], answer: next };
  });
  await store.close();
  return marked;
}
