/** Pages that nobody here wrote, from npm packages, as their authors ship them, and how they are opened. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { failOnPageErrors, serve } from './site.ts';

const packages = fileURLToPath(new URL('../../../node_modules', import.meta.url));

/** The window that the pages are opened in. */
export const size = { width: 1000, height: 700 };

/** A page of a package. */
export interface RealPage {
  package: string;
  /** The page's path in the package. */
  path: string;
  /** Resolves when the page is ready. */
  ready: (page: Page) => Promise<unknown>;
}

export const swagger: RealPage = {
  package: 'swagger-ui-dist',
  path: 'index.html',
  ready: (page) => page.locator('.opblock').first().waitFor(),
};

export const reveal: RealPage = {
  package: 'reveal.js',
  path: 'demo.html',
  ready: (page) => page.locator('.reveal.ready').waitFor(),
};

export const admin: RealPage = {
  package: 'startbootstrap-sb-admin-2',
  path: 'tables.html',
  ready: (page) => page.locator('#dataTable_info').waitFor(),
};

/**
 * Opens a page in a context of its own and waits until it is ready; `before` runs in it ahead of its scripts.
 *
 * Nothing of other origins is to be had, but for the interface that Swagger's page describes.
 */
export async function open(
  browser: Browser,
  real: RealPage,
  before?: () => void,
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ viewport: size, reducedMotion: 'reduce' });
  const page = await context.newPage();
  failOnPageErrors(page);
  const origin = `http://${real.package}.test`;
  const folder = join(packages, real.package);
  await context.route('**', (route) => route.abort());
  await context.route('https://petstore.swagger.io/**', (route) =>
    route.fulfill({
      body: readFileSync(fileURLToPath(new URL('../fixtures/lamps-api.json', import.meta.url))),
      headers: { 'access-control-allow-origin': '*', 'content-type': 'application/json' },
    }),
  );
  await serve(context, origin, (path) => ({ file: join(folder, path.replace(/^\/page\//, '/')) }));
  if (before) await page.addInitScript(before);
  await page.goto(`${origin}/page/${real.path}`);
  await real.ready(page);
  return { context, page };
}
