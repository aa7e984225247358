/** What two manufacturers, three exporters and an office have of requests and batches in all states: made by use cases alone. */

import { shanghaiDate } from '#core/confirmation/calendar.ts';
import { completeUscc } from '#core/confirmation/uscc.ts';
import { manufacturerFile } from '../../server/app/manufacturers/manufacturer-schema.ts';
import type { Install } from '../../server/compose/open-install.ts';
import { sampleRequest } from '../../server/development/sample-request.ts';
import { TEST_EXPORTERS, TEST_MANUFACTURER, TEST_OUTLETS } from '../../server/development/test-manufacturer.ts';
import { type Actor, operatorActor } from '../../server/model/access/actor.ts';
import type { Role } from '../../server/model/access/roles.ts';
import type { Application } from '../../server/model/applications/application.ts';
import type { Batch } from '../../server/model/batches/batch.ts';
import type { RequestLine, VehicleRequest } from '../../server/model/requests/vehicle-request.ts';
import type { TrustProposal } from '../../server/ports/trust-proposals.ts';
import { expectDone } from './actors.ts';
import { CODE } from './batches.ts';
import { makePerson, signInCookie, type TestOrganisation } from './people.ts';
import { testRoot } from './pki.ts';
import { trustAnchor } from './trust.ts';

/** Somebody of the demonstration: who they are, and the cookie of their session. */
export type Player = { readonly actor: Actor; readonly cookie: string; readonly email: string };

const SECOND_MAKER = {
  id: 'second-test-maker',
  code: 'TSTB',
  nameZh: '第二测试客车有限公司',
  nameEn: 'Second TEST Coach Co., Ltd.',
  uscc: completeUscc('91000000MATETT002'),
  test: true,
  listings: [{ announcement: 'TEST-2026-002', nameZh: '第二测试客车有限公司', from: '2026-01-01', until: null }],
  wmis: [{ wmi: 'L0W', from: '2026-01-01', until: null }],
} as const;

const THIRD_EXPORTER = { name: '测试三号汽车贸易有限公司 (TEST)', uscc: completeUscc('91000000MATETT303') };

const ORGANISATIONS = {
  operator: { kind: 'operator' },
  maker: { kind: 'manufacturer', id: 'maker', manufacturer: TEST_MANUFACTURER.id },
  secondMaker: { kind: 'manufacturer', id: 'maker-2', manufacturer: SECOND_MAKER.id },
  exporter: { kind: 'exporter', id: 'exporter-1', ...TEST_EXPORTERS[0] },
  secondExporter: { kind: 'exporter', id: 'exporter-2', ...TEST_EXPORTERS[1] },
  thirdExporter: { kind: 'exporter', id: 'exporter-3', ...THIRD_EXPORTER },
  office: { kind: 'authority', id: 'office-1', name: '测试省商务厅 (TEST)' },
} as const satisfies Readonly<Record<string, TestOrganisation>>;

const PEOPLE = {
  administrator: ['operator', 'administrator', '管理员 Admin'],
  secondAdministrator: ['operator', 'administrator', '第二管理员 Second'],
  operatorAuditor: ['operator', 'auditor', '审计员 Auditor'],
  clerk: ['maker', 'clerk', '王小明 Wang'],
  sealer: ['maker', 'sealer', '李秀英 Li'],
  auditor: ['maker', 'auditor', '赵敏 Zhao'],
  makerAdministrator: ['maker', 'administrator', '陈建国 Chen'],
  secondClerk: ['secondMaker', 'clerk', '周芳 Zhou'],
  requester: ['exporter', 'requester', '刘洋 Liu'],
  secondRequester: ['secondExporter', 'requester', 'Иван Петров'],
  thirdRequester: ['thirdExporter', 'requester', '孙丽 Sun'],
  officer: ['office', 'officer', '张伟 Zhang'],
} as const satisfies Readonly<Record<string, readonly [keyof typeof ORGANISATIONS, Role, string]>>;

type Name = keyof typeof PEOPLE;
export type Players = Readonly<Record<Name, Player>>;

/** What the demonstration made that pages are named by. */
export type Demonstration = {
  readonly players: Players;
  readonly requests: Readonly<Record<string, VehicleRequest>>;
  readonly batches: Readonly<Record<string, Batch>>;
  readonly shareToken: string;
  /** An anchor that waits for a second administrator. */
  readonly trustProposal: TrustProposal;
  readonly applications: Readonly<Record<string, Application>>;
  /** Of an application whose mail address is not confirmed yet. */
  readonly confirmToken: string;
};

