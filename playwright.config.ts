// The browser tests, run against the finished package in dist/ and the demo in www/dist, as a user has them.
//
// `SOAK=1` also runs what is tagged `@soak`; `FIREFOX=1` adds the project `firefox`.

import { defineConfig } from '@playwright/test';
import { findChromium, findProgram } from './scripts/run.mjs';

const isRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: 'tests/browser',
  outputDir: 'build/playwright',
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  // `scripts/test.mjs` names what passed at its second try only: a race, to be mended.
  retries: process.env.CI ? 1 : 0,
  workers: 2,
  timeout: 60_000,
  reporter: 'list',
  grepInvert: process.env.SOAK ? undefined : /@soak/,
  use: {
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    screenshot: 'only-on-failure',
  },
  projects: [
    {
      name: 'chromium',
      use: {
        browserName: 'chromium',
        launchOptions: {
          executablePath: findChromium(),
          args: ['--disable-gpu', '--disable-quic', '--font-render-hinting=none', ...(isRoot ? ['--no-sandbox'] : [])],
        },
      },
    },
    ...(process.env.FIREFOX
      ? [
          {
            name: 'firefox',
            use: {
              browserName: 'firefox' as const,
              // The channel that drives an ordinary Firefox; Playwright is pinned because it is not documented.
              channel: 'moz-firefox',
              launchOptions: { executablePath: findProgram('firefox-esr') ?? findProgram('firefox') },
            },
          },
        ]
      : []),
  ],
});
