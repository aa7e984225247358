import type { Verdict } from '#core/confirmation/verdict.ts';
import { type Install, openInstall } from '../../../../server/compose/open-install.ts';
import { testOptions } from '../../../support/install.ts';
import { askEach, type Opinion, type Tool } from './tool.ts';

/** The checks that only the registry can answer: without it they are open, whatever the file. */
const FOR_THE_REGISTRY: readonly string[] = ['registered', 'still-in-force'];

/** Our own two, over an install whose registry is not asked: only the bytes count. */
export async function openOurs(data: string, version: string) {
  const install = await openInstall(testOptions(data, { askRegistry: false }));
  const verify: Tool = {
    name: 'verify',
    version,
    judges:
      'our verdict without the registry, over what is made from sealed documents: nothing but the registry is open',
    judge: (documents) =>
      askEach(
        documents.filter(({ answeredBy }) => answeredBy === 'verify'),
        ({ pdf }) => verified(install, pdf),
      ),
  };
  const inspect: Tool = {
    name: 'inspect',
    version,
    judges: '`clean`, or `amended` as the signatures permit; whom one trusts is not asked',
    judge: (documents) => askEach(documents, ({ pdf }) => inspected(install, pdf)),
  };
  return { verify, inspect, close: install.close };
}

async function verified(install: Install, pdf: Uint8Array): Promise<Opinion> {
  const result = await install.verify({ pdf, vin: null, destination: null, applicationDate: null });
  if (!result.ok) throw new Error(result.problem.code);
  const open = openChecks(result.value);
  return open.length === 0
    ? { says: 'accepts', words: 'genuine' }
    : { says: 'refuses', words: open[0]?.code ?? result.value.verdict };
}

/** What stands in the way, apart from what the registry would say: the failed, then the undecided. */
function openChecks({ verdict, checks }: Verdict) {
  if (verdict === 'valid') return [];
  const failed = checks.filter(({ outcome }) => outcome === 'failed');
  const undecided = checks.filter(({ id, outcome }) => outcome === 'undecided' && !FOR_THE_REGISTRY.includes(id));
  return [...failed, ...undecided];
}

async function inspected(install: Install, pdf: Uint8Array): Promise<Opinion> {
  const { outcome, changes, problems, signatures } = await install.inspect(pdf);
  const codes = [...problems, ...signatures.flatMap((signature) => signature.problems)];
  const said = new Set(outcome === 'amended' ? changes.map(({ place }) => place) : codes);
  const words = outcome === 'clean' ? outcome : `${outcome}: ${[...said].slice(0, 2).join(', ')}`;
  return { says: outcome === 'clean' || outcome === 'amended' ? 'accepts' : 'refuses', words };
}
