import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { domainOf, type ProviderPolicy, showsSecondFactor } from '../../model/accounts/identity-provider.ts';
import type { Browser, SignIns } from '../../ports/accounts.ts';
import type { IdentityProviders, ProviderFault } from '../../ports/identity-providers.ts';
import type { Limits } from '../../ports/limits.ts';
import { toBase64Url } from '../base64-url.ts';
import { type BindDependencies, personOfIdentity } from './bind-identity.ts';
import { activeOrganisation } from './identify-person.ts';
import { keepStep, type ProviderStep, takeStep } from './provider-step.ts';
import { fromAddress, type SignInDependencies, type SignInStep, stepOf } from './sign-in.ts';

export type ProviderSignInDependencies = BindDependencies &
  Pick<SignInDependencies, 'endsUnknown' | 'guard'> & {
    readonly signIns: Pick<SignIns, 'withProvider'>;
    readonly providers: IdentityProviders;
    readonly limits: Limits;
    readonly randomBytes: (count: number) => Uint8Array;
    /** Told why a provider could not sign somebody in. */
    readonly onProviderFault: (organisationId: string, fault: ProviderFault) => void;
  };

/** What pages show of a way to sign in: nothing that is not told to everybody who has its address. */
export type ProviderSignIn = { readonly organisationId: string; readonly label: ProviderPolicy['label'] };

/** The way of an organisation, by its id or by an address of mail of one of its domains; whether anybody has that address is not asked. */
export async function findProvider(
  deps: Pick<ProviderSignInDependencies, 'providers' | 'collections'>,
  typed: string,
): Promise<Result<ProviderSignIn>> {
  const asked = typed.trim();
  const found = deps.providers.policies.find(({ organisationId, domains }) =>
    asked.includes('@') ? domains.includes(domainOf(asked)) : organisationId === asked,
  );
  const policy = found === undefined ? null : await policyOf(deps, found.organisationId);
  if (policy === null) return refuse('provider-unknown');
  return succeed({ organisationId: policy.organisationId, label: policy.label });
}

/** Of an organisation that is there and not closed. */
async function policyOf(
  { providers, collections }: Pick<ProviderSignInDependencies, 'providers' | 'collections'>,
  organisationId: string,
): Promise<ProviderPolicy | null> {
  const policy = providers.policies.find((one) => one.organisationId === organisationId) ?? null;
  return policy === null || (await activeOrganisation(collections, organisationId)) === null ? null : policy;
}

/** Where the provider sends browsers back to: an address for each, so that none can answer for another. */
export function callbackOf(publicUrl: string, organisationId: string): string {
  return `${publicUrl}/sign-in/callback/${encodeURIComponent(organisationId)}`;
}

/**
 * Begins to sign somebody in by the provider of an organisation: gives the address of the provider's page, and the key that the
 * browser must bring back.
 */
export async function beginProviderSignIn(
  deps: ProviderSignInDependencies,
  { organisationId, to, locale }: Omit<ProviderStep, 'checks'>,
  from: string,
): Promise<Result<{ readonly address: string; readonly browserKey: string }>> {
  const refused = (await endsRefusal(deps)) ?? (await fromAddress(deps.limits, from, 'provider-from'));
  if (refused !== null) return refused;
  const policy = await policyOf(deps, organisationId);
  if (policy === null) return refuse('provider-unknown');
  const secret = () => toBase64Url(deps.randomBytes(32));
  const checks = { state: secret(), nonce: secret(), verifier: secret() };
  const callback = callbackOf(deps.publicUrl, organisationId);
  const begun = await deps.providers.begin(organisationId, { ...checks, callback, language: locale });
  if (!begun.ok) return faultOf(deps, organisationId, begun.fault);
  const browserKey = secret();
  await keepStep(deps.collections, { organisationId, checks, to, locale }, browserKey, deps.clock.now());
  return succeed({ address: begun.value, browserKey });
}

/** How somebody came back from a provider. */
export type Return = {
  readonly organisationId: string;
  /** The address that the browser was sent to, with its query. */
  readonly address: string;
  readonly state: string;
  readonly browserKey: string;
};

/** What came of it, and where it was begun; `step` null where that is not known. */
export type ProviderOutcome = {
  readonly step: Pick<ProviderStep, 'to' | 'locale'> | null;
  readonly result: Result<SignInStep>;
};

/**
 * Signs in whom the provider names, if they are of its organisation, and asks for the code of their second factor unless the
 * provider is relied on for it. A way back counts once, in the browser that began it; `provider-over` for every other one.
 */
export async function finishProviderSignIn(
  deps: ProviderSignInDependencies,
  browser: Browser,
  returned: Return,
  from: string,
): Promise<ProviderOutcome> {
  const refused = (await endsRefusal(deps)) ?? (await fromAddress(deps.limits, from));
  if (refused !== null) return { step: null, result: refused };
  const step = await takeStep(deps.collections, returned, deps.clock.now());
  if (step === null) return { step, result: refuse('provider-over') };
  return { step, result: await signIn(deps, browser, step, returned.address) };
}

async function signIn(
  deps: ProviderSignInDependencies,
  browser: Browser,
  { organisationId, checks }: ProviderStep,
  address: string,
): Promise<Result<SignInStep>> {
  const policy = await policyOf(deps, organisationId);
  if (policy === null) return refuse('provider-unknown');
  const callback = callbackOf(deps.publicUrl, organisationId);
  const proven = await deps.providers.finish(organisationId, address, { ...checks, callback });
  if (!proven.ok) return faultOf(deps, organisationId, proven.fault);
  const { secondFactor, issuer } = policy;
  if (secondFactor !== null && !showsSecondFactor(secondFactor, proven.value))
    return refuse('provider-second-factor-missing');
  const person = await personOfIdentity(deps, policy, proven.value);
  if (!person.ok) return person;
  const terms = { issuer, secondFactor: secondFactor !== null };
  const answer = await deps.signIns.withProvider(browser, person.value.id, terms);
  return answer.outcome === 'wrong' ? refuse('provider-person-unknown') : stepOf(deps, browser, answer);
}

const CODE_OF = {
  away: 'provider-away',
  declined: 'provider-declined',
  'not-valid': 'provider-answer-not-valid',
} as const satisfies Record<ProviderFault['kind'], string>;

function faultOf(
  { onProviderFault }: Pick<ProviderSignInDependencies, 'onProviderFault'>,
  organisationId: string,
  fault: ProviderFault,
): Result<never> {
  onProviderFault(organisationId, fault);
  return refuse(CODE_OF[fault.kind]);
}

async function endsRefusal({
  endsUnknown,
}: Pick<ProviderSignInDependencies, 'endsUnknown'>): Promise<Result<never> | null> {
  const unknown = await endsUnknown();
  return unknown === null ? null : refuse(unknown);
}
