/** Records a page of a test with the built recorder, into memory. */

import { expect, type JSHandle, type Page } from '@playwright/test';
import { failOnPageErrors, serve } from './site.ts';
import { dump, faultsOf } from './tool.ts';

/** Options of `record()`, but for the sink. */
export interface VisitOptions {
  mask?: 'all' | 'sensitive' | 'none' | { level?: 'all' | 'sensitive' | 'none'; selector?: string };
  unmask?: string;
  block?: string;
  ignore?: string;
  exclude?: { url?: string | RegExp | (string | RegExp)[]; selector?: string };
  consent?: 'granted' | 'denied' | 'pending';
  sealKey?: string;
  expiryDays?: number;
  honor?: ('gpc' | 'dnt')[];
  resources?: 'same-origin' | 'all' | 'none';
  canvas?: boolean | { fps: number };
  frames?: string[];
  checkSeconds?: number;
  pace?: { bytesPerSecond?: number; millisPerSecond?: number };
  worker?: boolean;
  /** Whether chunks are dropped as soon as they come: for tests of memory. */
  drops?: boolean;
}

/** What the page keeps of a recording: nothing of it is reachable from the page's own scripts. */
interface Kept {
  recording: EventTarget & {
    id: string;
    startTime: number;
    consent: string;
    mark(name: string): void;
    stop(): Promise<void>;
  };
  chunks: Uint8Array[];
  failures: string[];
}

/** Resolves when two frames have been painted: scroll, selection and mutations have been told of by then. */
export const framesPainted = (page: Page): Promise<void> =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));

/**
 * Resolves when the page's animations that end have ended.
 *
 * What goes on and on is brought to its end by whoever takes the picture.
 */
export const animationsFinished = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const moves = ({ playState, effect }: Animation) =>
      playState === 'running' && effect?.getComputedTiming().iterations === 1;
    const moving = () => document.getAnimations().filter(moves);
    while (moving().length > 0) await Promise.allSettled(moving().map((animation) => animation.finished));
  });

/** A recording that is being made. */
export class Visit {
  private constructor(
    readonly page: Page,
    private readonly kept: JSHandle<Kept>,
  ) {}

  /**
   * Starts to record a page whose origin serves the package; masks nothing and keeps no resources by default.
   * `redact` is the source of a function, and so is `within`, which calls what it is given.
   */
  static async start(page: Page, options: VisitOptions = {}, redact?: string, within?: string): Promise<Visit> {
    const kept = await page.evaluateHandle(
      async ([options, redact, within]) => {
        const { record } = await import(`${location.origin}/dist/recorder.js`);
        const chunks: Uint8Array[] = [];
        const failures: string[] = [];
        const sink = (chunk: Uint8Array) => void (options.drops || chunks.push(chunk));
        const hook = redact ? { redact: new Function(`return ${redact}`)() } : {};
        const start = () => record({ ...options, ...hook, sink });
        const recording = await (within ? new Function(`return ${within}`)()(start) : start());
        recording.addEventListener('error', ({ detail }: CustomEvent) => {
          failures.push(`${detail.code}: ${detail.message} ${detail.cause?.stack ?? ''}`);
        });
        return { recording, chunks, failures };
      },
      [{ mask: 'none', resources: 'none', ...options }, redact, within] as const,
    );
    return new Visit(page, kept);
  }

  /** Waits until everything that happened was told of, writes it, and puts a marker behind it. */
  async mark(name: string): Promise<void> {
    await framesPainted(this.page);
    await this.kept.evaluate(({ recording }, name) => recording.mark(name), name);
  }

  /** Says whether the visitor allows the recording; of several all are said in one task. */
  async setConsent(...consents: ('granted' | 'denied' | 'pending')[]): Promise<void> {
    await this.kept.evaluate(({ recording }, consents) => {
      for (const consent of consents) recording.consent = consent;
    }, consents);
  }

  /** Says whether what was recorded so far holds a text, once it is handed over. */
  async knows(text: string): Promise<boolean> {
    return dump(await this.soFar()).includes(text);
  }

  /** Returns what was recorded so far. */
  async soFar(): Promise<Buffer> {
    const bytes = await this.kept.evaluate(async ({ chunks }) => {
      // A page that may come back from the browser's cache hands over what it has.
      dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
      // The sink gets each chunk a few microtasks after the one before it; no task comes between.
      for (let turn = 0; turn < 1000; turn++) await undefined;
      return chunks.map((chunk) => chunk.reduce((text, byte) => text + String.fromCharCode(byte), '')).join('');
    });
    return Buffer.from(bytes, 'latin1');
  }

  /** How many chunks were handed over. */
  handedOver(): Promise<number> {
    return this.kept.evaluate(({ chunks }) => chunks.length);
  }

  /** Returns the wall clock at the recording's zero, in milliseconds of the Unix epoch. */
  startTime(): Promise<number> {
    return this.kept.evaluate(({ recording }) => recording.startTime);
  }

  /** Ends the recording and returns its bytes. Throws if the recorder failed. */
  async stop(): Promise<Buffer> {
    const { text, failures } = await this.kept.evaluate(async ({ recording, chunks, failures }) => {
      await recording.stop();
      const text = chunks.map((chunk) => chunk.reduce((text, byte) => text + String.fromCharCode(byte), '')).join('');
      return { text, failures };
    });
    if (failures.length > 0) throw new Error(`the recorder failed: ${failures.join('; ')}`);
    return Buffer.from(text, 'latin1');
  }
}

/** Where the pages stand that are made of a body alone. */
export const plainOrigin = 'https://plain.test';

/** Opens a page with this body, in which any uncaught error fails the test. */
export async function openPlain(page: Page, body: string): Promise<void> {
  failOnPageErrors(page);
  await serve(page.context(), plainOrigin, () => ({ body: `<!doctype html><title>Page</title><body>${body}` }));
  await page.goto(`${plainOrigin}/`);
}

/** Opens a page with this body and records it; `redact` is the source of a function. */
export async function visit(page: Page, body: string, options: VisitOptions, redact?: string): Promise<Visit> {
  await openPlain(page, body);
  return Visit.start(page, options, redact);
}

/** Ends a recording that must be without a fault, and returns what it says. */
export async function said(recording: Visit): Promise<string> {
  await framesPainted(recording.page);
  const bytes = await recording.stop();
  expect(faultsOf(bytes)).toBe('');
  return dump(bytes);
}

/** The words in a text that tests plant, which begin with `secret` or `shown`: sorted, each once. */
export const plantedWords = (text: string): string[] => [...new Set(text.match(/(secret|shown)[A-Z]\w*/g))].sort();

/** Ends a recording that must be without a fault, and returns the planted words in it. */
export const wordsOf = async (recording: Visit): Promise<string[]> => plantedWords(await said(recording));
