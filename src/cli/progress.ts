import cliProgress from 'cli-progress';
import type { Output } from './output.js';

export interface Progress {
  at(value: number): void;
  end(): void;
}

/** A bar on a terminal, nothing elsewhere: logs and pipes stay readable. */
export function progressBar(unit: string, total: number, output: Output): Progress {
  if (output.json || !process.stderr.isTTY) return { at: () => {}, end: () => {} };
  const bar = new cliProgress.SingleBar(
    { format: `{bar} ${unit} {value}/{total} · {eta_formatted} left`, stream: process.stderr, clearOnComplete: true },
    cliProgress.Presets.shades_classic,
  );
  bar.start(total, 0);
  return { at: (value) => bar.update(Math.min(value, total)), end: () => bar.stop() };
}
