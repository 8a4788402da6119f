/** A browser without a screen: keeps the cookie of /chat and nothing else. */
export class ChatBrowser {
  cookie: string | null = null;
  /** The Set-Cookie line as it came last. */
  setCookie = '';

  constructor(readonly address: string) {}

  async get(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.cookie !== null) headers.set('cookie', this.cookie);
    const response = await fetch(this.address + path, { redirect: 'manual', ...init, headers });
    const set = response.headers.get('set-cookie');
    if (set !== null) {
      this.setCookie = set;
      this.cookie = set.split(';')[0] ?? null;
    }
    return response;
  }

  /** As htmx posts a form. */
  post(path: string, body: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
    return this.get(path, {
      method: 'POST',
      body: new URLSearchParams(body),
      headers: { 'hx-request': 'true', ...headers },
    });
  }

  /** Paths of the people who can be played. */
  async people(): Promise<readonly string[]> {
    const page = await (await this.get('/chat')).text();
    return [...page.matchAll(/href="(\/chat\/[^"]+)"/g)].map(([, path = '']) => path);
  }
}

/** Reads a stream of events; `next` gives one event's lines, or null at its end. */
export function eventsOf(response: Response): { next(): Promise<string | null>; close(): Promise<void> } {
  if (response.body === null) throw new Error('there is no stream');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let held = '';
  return {
    next: async () => {
      while (!held.includes('\n\n')) {
        const { done, value } = await reader.read();
        if (done) return null;
        held += value;
      }
      const [first = '', ...rest] = held.split('\n\n');
      held = rest.join('\n\n');
      return first;
    },
    close: () => reader.cancel(),
  };
}
