// Runs what takes too long for every change: `npm run soak [-- MINUTES]`, ten minutes of fuzzing for each target
// unless told otherwise, then the browser tests that are marked `@soak`, and all of them in Firefox where it is.

import { findProgram, main } from './run.mjs';
import { browserTest, cargoTest, finish, step, testEverything } from './test.mjs';

await main(async () => {
  const minutes = Number(process.argv[2] ?? 10);
  await testEverything();
  const { setup } = await import('./setup.mjs');
  const { fuzz, forSeconds } = await import('./fuzz.mjs');
  await step('setup for soak', 'node scripts/setup.mjs soak', () => setup('soak'));
  await step('rust, slow', 'cargo test --workspace -- --ignored', () =>
    cargoTest(['--workspace', '--quiet', '--', '--ignored']),
  );
  await step('browser, slow', 'SOAK=1 npx playwright test --grep @soak', () =>
    browserTest(['--project=chromium', '--grep=@soak', '--pass-with-no-tests'], { SOAK: '1' }),
  );
  if (findProgram('firefox-esr')) {
    const again = 'FIREFOX=1 npx playwright test --project=firefox';
    await step('browser, Firefox', again, () => browserTest(['--project=firefox'], { FIREFOX: '1' }));
  }
  const seconds = minutes * 60;
  await step('fuzz, long', `node scripts/fuzz.mjs ${seconds}`, async () => ({
    passed: await fuzz(forSeconds(seconds)),
  }));
  finish();
});
