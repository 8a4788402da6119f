/** A list with people who have been asked, and the portal to which they come. */
import { runCheckDigit } from '../../src/domain/document-number.js';
import { Afterwards } from '../../src/portal/afterwards.js';
import type { IdentityProvider } from '../../src/portal/oidc.js';
import { listen } from '../../src/web/listen.js';
import { webApp } from '../../src/web/server.js';
import { workFolder } from '../support/work-folder.js';
import { proofOf, type Patient } from '../support/people.js';
import { loadPersons, type KnownPerson } from '../../src/store/loadConversations.js';
import type { Visitor } from '../../src/portal/talk.js';
import type { Assurance } from '../../src/domain/assurance.js';
import type { Placed, TestStage } from '../support/services.js';

export async function personOf(stage: TestStage, placed: Placed): Promise<KnownPerson> {
  const person = (await loadPersons(stage.services.store, [placed.person])).get(placed.person);
  if (!person) throw new Error('there is no such person');
  return person;
}

export async function visitorOf(stage: TestStage, placed: Placed, level: Assurance, visit = 'v1'): Promise<Visitor> {
  return {
    programme: stage.programme,
    person: await personOf(stage, placed),
    level,
    address: placed.addresses[0] ?? null,
    visit,
  };
}

export interface OpenPortal {
  readonly address: string;
  readonly afterwards: Afterwards;
  close(): Promise<void>;
}

/** The real server over the stage, on a port of its own. */
export async function openPortal(
  stage: TestStage,
  options: { readonly demo?: boolean; readonly provider?: IdentityProvider } = {},
): Promise<OpenPortal> {
  const afterwards = new Afterwards(stage.services);
  const web = webApp(stage.services, {
    running: { engine: 'external', kind: 'synthetic', version: '0', channels: [] },
    consoleToken: 'key',
    workFolder: workFolder(),
    chat: null,
    portal: {
      demo: options.demo ?? true,
      address: null,
      secure: false,
      provider: options.provider ?? null,
      afterwards,
    },
  });
  const { server, address } = await listen(web, '127.0.0.1', 0);
  return {
    address,
    afterwards,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await afterwards.idle();
    },
  };
}

export interface Page {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  readonly path: string;
}

/** A browser without scripts: it keeps cookies, follows redirects, and sends the key of the form it was shown. */
export class Browser {
  readonly cookies = new Map<string, string>();
  key = '';
  constructor(readonly address: string) {}

  get(path: string): Promise<Page> {
    return this.#ask(path, { method: 'GET' });
  }

  post(path: string, fields: Readonly<Record<string, string>> | FormData): Promise<Page> {
    const body = fields instanceof FormData ? fields : new URLSearchParams({ key: this.key, ...fields });
    return this.#ask(path, { method: 'POST', body });
  }

  async #ask(path: string, init: RequestInit): Promise<Page> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(this.address + path, { ...init, redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const to = response.headers.get('location');
    if (to?.startsWith('/')) {
      await response.arrayBuffer();
      return this.get(to);
    }
    const text = await response.text();
    this.key = /name="key" value="([\w-]+)"/.exec(text)?.[1] ?? this.key;
    return { status: response.status, text, headers: response.headers, path };
  }
}

/** "12345001-7" */
export const documentOf = ({ run }: Patient): string => `${run}-${runCheckDigit(run)}`;

/** The code in the last SMS. */
export const codeIn = (stage: TestStage): string => /\b(\d{6})\b/.exec(stage.sent.at(-1)?.text ?? '')?.[1] ?? 'none';

/** Comes in by the document, with a code, and (unless told) with the digits and the year. */
export async function comeIn(
  stage: TestStage,
  portal: OpenPortal,
  someone: Patient,
  level: 1 | 2 | 3 = 3,
): Promise<Browser> {
  const browser = new Browser(portal.address);
  await browser.post('/portal/enter', { programme: 'minsal', document: documentOf(someone) });
  if (level !== 2) {
    await browser.post('/portal/code/send', {});
    await portal.afterwards.idle();
    await browser.post('/portal/code', { code: codeIn(stage) });
    await portal.afterwards.idle();
  }
  if (level !== 1) {
    await browser.get('/portal/prove');
    const [digits = '', year = ''] = proofOf(someone).split(' ');
    await browser.post('/portal/document', { digits, year });
  }
  return browser;
}
