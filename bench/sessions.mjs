/**
 * How many bytes sessions of five kinds take on the wire, beside rrweb's events as gzipped JSON.
 * `node bench/sessions.mjs [name of a session]`; with `KEEP=folder` the recordings are left there.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sessions, support } from './pages/sessions.js';
import { openStage, print } from './support/stage.mjs';

const only = process.argv[2];

/** What starts each recorder: `recorder.stop()` resolves to what was sent, piece by piece, in base64. */
const recorders = {
  domreel: `
    const { record } = await import('/dist/recorder.js');
    const chunks = [];
    const recording = await record({ sink: (chunk) => void chunks.push(chunk), mask: 'none', resources: 'none' });
    const text = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    globalThis.recorder = { stop: async () => { await recording.stop(); return chunks.map(text); } };`,
  rrweb: `
    const { record } = await import('/rrweb-record.js');
    const sent = [];
    let events = [];
    const send = () => { if (events.length) sent.push(btoa(unescape(encodeURIComponent(JSON.stringify(events))))); events = []; };
    const stop = record({ emit: (event) => void events.push(event) });
    const timer = setInterval(send, 5000);
    globalThis.recorder = { stop: async () => { stop(); clearInterval(timer); send(); return sent; } };`,
};

const stage = await openStage();
const table = [];
for (const [name, { what, html, run }] of Object.entries(sessions)) {
  if (only && name !== only) continue;
  const bytes = {};
  for (const [recorder, source] of Object.entries(recorders)) {
    const { page, close } = await stage.open(`<!doctype html><title>bench</title>${html}<script>${support}</script>`);
    await page.evaluate(`(async () => {${source}})()`);
    await page.evaluate(`(${run})()`);
    const sent = (await page.evaluate('frames(20).then(() => recorder.stop())')).map((text) =>
      Buffer.from(text, 'base64'),
    );
    await close();
    bytes[recorder] = (recorder === 'rrweb' ? sent.map((events) => gzipSync(events, { level: 6 })) : sent).reduce(
      (sum, { length }) => sum + length,
      0,
    );
    if (recorder === 'domreel' && process.env.KEEP)
      writeFileSync(join(process.env.KEEP, `${name}.reel`), Buffer.concat(sent));
  }
  table.push([name, what, bytes.domreel, bytes.rrweb, (bytes.domreel / bytes.rrweb).toFixed(2)]);
}
await stage.close();
print(['session', 'what happens', 'domreel, bytes', 'rrweb, bytes of gzipped JSON', 'ratio'], table, stage.version);
