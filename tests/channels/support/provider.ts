/** The fake provider as a child process, on a port of its own. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Arrived } from '../conformance/suite.js';

const SCRIPT = fileURLToPath(new URL('../../fixtures/providers/fake-provider.mjs', import.meta.url));

export interface FakeProvider {
  readonly url: string;
  /** Messages it accepted, as the person and the provider saw them. */
  arrived(): Promise<readonly Arrived[]>;
  /** The same, whole. */
  log(): Promise<readonly Readonly<Record<string, unknown>>[]>;
  tell(path: string, body: unknown): Promise<void>;
  close(): Promise<void>;
}

interface Entry {
  readonly to: string;
  readonly text?: string;
  readonly ref?: string;
  readonly buttons?: readonly { readonly title: string }[];
}

/** `options` — of fake-provider.mjs, without the dashes. By default it answers at once and has no limits. */
export async function fakeProvider(options: Readonly<Record<string, string>> = {}): Promise<FakeProvider> {
  const all = { port: '0', latency: '0', rate: '0', undelivered: '0', 'window-start': 'open', ...options };
  const args = Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(process.execPath, [SCRIPT, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const [line] = (await new Promise<readonly string[]>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (text) => resolve([text]));
    child.once('error', reject);
  })) as readonly [string];
  const url = `http://127.0.0.1:${(JSON.parse(line) as { port: number }).port}`;
  const log = async (): Promise<readonly (Entry & Readonly<Record<string, unknown>>)[]> =>
    ((await (await fetch(`${url}/log`)).json()) as { items: readonly (Entry & Record<string, unknown>)[] }).items;
  return {
    url,
    log,
    arrived: async () =>
      (await log()).map(({ to, text, ref, buttons }) => ({
        to,
        text: text ?? '',
        labels: (buttons ?? []).map(({ title }) => title),
        reference: ref ?? null,
      })),
    tell: async (path, body) => {
      const answer = await fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`the fake provider answered ${answer.status}`);
      await answer.arrayBuffer();
    },
    close: async () => {
      child.kill();
      await ended;
    },
  };
}
