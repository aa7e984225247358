import type { RecordedEntry } from '../../model/access/audit-entry.ts';
import type { TrustRegister } from '../../ports/trust-register.ts';

/** Suspends again what was suspended since and not resumed. What was resumed since stays as it is for the operator to see. */
export async function replayTrust(
  register: Pick<TrustRegister, 'change'>,
  entries: readonly RecordedEntry[],
): Promise<void> {
  const last = new Map(
    entries
      .filter(({ phase, subject }) => phase === 'succeeded' && subject.kind === 'anchor')
      .filter(({ action }) => action === 'suspend-trust' || action === 'resume-trust')
      .map((entry) => [`${entry.subject.id} ${entry.detail.manufacturer ?? ''}`, entry]),
  );
  for (const { action, subject, detail } of last.values())
    if (action === 'suspend-trust') {
      // An anchor that the older list lacks is suspended all the same: it may be added again.
      const target = { anchor: subject.id, manufacturer: detail.manufacturer ?? null };
      await register.change({ kind: 'suspend', target }, () => null);
    }
}
