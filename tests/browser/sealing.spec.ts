/** Sealed recordings: only who has the private key can read them, and every change is found out. */

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { test as base, expect, type Page } from '@playwright/test';
import { distFolder, servePlayer } from './player-page.ts';
import { chunksOf, forged, openPayloads } from './support/sealed.ts';
import { dump, redact, tool } from './support/tool.ts';
import { Visit } from './support/visit.ts';

/** WebCrypto is there in secure contexts alone. */
const origin = 'https://sealed.test';
const body = '<!doctype html><title>Page</title><p>the canary in the text</p><input id="field">';

interface Player {
  sealKey: string | null;
  srcObject: Uint8Array;
  currentTime: number;
  readonly duration: number;
  readonly error: { code: string } | null;
  readonly damage: { reason: string }[];
  readonly stage: HTMLIFrameElement | null;
}

interface Keys {
  file: string;
  pem: string;
  publicKey: string;
}

const test = base.extend<{ keys: Keys }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern.
  keys: async ({}, use, info) => use(makeKeys(info.outputPath('analyst.pem'))),
});

function makeKeys(file: string): Keys {
  const publicKey = execFileSync(tool, ['keygen', file], { encoding: 'utf8' }).trim();
  return { file, pem: readFileSync(file, 'utf8'), publicKey };
}

async function open(page: Page, text = body): Promise<void> {
  await page.route(`${origin}/**`, (route) => {
    const path = new URL(route.request().url()).pathname;
    if (!path.startsWith('/dist/')) return route.fulfill({ contentType: 'text/html', body: text });
    const contentType = path.endsWith('.wasm') ? 'application/wasm' : 'text/javascript';
    return route.fulfill({ contentType, body: readFileSync(join(distFolder, path.slice(6))) });
  });
  await page.goto(`${origin}/page.html`);
}

/** Records a visit in three chunks or more. */
async function record(page: Page, publicKey: string): Promise<Buffer> {
  await open(page);
  const visit = await Visit.start(page, { sealKey: publicKey });
  for (const text of ['one', 'two']) {
    await page.locator('#field').fill(`typed ${text}`);
    // So large that a chunk is made.
    await visit.mark(text.repeat(100_000));
  }
  return visit.stop();
}

/** Plays bytes with a key, and says what is shown at the end, what is wrong, and where. */
async function play(page: Page, recording: Buffer, key: string | null) {
  await open(page, '<!doctype html><body></body>');
  return page.evaluate(
    async ([text, key]) => {
      await import(`${location.origin}/dist/player.js`);
      const player = document.createElement('domreel-player') as HTMLElement & Player;
      document.body.append(player);
      player.sealKey = key;
      player.srcObject = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      const event = await new Promise((resolve) => {
        for (const type of ['loadeddata', 'error']) player.addEventListener(type, () => resolve(type));
      });
      const error = player.error?.code;
      const damage = player.damage.map(({ reason }) => reason);
      if (event === 'error') return { error, damage };
      player.currentTime = player.duration;
      await new Promise((resolve) => player.addEventListener('seeked', resolve, { once: true }));
      const shown = player.stage!.contentDocument!;
      const field = shown.querySelector('input')!;
      return { error, damage, text: shown.querySelector('p')!.textContent, value: field.value };
    },
    [recording.toString('base64'), key] as const,
  );
}

