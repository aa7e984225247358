import type { IdentityConvention, IdentityPart } from './identity-convention.ts';
import { parseTemplate, type TemplateProblem } from './identity-template.ts';

export type ConventionProblem =
  | TemplateProblem
  /** The parts together hold name and code each once. */
  | 'identity-part-missing'
  | 'identity-part-repeated'
  | 'identity-source-repeated'
  /** Extensions of RFC 5280 say nothing of who somebody is. */
  | 'identity-extension-not-usable';

const MAX_PARTS = 2;
/** Of X.509 itself, and of PKIX. */
const STANDARD_ARCS = ['2.5.29.', '1.3.6.1.5.5.7.'];

/** Why a rule cannot say who somebody is, or null. */
export function conventionProblem({ parts, absent }: IdentityConvention): ConventionProblem | null {
  if (parts.length > MAX_PARTS) return 'identity-part-repeated';
  const templates = parts.map(({ template }) => parseTemplate(template));
  const wrong = templates.find((template) => typeof template === 'string');
  if (wrong !== undefined) return wrong;
  const tokens = templates.flatMap((template) => (typeof template === 'string' ? [] : template));
  const count = (wanted: 'name' | 'uscc') => tokens.filter(({ kind }) => kind === wanted).length;
  if (count('name') > 1 || count('uscc') > 1) return 'identity-part-repeated';
  if (count('name') === 0 || count('uscc') === 0) return 'identity-part-missing';
  const sources = [...parts.flatMap(sourcesOf), ...absent];
  if (new Set(sources).size < sources.length) return 'identity-source-repeated';
  const isStandard = (source: string) => STANDARD_ARCS.some((arc) => source.startsWith(arc));
  return sources.some(isStandard) ? 'identity-extension-not-usable' : null;
}

function sourcesOf(part: IdentityPart): readonly string[] {
  return 'attribute' in part ? [part.attribute] : part.extensions;
}
