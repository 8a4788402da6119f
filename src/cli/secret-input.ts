/** A secret from the terminal, where nobody sees it, or from standard input, where a program hands it in. Never an argument: those are seen by all. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

export async function secretFromInput(question: string): Promise<string> {
  const shown = process.stdin.isTTY;
  if (shown) process.stderr.write(question);
  // Echoes nothing of what is typed.
  const dark = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: dark, terminal: shown });
  try {
    return await lines.question('');
  } finally {
    lines.close();
    if (shown) process.stderr.write('\n');
  }
}
