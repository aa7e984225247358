import { passkey } from '@better-auth/passkey';
import { APIError } from 'better-auth/api';
import { type AuthOptions, openAuth, PASSKEY_COOKIE } from './open-auth.ts';

/** better-auth with its plugin for passkeys, which is loaded for those who use one. */
export function openPasskeyAuth(options: AuthOptions) {
  const { hostname, origin } = new URL(options.publicUrl);
  return openAuth({
    ...options,
    more: [
      passkey({
        rpID: hostname,
        rpName: 'vinseal',
        origin,
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        advanced: { webAuthnChallengeCookie: PASSKEY_COOKIE },
        registration: {
          afterVerification: async ({ verification }) => demand(verification.registrationInfo?.userVerified),
        },
        authentication: {
          afterVerification: async ({ verification }) => demand(verification.authenticationInfo.userVerified),
        },
      }),
    ],
  });
}

/** A passkey stands for both factors, so the device must have asked who holds it. The plugin leaves that open. */
function demand(isVerified: boolean | undefined): void {
  if (isVerified !== true) throw new APIError('UNAUTHORIZED', { code: 'USER_NOT_VERIFIED' });
}
