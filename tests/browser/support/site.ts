/** Serves the built package and what a test brings on made-up origins; nothing reaches the network. */

import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { distFolder } from '../player-page.ts';

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  // Sheets whose encoding the server does not know.
  '.latin1': 'text/css',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webm': 'video/webm',
  '.woff2': 'font/woff2',
  '.xhtml': 'application/xhtml+xml',
  '.xml': 'text/xml; charset=utf-8',
};

/** The answer to a request: a body, or the path of a file. */
export type Answer = { body: string | Buffer; type?: string } | { file: string };

/**
 * Answers what is asked of `origin`: `/dist/` from the package, all else by `find`, given the path.
 *
 * Any uncaught error in a page of the context fails the test.
 */
export async function serve(
  context: BrowserContext,
  origin: string,
  find: (path: string) => Answer | undefined,
): Promise<void> {
  await context.route(`${origin}/**`, async (route) => {
    const path = decodeURIComponent(new URL(route.request().url()).pathname);
    const answer = path.startsWith('/dist/') ? { file: join(distFolder, path.slice(6)) } : find(path);
    if (answer && 'body' in answer) {
      return route.fulfill({ contentType: answer.type ?? types[extname(path)] ?? types['.html'], body: answer.body });
    }
    if (!answer || !existsSync(answer.file) || !statSync(answer.file).isFile()) {
      return route.fulfill({ status: 404, body: 'not found' });
    }
    return route.fulfill({
      contentType: types[extname(answer.file)] ?? 'application/octet-stream',
      body: readFileSync(answer.file),
    });
  });
}

/** Fails the test on any uncaught error in the page. */
export function failOnPageErrors(page: Page): void {
  page.on('pageerror', (error) => {
    throw error;
  });
}
