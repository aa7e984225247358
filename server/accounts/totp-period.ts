/** Seconds for which a code of an authenticator stands. */
export const TOTP_PERIOD = 30;
