import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { violations } from './page-barriers.ts';

/** Nothing that axe finds, and nothing beyond the edge of the window. */
export async function expectSound(page: Page, name: string): Promise<void> {
  const isWider = await isWiderThanWindow(page);
  expect([name, { violations: await violations(page), isWider }]).toEqual([name, { violations: [], isWider: false }]);
}

/** Nothing beyond the edge of the window: for elements that axe has been asked about at another width. */
export async function expectFitting(page: Page, name: string): Promise<void> {
  expect([name, { isWider: await isWiderThanWindow(page) }]).toEqual([name, { isWider: false }]);
}

function isWiderThanWindow(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth;
  });
}