/**
 * Fills an install whose approvers are `testApprovers()`. Two dozen documents are sealed at most; the rest stays as it was asked
 * for, proposed or approved.
 */
export async function makeDemonstration(install: Install): Promise<Demonstration> {
  await registerSecondMaker(install);
  const players = await makePlayers(install);
  const stage = stageOf(install, players);
  const { requester, secondRequester, thirdRequester } = players;
  const requests: Record<string, VehicleRequest> = {};
  const batches: Record<string, Batch> = {};

  requests.emptyDraft = await stage.draft(requester, 0);
  requests.faultyDraft = await stage.faultyDraft(requester, 24);
  for (const [by, count] of [
    [secondRequester, 2],
    [thirdRequester, 7],
    [thirdRequester, 1],
  ] as const)
    await stage.draft(by, count);
  requests.draft = await stage.draft(requester, 3);
  for (let index = 0; index < 8; index += 1)
    requests.submitted = await stage.submitted(
      [secondRequester, requester, thirdRequester][index % 3] ?? requester,
      index + 1,
    );
  for (let index = 0; index < 3; index += 1) await stage.submitted(thirdRequester, 2, SECOND_MAKER.id);
  for (const by of [secondRequester, requester])
    requests.askedBack = await stage.askedBack(await stage.submitted(by, 3));
  await stage.answered(await stage.askedBack(await stage.submitted(thirdRequester, 2)), thirdRequester);
  for (const by of [secondRequester, requester])
    requests.partlyRefused = await stage.refused(await stage.submitted(by, 5), [2, 4]);
  for (const by of [thirdRequester, requester])
    requests.refused = await stage.refused(await stage.submitted(by, 2), [1, 2]);
  for (const by of [secondRequester, requester])
    requests.cancelled = await stage.cancelled(await stage.submitted(by, 2), by);
  requests.ofClerk = await stage.ofClerk(4);

  for (const by of [requester, secondRequester, thirdRequester]) {
    requests.issued = await stage.submitted(by, 3);
    batches.finished = await stage.approved(await stage.proposed(requests.issued, 'one'));
  }
  requests.issuedEach = await stage.submitted(requester, 4);
  await stage.approved(await stage.proposed(requests.issuedEach, 'one-each'));
  requests.failed = await stage.submitted(requester, 2);
  batches.failed = await stage.withFailedRow(requests.failed);
  requests.paused = await stage.submitted(secondRequester, 4);
  batches.paused = await stage.control(await stage.approved(await stage.proposed(requests.paused)), 'pause');
  await stage.run();
  for (const name of ['issued', 'issuedEach', 'failed', 'paused']) requests[name] = await stage.again(requests[name]);

  batches.rejected = await stage.rejected(await stage.proposed(await stage.submitted(thirdRequester, 2)));
  batches.cancelled = await stage.control(await stage.proposed(await stage.submitted(requester, 3)), 'cancel');
  for (const count of [3, 30]) {
    requests.proposed = await stage.submitted(requester, count);
    batches.proposed = await stage.proposed(requests.proposed);
  }
  await stage.run();
  requests.running = await stage.submitted(thirdRequester, 6);
  batches.running = await stage.approved(await stage.proposed(requests.running));
  requests.withdrawal = await stage.askedChange(requests.issuedEach, 'withdrawal');
  requests.replacement = await stage.askedChange(requests.issuedEach, 'replacement', 1);
  const shareToken = await stage.shared(requests.issuedEach);
  await inviteAndGiveKey(install, players);
  const trustProposal = await proposeAnchor(install, players.administrator);
  return { players, requests, batches, shareToken, trustProposal, ...(await makeApplications(install, players)) };
}

async function proposeAnchor({ trust }: Install, { actor }: Player): Promise<TrustProposal> {
  const { der } = await testRoot({ name: 'demonstration' });
  const { code, nameZh, uscc, test, listings, wmis } = SECOND_MAKER;
  const maker = { code, nameZh, uscc, test, listings, wmis, status: 'active', registry: 'here' } as const;
  const anchor = trustAnchor('second-test-ca', der, { manufacturers: [maker] });
  const reason = '证书由 TEST 机构当面交付，哈希值经电话核对。';
  return expectDone(await trust.propose({ kind: 'add', anchor, replaces: null }, { reason }, actor));
}

async function registerSecondMaker({ registerManufacturer }: Install): Promise<void> {
  const manufacturer = { ...SECOND_MAKER, listings: [...SECOND_MAKER.listings], wmis: [...SECOND_MAKER.wmis] };
  const file = manufacturerFile({ manufacturer, outlets: TEST_OUTLETS.slice(0, 1) });
  expectDone(await registerManufacturer(file, operatorActor()));
}

