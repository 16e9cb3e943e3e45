/** The real `domreel` for tests: a collector that can be killed and started again, and commands on what it kept. */

import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The built tool. */
export const domreel = process.env.DOMREEL ?? join(root, 'target', 'debug', 'domreel');

/** What the list says of a recording. */
export interface Summary {
  readonly id: string;
  readonly chunks: number;
  readonly complete: boolean;
  readonly missing: number;
  readonly url: string | null;
  readonly title: string | null;
}

/** A collector over a folder, which serves the built package and a site. */
export class Collector {
  #server: ChildProcessByStdio<null, Readable, null> | undefined;
  #listen = '127.0.0.1:0';

  constructor(
    private readonly data: string,
    private readonly www: string,
  ) {}

  /** The address, once it runs; it stays the same over a restart. */
  get url(): string {
    return `http://${this.#listen}`;
  }

  /** Starts it, and resolves when it answers. */
  async start(): Promise<void> {
    const folders = ['--data', this.data, '--www', this.www, '--dist', join(root, 'dist')];
    this.#server = spawn(domreel, ['serve', ...folders, '--listen', this.#listen], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, RUST_LOG: 'warn' },
    });
    const [line] = (await once(createInterface(this.#server.stdout), 'line')) as [string];
    this.#listen = line.replace('listening on http://', '');
  }

  /** Ends it at once, as `kill -9` does. */
  kill(): Promise<unknown> {
    const server = this.#server;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return Promise.resolve();
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    return ended;
  }

  /** The list of recordings, newest first. */
  async list(): Promise<Summary[]> {
    return (await fetch(`${this.url}/v1/recordings`)).json() as Promise<Summary[]>;
  }

  /** A recording's bytes. */
  async reel(id: string): Promise<Buffer> {
    const response = await fetch(`${this.url}/v1/recordings/${id}.reel`);
    if (!response.ok) throw new Error(`status ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  }
}

/** Runs a command with a recording as its input, and returns what it prints; throws if it finds a fault. */
export function run(command: 'dump' | 'verify', recording: Buffer): string {
  return execFileSync(domreel, [command, '-'], { input: recording, encoding: 'utf8', maxBuffer: 1 << 28 });
}
