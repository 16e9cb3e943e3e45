/** Records a page of a test with the built recorder, into memory. */

import type { JSHandle, Page } from '@playwright/test';
import { dump } from './tool.ts';

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
   * `redact` is the source of a function.
   */
  static async start(page: Page, options: VisitOptions = {}, redact?: string): Promise<Visit> {
    const kept = await page.evaluateHandle(
      async ([options, redact]) => {
        const { record } = await import(`${location.origin}/dist/recorder.js`);
        const chunks: Uint8Array[] = [];
        const failures: string[] = [];
        const sink = (chunk: Uint8Array) => void (options.drops || chunks.push(chunk));
        const hook = redact ? { redact: new Function(`return ${redact}`)() } : {};
        const recording = await record({ ...options, ...hook, sink });
        recording.addEventListener('error', ({ detail }: CustomEvent) => {
          failures.push(`${detail.code}: ${detail.message} ${detail.cause?.stack ?? ''}`);
        });
        return { recording, chunks, failures };
      },
      [{ mask: 'none', resources: 'none', ...options }, redact] as const,
    );
    return new Visit(page, kept);
  }

  /** Waits until everything that happened was told of, writes it, and puts a marker behind it. */
  async mark(name: string): Promise<void> {
    await framesPainted(this.page);
    await this.kept.evaluate(({ recording }, name) => recording.mark(name), name);
  }

  /** Says whether the visitor allows the recording. */
  async setConsent(consent: 'granted' | 'denied' | 'pending'): Promise<void> {
    await this.kept.evaluate(({ recording }, consent) => {
      recording.consent = consent;
    }, consent);
  }

  /** Says whether what was recorded so far holds a text, once it is handed over. */
  async knows(text: string): Promise<boolean> {
    return dump(await this.soFar()).includes(text);
  }

  /** Returns what was recorded so far. */
  async soFar(): Promise<Buffer> {
    const bytes = await this.kept.evaluate(({ chunks }) => {
      // A page that may come back from the browser's cache hands over what it has.
      dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
      return chunks.map((chunk) => Array.from(chunk, (byte) => String.fromCharCode(byte)).join('')).join('');
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
      const text = chunks.map((chunk) => Array.from(chunk, (byte) => String.fromCharCode(byte)).join('')).join('');
      return { text, failures };
    });
    if (failures.length > 0) throw new Error(`the recorder failed: ${failures.join('; ')}`);
    return Buffer.from(text, 'latin1');
  }
}
