import { isCoherent } from '#core/confirmation/coherent-content.ts';
import { always, type Check, failed, notReached, passed } from './check.ts';
import { signedDocument } from './established.ts';

const ID = 'data-readable';

/** The file carries the data of a confirmation, well formed and without contradiction. */
export const dataReadable: Check = {
  id: ID,
  required: always,
  judge: (evidence) => {
    const content = signedDocument(evidence)?.content;
    if (content === undefined || content.kind === 'not-read') return notReached(ID);
    if (content.kind === 'missing') return failed(ID, 'data-missing');
    if (content.kind === 'malformed' || !isCoherent(content.content)) return failed(ID, 'data-malformed');
    return passed(ID, 'data-readable');
  },
};
