import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { violations } from './page-barriers.ts';

/** Nothing that axe finds, and nothing beyond the edge of the window. */
export async function expectSound(page: Page, name: string): Promise<void> {
  const isWider = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth;
  });
  expect([name, { violations: await violations(page), isWider }]).toEqual([name, { violations: [], isWider: false }]);
}