async function makePlayers(install: Install): Promise<Players> {
  const made: [string, Player][] = [];
  for (const [name, [organisation, role, title]] of Object.entries(PEOPLE)) {
    const email = `${name.toLowerCase()}@people.example`;
    const asked = { organisation: ORGANISATIONS[organisation], roles: [role], name: title, locale: 'zh-CN', email };
    const cookie = await signInCookie(install, await makePerson(install, asked));
    const identified = await install.accounts.identify({ cookies: cookie });
    if (identified === null) throw new Error(`${name} is not signed in`);
    made.push([name, { actor: identified.actor, cookie, email }]);
  }
  return Object.fromEntries(made) as Players;
}

/** What people do to requests and batches, in short. */
function stageOf(install: Install, { clerk, sealer, requester }: Players) {
  let count = 0;
  const form = () => {
    count += 1;
    return `form-of-demonstration-${String(count).padStart(6, '0')}`;
  };
  const vehiclesOf = (vehicles: number, wmi = 'L0X') => {
    let state = (count + 1) * 7_919;
    const random = (below: number) => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state % below;
    };
    const today = shanghaiDate(install.clock.now());
    return vehicles === 0 ? [] : sampleRequest({ vehicles, today, random, wmi }).vehicles;
  };
  const { requests, batches } = install;
  const draft = async (by: Player, vehicles: number, manufacturer: string = TEST_MANUFACTURER.id) => {
    const wmi = manufacturer === SECOND_MAKER.id ? 'L0W' : 'L0X';
    const destination = manufacturer === SECOND_MAKER.id ? { destination: 'KZ' } : {};
    const rows = vehiclesOf(vehicles, wmi).map((vehicle) => ({ ...vehicle, ...destination }));
    return expectDone(await requests.make({ form: form(), manufacturer, vehicles: rows }, by.actor));
  };
  const submit = async ({ id, version }: VehicleRequest, { actor }: Player, input: object = {}) =>
    expectDone(await requests.submit({ id, version, actor }, input));
  const decide = async ({ id, version }: VehicleRequest, decision: object) =>
    expectDone(await requests.decide({ id, version, actor: clerk.actor }, decision));
  const proposed = async ({ id, lines }: VehicleRequest, documents: 'one' | 'one-each' = 'one-each') => {
    const asked = { request: id, lines: lines.map(({ line }) => line), documents, form: form() };
    return expectDone(await batches.proposeFromRequest(asked, clerk.actor)).batch;
  };
  const approved = async ({ id, contents }: Batch) =>
    expectDone(await batches.approve(id, { contents, code: CODE }, sealer.actor));
  return {
    draft,
    proposed,
    approved,
    faultyDraft: async (by: Player, vehicles: number) => {
      const rows = vehiclesOf(vehicles).map((vehicle, index) => ({ ...vehicle, ...FAULTS[index] }));
      const asked = { form: form(), manufacturer: TEST_MANUFACTURER.id, vehicles: rows };
      return expectDone(await requests.make(asked, by.actor));
    },
    submitted: async (by: Player, vehicles: number, manufacturer?: string) =>
      submit(await draft(by, vehicles, manufacturer), by),
    ofClerk: async (vehicles: number) => {
      const asked = { form: form(), manufacturer: TEST_MANUFACTURER.id, exporter: THIRD_EXPORTER };
      return submit(expectDone(await requests.make({ ...asked, vehicles: vehiclesOf(vehicles) }, clerk.actor)), clerk);
    },
    askedBack: (request: VehicleRequest) =>
      decide(request, { decision: 'ask-back', question: '请补充第 2 辆车的机动车登记证书扫描件，并确认出口目的国。' }),
    answered: (request: VehicleRequest, by: Player) => submit(request, by, { answer: '已核对，目的国无误。' }),
    refused: (request: VehicleRequest, lines: readonly number[]) =>
      decide(request, { decision: 'refuse', lines, reason: '目的国无对应车型的售后服务网点' }),
    cancelled: async ({ id, version }: VehicleRequest, { actor }: Player) =>
      expectDone(await requests.cancel({ id, version, actor }, { reason: '客户取消订单' })),
    rejected: async ({ id }: Batch) =>
      expectDone(await batches.reject(id, { reason: '型号与登记证书不一致' }, sealer.actor)),
    control: async ({ id }: Batch, control: 'pause' | 'cancel') =>
      expectDone(await batches.control(id, control, clerk.actor)),
    /** Meanwhile one of its vehicles is confirmed for somebody else. */
    withFailedRow: async (request: VehicleRequest) => {
      const batch = await approved(await proposed(request));
      const vehicles = request.lines.slice(0, 1).map(({ vehicle }) => vehicle);
      const asked = { manufacturer: TEST_MANUFACTURER.id, exporter: TEST_EXPORTERS[1], vehicles };
      expectDone(await install.issue(asked, { by: operatorActor() }));
      return batch;
    },
    again: async (request: VehicleRequest | undefined) =>
      expectDone(await requests.find(request?.id ?? '', clerk.actor)),
    askedChange: async (request: VehicleRequest, kind: 'withdrawal' | 'replacement', index = 0) => {
      const number = numberOf(request.lines[index]);
      const asked = { form: form(), kind, number, reason: '出口目的国变更' };
      return expectDone(await requests.askChange(asked, requester.actor));
    },
    shared: async ({ lines }: VehicleRequest) => {
      const line = lines.at(-1);
      const asked = { form: form(), number: numberOf(line), vin: line?.vehicle.vin, days: 30 };
      return expectDone(await install.requests.links.share(asked, requester.actor)).token ?? '';
    },
    /** Seals what is approved: each look takes one batch more. */
    run: async () => {
      for (let looks = 0; looks < 10; looks += 1) {
        await install.batchRunner.look();
        await install.batchRunner.idle();
      }
    },
  };
}

