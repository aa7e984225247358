import type { Demonstration, Players } from './demonstration.ts';

/** Pages of the demonstration as somebody sees them: below the language. `null`: nobody signed in. */
export type ShownPage = { readonly who: keyof Players | null; readonly path: string };

const OPEN = ['', 'number', 'samples', 'about', 'docs', 'problems', 'sign-in', 'forgotten', 'nowhere'];
const PASSKEY = ['sign-in/passkey'];
const REGISTER = ['register', 'register/sent', 'register/waiting'];
const OWN = ['home', 'account', 'account/password'];
const FACTOR = ['account', 'account/authenticator', 'account/backup-codes', 'account/passkeys'];
const TRUST = 'administration/trust';
const PEOPLE = ['people', 'people/invite', 'access-keys', 'access-keys/create'];

/** Every page, as each role comes to it. */
export function screenshotPages(demonstration: Demonstration): readonly ShownPage[] {
  const { players, requests, batches, applications, shareToken, confirmToken, trustProposal } = demonstration;
  const of = (who: ShownPage['who'], paths: readonly string[]) => paths.map((path) => ({ who, path }));
  const request = (name: string) => `requests/${requests[name]?.id}`;
  const batch = (name: string) => `batches/${batches[name]?.id}`;
  const application = (name: string) => `applications/${applications[name]?.id}`;
  const number = requests.issuedEach?.lines[0]?.number ?? '';
  return [
    ...of(null, [...OPEN, ...PASSKEY, ...REGISTER, `register/confirm/${confirmToken}`, `shared/${shareToken}`]),
    ...of('requester', [
      ...[...OWN, 'account/second-factor', 'requests', 'requests?state=asked-back', 'requests/new'],
      ...[request('emptyDraft'), `${request('emptyDraft')}/vehicles`, `${request('emptyDraft')}/check`],
      ...[`${request('faultyDraft')}/vehicles`, `${request('faultyDraft')}/check`, `${request('draft')}/check`],
      ...[request('askedBack'), request('partlyRefused'), request('refused'), request('cancelled')],
      ...[request('proposed'), request('failed'), request('issuedEach'), `${request('issuedEach')}/lines/4/share`],
      ...[`${request('submitted')}/cancel`, `requests/ask-change?number=${number}&kind=replacement`],
      ...[`${request('replacement')}/vehicles`, request('withdrawal')],
    ]),
    ...of('thirdRequester', ['requests', 'checks']),
    ...of('clerk', [
      ...['home', 'requests', 'requests/new', request('submitted'), request('ofClerk'), request('partlyRefused')],
      ...[
        request('withdrawal'),
        `batches/new?request=${requests.submitted?.id}&lines=1-3`,
        'batches',
        batch('proposed'),
      ],
      ...[batch('running'), batch('paused'), batch('finished'), batch('failed'), batch('rejected'), batch('cancelled')],
      ...[`${batch('running')}/cancel`, 'outlets', 'outlets/form', 'outlets/form?id=KZ01'],
    ]),
    ...of('secondClerk', ['requests', 'batches', 'outlets']),
    ...of('sealer', ['home', 'requests', 'batches', `${batch('proposed')}/review`, request('withdrawal')]),
    ...of('sealer', [`confirmations/${number}/withdraw`]),
    ...of('auditor', ['home', 'requests', 'audit', 'batches']),
    ...of('makerAdministrator', ['home', 'manufacturers/test-maker', 'manufacturers/test-maker/seals', ...PEOPLE]),
    ...of('makerAdministrator', [`people/${players.auditor.actor.id}`]),
    ...of('makerAdministrator', ['applications', application('waiting')]),
    ...of('makerAdministrator', [`${application('waiting')}/accept`]),
    ...of('makerAdministrator', [...FACTOR, `people/${players.clerk.actor.id}/sessions`]),
    ...of('officer', ['home', 'checks', '']),
    ...of('operatorAuditor', ['home', 'audit', 'administration']),
    ...of('secondAdministrator', [`${TRUST}/proposals/${trustProposal.id}`, `${TRUST}/anchors/development-ca/suspend`]),
    ...of('operatorAuditor', [TRUST]),
    ...of('administrator', [
      ...[TRUST, `${TRUST}/new`, `${TRUST}/revocation-list`, `${TRUST}/anchors/development-ca`],
      ...[`${TRUST}/anchors/development-ca/resume`, `${TRUST}/proposals/${trustProposal.id}`],
      ...['home', ...PEOPLE, 'organisations', 'organisations/add', 'administration', 'administration/manufacturer'],
      ...[
        'manufacturers/test-maker',
        'manufacturers/test-maker/registration',
        'administration/seals/test-maker/1/retire',
      ],
      ...[
        'audit',
        'outbox',
        'requests',
        'batches',
        'applications',
        'applications?show=all',
        `people/${players.auditor.actor.id}/approve`,
      ],
      ...[application('accepted'), application('refused'), application('known'), `${application('known')}/refuse`],
    ]),
  ];
}

/** A name for the picture of a page, without ids that differ from run to run. */
export function pictureName({ who, path }: ShownPage, demonstration: Demonstration): string {
  const { players, requests, batches, applications, shareToken, confirmToken, trustProposal } = demonstration;
  const made: readonly (readonly [string, { readonly id: string }])[] = [requests, batches, applications].flatMap(
    (all) => Object.entries<{ readonly id: string }>(all),
  );
  const named = made.map(([name, { id }]) => [name, id] as const);
  const people = Object.entries(players).map(([name, { actor }]) => [name, actor.id] as const);
  const known = [
    ...named,
    ...people,
    ['link', shareToken] as const,
    ['link', confirmToken] as const,
    ['proposal', trustProposal.id] as const,
  ];
  const plain = known.reduce((text, [name, id]) => text.replaceAll(id, name), path);
  return [who ?? 'anybody', ...plain.split(/[^\w-]+/)].filter((word) => word !== '').join('-');
}
