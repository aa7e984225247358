import { openOurs } from '../agreement/tools/ours.ts';
import type { Tool } from '../agreement/tools/tool.ts';
import type { Judges } from './compare-pictures.ts';

/** `verify` without the registry and `inspect`, over the install in a folder. */
export async function openJudges(data: string): Promise<Judges & { readonly close: () => Promise<void> }> {
  const ours = await openOurs(data, '');
  const ask = async (tool: Tool, pdf: Uint8Array) => {
    const answers = await tool.judge([{ name: 'file', what: '', pdf, file: '', answeredBy: 'verify' }]);
    const opinion = answers.get('file');
    if (opinion === undefined) throw new Error(`${tool.name} said nothing`);
    // What is amended is told to be shown otherwise than it was signed.
    const accepts = opinion.says === 'accepts' && !opinion.words.startsWith('amended');
    return { accepts, words: `${tool.name}: ${opinion.words}` };
  };
  return {
    verify: (pdf) => ask(ours.verify, pdf),
    inspect: (pdf) => ask(ours.inspect, pdf),
    close: async () => void (await ours.close()),
  };
}
