/** A recording in the built player, on another origin than the recorded page's, as large as it was recorded. */

import type { BrowserContext, Page } from '@playwright/test';
import { open } from '../player-page.ts';
import { documentText } from './document-text.ts';
import { framesPainted } from './visit.ts';

type Player = HTMLVideoElement & { stage: HTMLIFrameElement };

/** The player fills the window; the visitor's pointer is the player's, not the page's. */
const style = `html,body{margin:0;height:100%;overflow:hidden}
domreel-player{display:block;width:100%;height:100%}
domreel-player::part(pointers){display:none}`;

/** A recording that was loaded into a player. */
export class Replay {
  private constructor(readonly page: Page) {}

  /** Loads a recording; the window has the recorded size. */
  static async open(
    context: BrowserContext,
    recording: Buffer,
    size: { width: number; height: number },
  ): Promise<Replay> {
    const page = await context.newPage();
    await page.setViewportSize(size);
    await open(page, recording, { style });
    return new Replay(page);
  }

  /** Brings the stage to an instant, given in microseconds of the recording. */
  async seek(micros: number): Promise<void> {
    await this.page.evaluate(async (seconds) => {
      const player = document.querySelector('domreel-player') as Player;
      await new Promise((seeked) => {
        player.addEventListener('seeked', seeked, { once: true });
        player.currentTime = seconds;
      });
    }, micros / 1e6);
  }

  /** Returns the text of the document on the stage. */
  text(): Promise<string> {
    return this.page.evaluate(`(${documentText})(document.querySelector('domreel-player').stage.contentDocument)`);
  }

  /** Returns a picture of the stage. */
  async picture(): Promise<Buffer> {
    await framesPainted(this.page);
    // Hiding the carets would leave marks on the fields of the stage.
    return this.page.screenshot({ animations: 'disabled', caret: 'initial' });
  }

  close(): Promise<void> {
    return this.page.close();
  }
}

/** Returns the text of a live page's document. */
export const liveText = (page: Page): Promise<string> => page.evaluate(`(${documentText})(document)`);

/**
 * Returns a picture of a live page, or nothing while a caret blinks in it: `caret-animation: manual` lets it stand.
 *
 * Hiding the caret would change the page while it is recorded.
 */
export async function livePicture(page: Page): Promise<Buffer | undefined> {
  await framesPainted(page);
  for (const frame of page.frames()) {
    const hasCaret = await frame.evaluate(() => {
      let active = document.activeElement;
      while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
      const { closedRoots } = window as unknown as { closedRoots?: Map<Element, ShadowRoot> };
      const looks = active && (getComputedStyle(active) as CSSStyleDeclaration & { caretAnimation?: string });
      if (active === null || looks?.caretColor === 'rgba(0, 0, 0, 0)' || looks?.caretAnimation === 'manual')
        return false;
      return active.matches('input, textarea, [contenteditable]') || closedRoots?.has(active);
    });
    if (hasCaret) return undefined;
  }
  return page.screenshot({ animations: 'disabled', caret: 'initial' });
}