/** What is wrong with the first vehicles of a list. */
const FAULTS: readonly object[] = [
  { vin: 'L0XA1234567890123' },
  { destination: 'Kazakstan' },
  { firstRegistration: '2026-13-45' },
  { transferForExport: '2025-01-01' },
  { brand: '' },
];

function numberOf(line: RequestLine | undefined): string {
  if (line?.number == null) throw new Error('the line was not issued');
  return line.number;
}

/** Exporters who ask to be registered: one who was accepted, one who was refused, two who wait, one who did not confirm. */
async function makeApplications(install: Install, { makerAdministrator, administrator }: Players) {
  const { applications, mail } = install;
  const apply = async (name: string, company: string, uscc: string, manufacturer = '') => {
    const email = `${name}@exporters.example`;
    const form = { form: `form-of-application-${name}`, company, uscc, name: '周海涛', email, locale: 'zh-CN' };
    const purpose = '向哈萨克斯坦和俄罗斯出口二手车，每月约 30 辆';
    expectDone(await applications.apply({ ...form, manufacturer, purpose }, name));
    await mail.settled();
    const letter = (await mail.outbox?.list(1_000))?.find(({ to }) => to === email);
    return /confirm\/([\w-]+)/.exec(letter?.text ?? '')?.[1] ?? '';
  };
  const confirmed = async (...asked: Parameters<typeof apply>) =>
    expectDone(await applications.confirm(await apply(...asked))).application;
  const accepted = await confirmed('accepted', '测试天津名车出口有限公司', completeUscc('91120000MA0TEX001'));
  expectDone(await applications.accept(accepted.id, administrator.actor));
  const refused = await confirmed('refused', '测试广州陆运出口有限公司', completeUscc('91440000MA0TEX002'));
  const reason = '营业执照与统一社会信用代码不符';
  expectDone(await applications.refuse(refused.id, { reason }, administrator.actor));
  const code = completeUscc('91510000MA0TEX003');
  const waiting = await confirmed('waiting', '测试成都二手车出口有限公司', code, TEST_MANUFACTURER.id);
  const known = await confirmed('known', '测试一号', TEST_EXPORTERS[0].uscc);
  const confirmToken = await apply('unconfirmed', '测试重庆出口有限公司', completeUscc('91500000MA0TEX004'));
  expectDone(await applications.examine(waiting.id, makerAdministrator.actor));
  return { applications: { accepted, refused, waiting, known }, confirmToken };
}

async function inviteAndGiveKey({ accounts, accessKeys }: Install, players: Players): Promise<void> {
  const { makerAdministrator, auditor } = players;
  const wish = { organisation: 'maker', email: 'new.colleague@people.example', roles: ['clerk'], locale: 'zh-CN' };
  expectDone(await accounts.invite(wish, makerAdministrator.actor));
  const roles = ['auditor', 'sealer'];
  expectDone(await accounts.people.changeRoles(auditor.actor.id, { roles }, makerAdministrator.actor));
  const key = { organisation: 'maker', name: 'DMS', roles: ['clerk'], days: 90 };
  expectDone(await accessKeys.create(key, makerAdministrator.actor));
}