test('a sealed recording holds nothing that can be read, and the key opens all of it', async ({ page, keys }) => {
  const recording = await record(page, keys.publicKey);
  const chunks = chunksOf(recording);
  expect(chunks.length).toBeGreaterThan(2);
  expect(spawnSync(tool, ['dump', '-'], { input: recording, encoding: 'utf8' }).stdout).toMatch(/^\{"damage":"sealed"/);
  expect(await play(page, recording, null)).toEqual({ error: 'sealed', damage: [] });

  const lines = dump(recording, keys.file);
  expect(lines).toContain('the canary in the text');
  expect(lines).toContain('typed two');
  expect(await play(page, recording, keys.pem)).toEqual({
    error: undefined,
    damage: [],
    text: 'the canary in the text',
    value: 'typed two',
  });
});

test('what Node opens by the words of the format is what the tool opens', async ({ page, keys }) => {
  const recording = await record(page, keys.publicKey);
  const payloads = openPayloads(recording, keys.pem);
  const headers = dump(recording, keys.file)
    .split('\n')
    .filter((line) => line.startsWith('{"chunk"'))
    .map((line) => JSON.parse(line).chunk);
  expect(payloads.map((payload) => payload.length)).toEqual(headers.map(({ payload_bytes }) => payload_bytes));
  const [first] = payloads;
  const inflated = headers[0].flags & 4 ? first! : inflateRawSync(first!, { finishFlush: 2 });
  expect(inflated.includes('the canary in the text')).toBe(true);
  expect(() => openPayloads(recording, makeKeys(`${keys.file}.other`).pem)).toThrow('another key');
});

test('what happens at the last moment of a page is sealed too', async ({ page, keys }) => {
  await open(page);
  await page.evaluate(async (sealKey) => {
    const { record } = await import(`${location.origin}/dist/recorder.js`);
    const sink = (chunk: Uint8Array) => {
      const text = Array.from(chunk, (byte) => String.fromCharCode(byte)).join('');
      localStorage.setItem('chunks', `${localStorage.getItem('chunks') ?? ''}${btoa(text)} `);
    };
    await record({ sink, sealKey, mask: 'none', resources: 'none' });
    addEventListener('beforeunload', () => {
      document.querySelector('p')!.textContent = 'written while leaving';
    });
  }, keys.publicKey);
  await page.goto(`${origin}/next.html`);
  const chunks = await page.evaluate(() => localStorage.getItem('chunks')!.trim().split(' '));
  const recording = Buffer.concat(chunks.map((chunk) => Buffer.from(chunk, 'base64')));
  const lines = dump(recording, keys.file);
  expect(lines).toContain('"reason":"left"');
  expect(lines).toContain('written while leaving');
  expect(openPayloads(recording, keys.pem).length).toBe(chunks.length);
});

test('another key, and what is no key, are named', async ({ page, keys }) => {
  const recording = await record(page, keys.publicKey);
  const other = makeKeys(`${keys.file}.other`);
  expect(await play(page, recording, other.pem)).toMatchObject({ error: 'wrong-key' });
  expect(await play(page, recording, 'no key at all')).toMatchObject({ error: 'bad-key' });
  const { status, stderr } = spawnSync(tool, ['verify', '-', '--key', other.file], { input: recording });
  expect([status, String(stderr)]).toEqual([2, 'domreel: -: the recording is sealed to another key\n']);
  // Whoever cannot read it cannot say that a word is in none of it.
  const blind = spawnSync(tool, ['verify', '-', '--no-canary', 'canary'], { input: recording, encoding: 'utf8' });
  expect(blind.status).toBe(1);
  expect(blind.stdout).toContain('sealed');
  expect(blind.stdout).not.toContain(': ok');
});

test('chunks that are changed, gone, swapped or put in are found out by the player and by the tool', async ({
  page,
  keys,
}) => {
  const sealed = await record(page, keys.publicKey);
  const again = await record(page, keys.publicKey);
  const chunks = chunksOf(sealed);
  const faults = (bytes: Buffer) =>
    dump0(bytes, keys.file)
      .split('\n')
      .filter((line) => line.startsWith('{"damage"'))
      .map((line) => JSON.parse(line).damage);
  const check = async (bytes: Buffer, expected: string) => {
    expect(faults(bytes)).toContain(expected);
    const { error, damage } = await play(page, bytes, keys.pem);
    expect([error, ...damage]).toContain(expected);
  };
  // The last byte of a chunk is one of its tag; the checksum is made anew by whoever knows how.
  const changed = Buffer.from(chunks[1]!);
  changed[changed.length - 1]! ^= 1;
  await check(Buffer.concat([chunks[0]!, withChecksum(changed), ...chunks.slice(2)]), 'seal-broken');
  await check(Buffer.concat([chunks[0]!, ...chunks.slice(2)]), 'missing-chunk');
  await check(Buffer.concat([chunks[0]!, chunks[2]!, chunks[1]!, ...chunks.slice(3)]), 'missing-chunk');
  await check(sealed.subarray(0, sealed.length - 5), 'truncated');
  // A chunk of another recording that claims to be of this one.
  const foreign = Buffer.from(chunksOf(again)[1]!);
  sealed.copy(foreign, 6, 6, 22);
  await check(Buffer.concat([chunks[0]!, withChecksum(foreign), ...chunks.slice(2)]), 'seal-broken');
});

test('a point that is none gives nobody a key that could be guessed', async ({ page, keys }) => {
  const [first] = chunksOf(await record(page, keys.publicKey));
  const [payload] = openPayloads(first!, keys.pem);
  const made = withChecksum(forged(first!, payload!, Buffer.alloc(32), Buffer.alloc(65, 0xff)));
  const { error, damage } = await play(page, made, keys.pem);
  expect([error, ...damage]).toContain('seal-broken');
  expect(spawnSync(tool, ['dump', '-', '--key', keys.file], { input: made })).toMatchObject({ status: 2 });
});

test('a recording whose last chunks were taken away is told of by the tool', async ({ page, keys }) => {
  const recording = await record(page, keys.publicKey);
  const verify = (bytes: Buffer) =>
    spawnSync(tool, ['verify', '-', '--key', keys.file], { input: bytes, encoding: 'utf8' }).stdout;
  expect(verify(recording)).toMatch(/^-: ok/);
  expect(verify(recording.subarray(0, -chunksOf(recording).at(-1)!.length))).toContain('cut off, or never ended');
});

test('what is redacted plays without what went, and stays sealed', async ({ page, keys }, info) => {
  await open(page, `${body}<section class="card"><b>secret card</b><img src="face.png"></section>`);
  const visit = await Visit.start(page, { sealKey: keys.publicKey });
  await page.locator('#field').pressSequentially('Ada Love!');
  await page.evaluate(() => {
    const text = document.querySelector('p')!.firstChild as Text;
    for (const letter of ' for Ada Love') text.appendData(letter);
  });
  await visit.mark('written');
  await page.evaluate(() => document.querySelector('.card')!.append('more of the card'));
  await visit.mark('end');
  const recording = await visit.stop();
  const rules = ['--text', 'Ada Love', '--selector', '.card', '--key', keys.file];
  const redacted = redact(recording, info.outputPath('visit.reel'), ...rules);
  expect(await play(page, redacted, null)).toMatchObject({ error: 'sealed' });
  expect(await play(page, redacted, keys.pem)).toEqual({
    error: undefined,
    damage: [],
    text: 'the canary in the text for xxxxxxxx',
    value: 'xxxxxxxx!',
  });
  const lines = dump(redacted, keys.file);
  for (const gone of ['Ada', 'secret card', 'face.png', 'more of the card']) expect(lines).not.toContain(gone);
  expect(openPayloads(redacted, keys.pem).length).toBe(chunksOf(recording).length);
  const words = ['Ada Love', 'secret card'].flatMap((word) => ['--no-canary', word]);
  const verify = spawnSync(tool, ['verify', '-', '--key', keys.file, ...words], { input: redacted, encoding: 'utf8' });
  expect(verify.stdout).toMatch(/^-: ok/);
});

test('a recording is refused rather than made without a seal', async ({ page, keys }) => {
  const start = (sealKey: unknown) =>
    page.evaluate(async (sealKey) => {
      const { record } = await import(`${location.origin}/dist/recorder.js`);
      return record({ sink: () => {}, sealKey }).then(
        () => 'recording',
        (error: { code: string }) => error.code,
      );
    }, sealKey);
  await open(page);
  for (const key of ['', 'short', 5, `B${'A'.repeat(86)}`, keys.publicKey.replace(/^B/, 'C')]) {
    expect(await start(key), String(key)).toBe('bad-option');
  }
  expect(await start(keys.publicKey)).toBe('recording');
  // Without a secure context there is no WebCrypto.
  await servePlayer(page, { '/plain.html': { body } });
  await page.goto('http://player.test/plain.html');
  expect(await start(keys.publicKey)).toBe('bad-option');
});

test('a recording that has expired is not played', async ({ page }) => {
  await open(page);
  const visit = await Visit.start(page, { expiryDays: 2 });
  await visit.mark('here');
  const start = await visit.startTime();
  const recording = await visit.stop();
  const [first] = dump(recording).split('\n');
  const { identity } = JSON.parse(first!).chunk;
  expect(identity.expires_millis - start).toBe(2 * 86_400_000);
  expect(await play(page, recording, null)).toMatchObject({ error: undefined, text: 'the canary in the text' });
  await page.clock.setFixedTime(identity.expires_millis + 1);
  expect(await play(page, recording, null)).toMatchObject({ error: 'expired' });
});

function dump0(recording: Buffer, key: string): string {
  return spawnSync(tool, ['dump', '-', '--key', key], { input: recording, encoding: 'utf8' }).stdout;
}

/** Makes the checksum of a chunk anew: it stands before the payload. */
function withChecksum(chunk: Buffer): Buffer {
  let at = 5;
  const skip = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = chunk[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const flags = skip();
  at += 16;
  for (let field = 0; field < 5; field++) skip();
  skip();
  skip();
  if (flags & 1) {
    at += 64;
    skip();
  }
  let sum = -1;
  for (const byte of Buffer.concat([chunk.subarray(0, at), chunk.subarray(at + 4)])) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  const made = Buffer.from(chunk);
  made.writeUInt32LE(~sum >>> 0, at);
  return made;
}
