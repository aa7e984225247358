/** The holder of a key cannot be reached, or does not sign. The code is permanent; the message is for the operator, never for a client. */
export class KeySourceError extends Error {
  readonly code:
    | 'already-exists'
    | 'key-not-found'
    /** This instance does not hold the private half: no such file, token or source. Another one may. */
    | 'key-not-here'
    | 'passphrase-missing'
    | 'passphrase-wrong'
    | 'pin-wrong'
    | 'source-unavailable'
    | 'source-refused'
    | 'source-not-configured'
    | 'index-unreadable'
    | 'key-not-active'
    | 'signature-not-verified';

  constructor(code: KeySourceError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'KeySourceError';
    this.code = code;
  }
}
