import type { ListFile } from '../app/revocation/change-revocation-lists.ts';
import { giveRevocationList } from '../app/revocation/give-list.ts';
import { foreseeTrust } from '../app/trust/foresee-trust.ts';
import { proposeTrust } from '../app/trust/propose-trust.ts';
import type { AskedTrust } from '../app/trust/proposed-trust.ts';
import { type AnchorFile, readAnchorFile } from '../app/trust/read-anchor-file.ts';
import { type ReadTrustDependencies, readTrust } from '../app/trust/read-trust.ts';
import { approvalProblem, approveTrust, rejectTrust } from '../app/trust/settle-proposal.ts';
import { suspendTrust } from '../app/trust/suspend-trust.ts';
import type { Actor } from '../model/access/actor.ts';
import type { SharedRecords } from '../ports/shared-records.ts';
import type { TrustAnchor } from '../ports/trust-list.ts';
import type { ProposedTrust, TrustProposal } from '../ports/trust-proposals.ts';
import type { SuspensionTarget } from '../ports/trust-register.ts';
import { ANCHOR_ID, readTrustText, TrustListError, trustText } from '../stores/trust/trust-file.ts';
import { createTrustProposals } from '../stores/trust/trust-proposals.ts';
import { createTrustRegister } from '../stores/trust/trust-register.ts';
import type { InstallNotices } from './notices.ts';
import { random } from './random.ts';

type Adapters = Omit<Parameters<typeof approveTrust>[0], 'register' | 'proposals' | 'randomBytes'> &
  Omit<Parameters<typeof foreseeTrust>[0], 'register'> &
  Parameters<typeof giveRevocationList>[0] &
  Pick<ReadTrustDependencies, 'lists'> & {
    readonly shared: SharedRecords;
    readonly shipped: string;
    readonly notices: Pick<InstallNotices, 'trust'>;
  };

/** The trust list as people change it in the pages, bound to the adapters of an install. */
export function openTrust({ notices, ...adapters }: Adapters) {
  const register = createTrustRegister(adapters);
  const proposals = createTrustProposals(adapters);
  const deps = { ...adapters, register, proposals, randomBytes: random };
  return {
    proposals,
    pages: {
      read: (actor: Actor) => readTrust(deps, actor),
      foresee: (asked: AskedTrust, actor: Actor) => foreseeTrust(deps, asked, actor),
      readFile: (file: AnchorFile) => readAnchorFile(FILE_READER, file),
      // Without the blanks of a file: what fitted once fits again.
      textOf: (anchor: TrustAnchor) => JSON.stringify(JSON.parse(trustText(anchor))),
      propose: (change: ProposedTrust, input: unknown, actor: Actor) =>
        notices.trust(proposeTrust(deps, change, input, actor), 'proposed', actor),
      approvalProblem: (proposal: TrustProposal, actor: Actor) => approvalProblem(deps, proposal, actor),
      approve: (id: string, input: unknown, actor: Actor) =>
        notices.trust(approveTrust(deps, id, input, actor), 'approved', actor),
      reject: (id: string, input: unknown, actor: Actor) =>
        notices.trust(rejectTrust(deps, id, input, actor), 'rejected', actor),
      suspend: (target: SuspensionTarget, input: unknown, actor: Actor) => suspendTrust(deps, target, input, actor),
      giveList: (file: ListFile, input: unknown, actor: Actor) => giveRevocationList(deps, file, input, actor),
    },
  };
}

const FILE_READER = { anchorOfText, isAnchorId: (id: string) => ANCHOR_ID.test(id) };

/** The strict reader of the terminal; a file that is sent names no other one beside it. */
function anchorOfText(text: string): TrustAnchor | { readonly detail: string } {
  try {
    return readTrustText('', () => text, onlyInside);
  } catch (error) {
    if (error instanceof TrustListError) return { detail: error.detail };
    throw error;
  }
}

function onlyInside(): never {
  throw new Error('certificate: its PEM text is needed inside the file');
}
