/** The console in every language: nothing it says is missing from a catalogue, and no reader of English meets Spanish. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IntlMessageFormat } from 'intl-messageformat';
import { catalogue, inLanguage, LANGUAGES, say, type Language } from '../../src/console/language.js';
import { ROLES, type Role } from '../../src/domain/role.js';
import { signIn } from '../support/console.js';
import { fullConsole, type FullConsole } from './full-console.js';
import { allSaid, type Said } from './said.js';

const OTHERS = LANGUAGES.filter((each) => each !== 'es');

let said: Said;
beforeAll(async () => {
  said = await allSaid();
});

type Element = ReturnType<IntlMessageFormat['getAst']>[number];
/** Names of what a message is filled with, once each. */
function placeholders(message: string): string[] {
  const names = new Set<string>();
  const walk = (elements: readonly Element[]): void => {
    for (const each of elements) {
      if ('options' in each) for (const option of Object.values(each.options)) walk(option.value);
      if (each.type !== 0 && each.type !== 7) names.add(each.value); // neither text nor "#"
    }
  };
  walk(new IntlMessageFormat(message, 'es').getAst());
  return [...names].sort();
}

it('no page and no code says something that is given to no catalogue', () => {
  expect(said.keys.size).toBeGreaterThan(450); // it did find them
  expect(said.unsaid).toEqual([]);
});

describe.each(OTHERS)('the catalogue "%s"', (which) => {
  it('has all that is said', () => {
    const missing = [...said.keys].filter(([text]) => !catalogue(which).has(text));
    expect(missing.map(([text, where]) => `${where}: ${text}`)).toEqual([]);
  });

  it('has nothing that nobody says', () => {
    expect([...catalogue(which).keys()].filter((text) => !said.keys.has(text))).toEqual([]);
  });

  it('fills in what the Spanish fills in, and leaves nothing empty', () => {
    const wrong = [...catalogue(which)].filter(
      ([spanish, text]) => text.trim() === '' || placeholders(spanish).join() !== placeholders(text).join(),
    );
    expect(wrong).toEqual([]);
  });

  it('has no straight apostrophe: before a brace it would hide what is filled in', () => {
    expect([...catalogue(which).values()].filter((text) => text.includes("'"))).toEqual([]);
  });
});

it('counts as each language counts', () => {
  const times = '{count, plural, one {# vez} other {# veces}}';
  const told = (which: Language, count: number) => inLanguage(which, () => say(times, { count }));
  expect(LANGUAGES.map((which) => told(which, 1))).toEqual(['1 vez', '1 vegada', '1 volta', 'once']);
  expect(LANGUAGES.map((which) => told(which, 2))).toEqual(['2 veces', '2 vegades', '2 volte', '2 times']);
});

