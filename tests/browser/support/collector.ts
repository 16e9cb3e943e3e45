/** `domreel serve` for a test: the real collector, on a free port, with a folder of its own. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect } from '@playwright/test';
import { distFolder } from '../player-page.ts';
import { tool } from './tool.ts';

/** A recording in the collector's list. */
export interface Listed {
  id: string;
  session: string;
  url: string | null;
  complete: boolean;
  missing: number;
}

/** A collector that runs. */
export class Collector {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  /** Starts a collector that keeps recordings in the folder `data` and serves the folder `www`. */
  static async start(data: string, www: string, listen = '127.0.0.1:0'): Promise<Collector> {
    const child = spawn(tool, ['serve', '--data', data, '--www', www, '--dist', distFolder, '--listen', listen], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface(child.stdout!), 'line');
    const url = /listening on (\S+)/.exec(line)?.[1];
    if (!url) throw new Error(`the collector says ${line}`);
    return new Collector(url, child);
  }

  /** Ends it at once, as a power cut does. */
  async kill(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }

  /** Returns the list of recordings, newest first. */
  async list(): Promise<Listed[]> {
    const response = await fetch(`${this.url}/v1/recordings`);
    return (await response.json()) as Listed[];
  }

  /** Waits until so many recordings are there whole, and returns the list. */
  async whole(count: number): Promise<Listed[]> {
    await expect.poll(async () => (await this.list()).filter(({ complete }) => complete).length).toBe(count);
    return this.list();
  }

  /** Returns the bytes of a recording. */
  async recording(id: string): Promise<Buffer> {
    const response = await fetch(`${this.url}/v1/recordings/${id}.reel`);
    if (!response.ok) throw new Error(`status ${response.status} for the recording ${id}`);
    return Buffer.from(await response.arrayBuffer());
  }
}
