/** The cases of tests/cases, and what their pages were like after each step. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Page, test } from '@playwright/test';
import { livePicture, liveText } from './replay.ts';
import { failOnPageErrors, serve } from './site.ts';
import { Visit, type VisitOptions } from './visit.ts';

const origin = 'http://case.test';
const casesFolder = fileURLToPath(new URL('../../cases', import.meta.url));

/** The viewport of every case, in CSS pixels, until a step changes it. */
export const caseSize = { width: 640, height: 480 };

/** A step runs in the page, or, if it takes an argument, here. */
type Step = (page: Page) => unknown;

/** What the live page was after a step; no picture where a caret blinked in it. */
export interface Seen {
  text: string;
  picture: Buffer | undefined;
  size: { width: number; height: number };
}

/** What steps.mjs exports. */
export interface Case {
  steps: Record<string, Step>;
  /** What the visitor does before the recorder comes. */
  before?: (page: Page) => Promise<void>;
  /** Options of `record()`; nothing is masked by default. */
  options?: VisitOptions;
  /** Whether the visitor has a touch screen. */
  touch?: boolean;
  /** Why the replay may differ from the live page in text, where it must: what is masked, for example. */
  differs?: string;
  /** A step that is shown too by a player that has shown nothing before: what came before may be seen in what is shown. */
  afresh?: string;
  /** How many pixels of a picture may differ, and why. */
  pixels?: { most: number; because: string };
  /** Why events.txt is not compared, where events come as they happen to: when a frame has loaded, for example. */
  unsteady?: string;
}

/** A folder of tests/cases. */
export interface CaseFolder {
  area: string;
  name: string;
  folder: string;
}

/** Returns the folders of all cases. */
export function caseFolders(): CaseFolder[] {
  return foldersIn(casesFolder).flatMap((area) =>
    foldersIn(join(casesFolder, area)).map((name) => ({ area, name, folder: join(casesFolder, area, name) })),
  );
}

/** Returns what a case is made of. */
export const readCase = (folder: string): Promise<Case> => import(pathToFileURL(join(folder, 'steps.mjs')).href);

/** Records a case's page in `page`; returns the recording, and what was seen after each step, whose name is its marker's. */
export async function recordCase(
  made: Case,
  folder: string,
  page: Page,
): Promise<{ recording: Buffer; seen: Map<string, Seen> }> {
  failOnPageErrors(page);
  await serve(page.context(), origin, (path) =>
    path === '/icon.ico' ? undefined : { file: join(folder, path === '/' ? pageOf(folder) : path) },
  );
  await page.goto(`${origin}/`);
  await made.before?.(page);
  // At the beginning and at the end the recording is compared with the page.
  const visit = await Visit.start(page, { checkSeconds: 3600, ...made.options });
  const seen = new Map<string, Seen>();
  for (const [name, step] of [['the page as it was found', () => undefined], ...Object.entries(made.steps)] as const) {
    await test.step(name, async () => {
      await (step.length > 0 ? step(page) : page.evaluate(step as () => unknown));
      await visit.mark(name);
      const picture = await livePicture(page);
      seen.set(name, { text: await liveText(page), picture, size: page.viewportSize() ?? caseSize });
    });
  }
  const recording = await visit.stop();
  return { recording, seen };
}

/** Returns the name of the page: most are of HTML. */
const pageOf = (folder: string): string =>
  ['page.xhtml', 'page.svg'].find((name) => existsSync(join(folder, name))) ?? 'page.html';

/** Returns the text of a file, if there is one. */
export function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function foldersIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
