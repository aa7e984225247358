import type { CmsJudgement } from './judge-cms.ts';
import type { CmsFacts, PdfSignatureEvidence, PdfSignatureProblem } from './pdf-signature-evidence.ts';

/**
 * From a judgement to evidence: unsupported only where nothing is wrong that could be computed, so that a signature that
 * is both too old and broken is called broken.
 */
export function conclude(
  judgement: CmsJudgement,
  problems: readonly PdfSignatureProblem[],
  facts: CmsFacts,
): PdfSignatureEvidence {
  const { intact, valid, unsupported } = judgement;
  if (unsupported !== null && intact !== false && valid !== false && problems.length === 0) {
    return { kind: 'unsupported', ...unsupported, intact, valid, facts };
  }
  const notComputed = intact === null || valid === null ? (unsupported?.code ?? null) : null;
  return { kind: 'read', intact, valid, notComputed, problems, ...facts };
}