describe('a page', () => {
  let full: FullConsole;
  let address: string;
  let review: string;
  let conversation: string;
  const sessions = new Map<Role, string>();

  beforeAll(async () => {
    full = await fullConsole();
    ({ review, conversation } = full);
    ({ address } = full.site);
    for (const role of ROLES) sessions.set(role, (await signIn(address, `u${role}`)).cookie);
  }, 60_000);
  afterAll(() => full?.close());

  const get = async (path: string, cookie: string, accept = '') => {
    const response = await fetch(address + path, { headers: { cookie, 'accept-language': accept } });
    return { status: response.status, html: await response.text() };
  };
  const headOf = ({ html }: { readonly html: string }) =>
    [/<html lang="(\w+)"/, /<h1>([^<]*)/].map((each) => each.exec(html)?.[1]);

  it('comes in the language that was chosen, else in what the browser asks for, else in Spanish', async () => {
    const mine = sessions.get('DARS') ?? '';
    const read = async (cookie: string, accept?: string) => headOf(await get('/console/reviews', cookie, accept));
    expect(await read(mine)).toEqual(['es', 'Revisiones']);
    expect(await read(mine, 'de-DE,de;q=0.9')).toEqual(['es', 'Revisiones']);
    expect(await read(mine, 'it-IT,it;q=0.9,en;q=0.5')).toEqual(['it', 'Verifiche']);
    expect(await read(`${mine}; vigente_language=ca`, 'it-IT')).toEqual(['ca', 'Revisions']);
    expect(await read(`${mine}; vigente_language=en`, 'it-IT')).toEqual(['en', 'Reviews']);
    expect(await read(`${mine}; vigente_language=xx`, 'it-IT')).toEqual(['it', 'Verifiche']);
    expect(headOf(await get('/console/sign-in', '', 'en-GB'))).toEqual(['en', 'Sign in']);
    expect(headOf(await get('/', 'vigente_language=en', 'en-GB'))).toEqual(['es', 'Qué está en marcha']);
  });

  it('shows a choice of language that is kept', async () => {
    const mine = sessions.get('DARS') ?? '';
    const key = /name="key" value="([^"]+)"/.exec((await get('/console/reviews', mine)).html)?.[1] ?? '';
    const answer = await fetch(`${address}/console/language`, {
      method: 'POST', redirect: 'manual', headers: { cookie: mine }, body: new URLSearchParams({ key, language: 'ca' }),
    }); // prettier-ignore
    const chosen = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    expect(headOf(await get('/console/reviews', `${mine}; ${chosen}`))[0]).toBe('ca');
  });

  /** What stands in a page and is no name: its texts and the labels of its parts. */
  const textsOf = (html: string): string[] =>
    [...html.matchAll(/>([^<]+)<|(?:aria-label|data-of|title|placeholder)="([^"]*)"/g)]
      .map(([, text, label]) => (text ?? label ?? '').replace(/\s+/g, ' ').trim())
      .filter((text) => text !== '' && text !== 'Español');
  const TELL_TALE =
    /[¿¡ñ]|\b([Rr]evisiones|Salir|[Cc]ampañas?|[Ee]gresos?|[Cc]uentas|Estado|Programa|[Pp]ersonas|[Rr]espuesta|[Nn]adie|Motivo|de la|para|no hay|sin|aún)\b/;
  const pathsOf = (role: Role) => [...full.paths, ...(role === 'DARS' ? ['/console/sign-in'] : [])];

  const TO_READ = (): Partial<Record<Role, string[]>> => ({
    DARS: [
      review,
      conversation,
      '/console/campaigns/minsal.paused',
      '/console/jobs/left',
      '/console/lists/differences',
      '/console/desk/supervision',
    ],
    service: ['/console/desk/services'],
    operator: ['/console/desk'],
    informationLine: ['/console/line'],
  });

  it.each(ROLES)('has no Spanish for %s, who reads English', async (role) => {
    const cookie = `${sessions.get(role) ?? ''}; vigente_language=en`;
    const differs = new Set([...catalogue('en')].filter(([spanish, english]) => spanish !== english).map(([spanish]) => spanish)); // prettier-ignore
    const english = new Set(catalogue('en').values());
    const names = [...full.stage.services.programmes.values()].flatMap(({ name, causes }) => [name, ...[...causes.values()].map((each) => each.name)]); // prettier-ignore
    const opened: string[] = [];
    const spanish: string[] = [];
    for (const path of pathsOf(role)) {
      const { status, html } = await get(path, cookie);
      if (status === 200) opened.push(path);
      // A patient's own words stay as they were written, and what is read to them is in their language.
      const page = html
        .replace(/(<div class="line[^>]*>)<p>[\s\S]*?<\/p>/g, '$1')
        .replace(/<blockquote>[\s\S]*?<\/blockquote>|<form [^>]*class="answers">[\s\S]*?<\/form>/g, '');
      for (const text of textsOf(page)) {
        const left = names.reduce((rest, name) => rest.replaceAll(name, ''), text);
        if ((differs.has(text) && !english.has(text)) || TELL_TALE.test(left)) spanish.push(`${path}: ${text}`);
      }
    }
    expect(opened.length).toBeGreaterThan(1);
    // What there is to read was there.
    expect(opened).toEqual(expect.arrayContaining(TO_READ()[role] ?? []));
    expect(spanish).toEqual([]);
  });
});
