/** What a service answered. `outcome`: `done`, the code of a refusal, or `no-answer`. */
export type Told<Body> = { readonly outcome: string; readonly status: number; readonly body: Partial<Body> };

export type IssuedBody = { readonly number: string };
type Check = { readonly outcome: string; readonly code: string };
export type VerifiedBody = {
  readonly verdict: string;
  readonly files: readonly { readonly checks: readonly Check[] }[];
};
type ProblemBody = { readonly code: string; readonly errors: readonly { readonly code: string }[] };

/** Who has waited for so long gives up, in ms. */
const PATIENCE_MS = 60_000;

/** Sends requests to one address. A connection that is refused or cut is an outcome, not a fault. */
export function serviceClient(address: string, token: string) {
  const send = async <Body>(way: string, init: RequestInit): Promise<Told<Body>> => {
    try {
      const answer = await fetch(`${address}/api/v1${way}`, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
      const body = (await answer.json()) as Partial<Body & ProblemBody>;
      return { outcome: answer.ok ? 'done' : codesOf(body), status: answer.status, body };
    } catch {
      return { outcome: 'no-answer', status: 0, body: {} };
    }
  };
  const authorization = `Bearer ${token}`;
  const post = <Body>(way: string, body: object) =>
    send<Body>(way, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  return {
    issue: (request: object) => post<IssuedBody>('/confirmations', request),
    withdraw: (number: string, request: object) => post<object>(`/confirmations/${number}/withdrawal`, request),
    pdf: async (number: string): Promise<Uint8Array<ArrayBuffer> | null> => {
      try {
        const init = { headers: { authorization }, signal: AbortSignal.timeout(PATIENCE_MS) };
        const answer = await fetch(`${address}/api/v1/confirmations/${number}/pdf`, init);
        return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
      } catch {
        return null;
      }
    },
    verify: (pdf: Uint8Array<ArrayBuffer>) => {
      const form = new FormData();
      form.append('file', new Blob([pdf], { type: 'application/pdf' }), 'confirmation.pdf');
      return send<VerifiedBody>('/verifications', { method: 'POST', body: form });
    },
  };
}

export type ServiceClient = ReturnType<typeof serviceClient>;

/** The code, and where single fields were refused, theirs. */
function codesOf({ code = 'no-code', errors = [] }: Partial<ProblemBody>): string {
  return [code, ...new Set(errors.map((error) => error.code))].join(' ');
}

/** The checks that did not pass. */
export function failedChecks({ files = [] }: Partial<VerifiedBody>): string {
  const checks = files.flatMap((file) => file.checks ?? []).filter(({ outcome }) => outcome === 'failed');
  return checks.map(({ code }) => code).join(' ');
}

/** Whether the same request may be sent again and then succeed: nothing was decided, or nobody knows what. */
export function isOpen({ status, outcome }: Told<object>): boolean {
  return status === 0 || status >= 500 || outcome === 'being-issued';
}
