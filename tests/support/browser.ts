import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser of this machine, or undefined. In CI a missing browser is a failure, elsewhere its tests are skipped aloud. */
export const browserPath: string | undefined = [process.env['VIGENTE_CHROMIUM'], ...PLACES].find(
  (path) => path !== undefined && existsSync(path),
);

export const NO_BROWSER =
  'There is no Chromium here. As root on Debian: apt-get install chromium. Elsewhere: VIGENTE_CHROMIUM=/path/to/chromium';

/** May the browser tests be left out? Says how to get one. */
export function mayLeaveOut(): boolean {
  if (browserPath !== undefined) return false;
  if (process.env['CI'] === 'true') return false;
  process.stderr.write(`${NO_BROWSER}\n`);
  return true;
}

export async function openBrowser(): Promise<Browser> {
  if (browserPath === undefined) throw new Error(NO_BROWSER);
  return chromium.launch({
    executablePath: browserPath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
}
