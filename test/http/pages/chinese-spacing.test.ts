/** Chinese pages set no space beside punctuation that is as wide as a character: every page of the demonstration is read. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Express } from 'express';
import { testApprovers } from '../../support/batches.ts';
import { spacedPunctuation } from '../../support/chinese-spacing.ts';
import { type Demonstration, makeDemonstration } from '../../support/demonstration.ts';
import { testApp } from '../../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';
import { agentWith } from '../../support/people.ts';
import { screenshotPages } from '../../support/screenshot-pages.ts';

let install: TestInstall;
let app: Express;
let demonstration: Demonstration;
beforeAll(async () => {
  install = await openTestInstall({ approvers: testApprovers() });
  app = testApp(install);
  demonstration = await makeDemonstration(install);
}, 120_000);
afterAll(() => install.dispose());

/** What a person reads: the title of the window and the page, whose parts stand apart where no line runs through them. */
function shownText(html: string): string {
  const [title = ''] = /<title>[^<]*/.exec(html) ?? [];
  const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'));
  return `${title}\n${main}`
    .replace(/\s+/g, ' ')
    .replace(/<textarea[\s\S]*?<\/textarea>|<\/a>/g, '\n')
    .replace(/<(?:br|\/?(?:option|p|li|h\d|div|td|th|tr|dt|dd|label|legend|button|summary))\b[^>]*>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replaceAll(/^ +| +$/gm, '');
}

test('no space stands beside a Chinese comma, colon, full stop or bracket', async () => {
  const found: string[] = [];
  // The outbox shows letters, in which addresses stand apart.
  for (const shown of screenshotPages(demonstration).filter(({ path }) => path !== 'outbox')) {
    const agent = agentWith(app, shown.who === null ? '' : demonstration.players[shown.who].cookie);
    const { text } = await agent.get(`/zh/${shown.path}`);
    for (const spaced of spacedPunctuation(shownText(text))) found.push(`${shown.path}: ${spaced}`);
  }
  expect(found).toEqual([]);
}, 120_000);
