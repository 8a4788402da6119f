/** The door of the portal over real HTTP: what opens it, and how little it tells. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { inGroups, lettersOf, linkId } from '../../src/portal/letters.js';
import { patient, proofOf, type Patient } from '../support/people.js';
import { DAY, MINUTE, TestStage, type Placed } from '../support/services.js';
import { Browser, codeIn, comeIn, documentOf, openPortal, type OpenPortal } from './stage.js';

describe('the door of the portal', () => {
  let stage: TestStage;
  let portal: OpenPortal;
  let someone: Patient;
  let placed: Placed;
  beforeEach(async () => {
    stage = await TestStage.open();
    someone = patient({ phones: ['+56961110001'] });
    [placed] = (await stage.add(someone)) as [Placed];
    portal = await openPortal(stage, { demo: true });
  });
  afterEach(async () => {
    await portal.close();
    await stage.close();
  });

  const link = async (change: { readonly expiresAt?: Date } = {}): Promise<string> => {
    const { vault, portalLinks } = stage.services.store;
    const letters = lettersOf(vault, 'a conversation', (turns += 1));
    await portalLinks.insertOne({
      _id: linkId(vault, letters), programme: 'minsal', person: placed.person, address: placed.addresses[0] ?? '', at: new Date(stage.clock.now()),
      expiresAt: new Date(stage.clock.now() + DAY), usedAt: null, ...change,
    }); // prettier-ignore
    return letters;
  };
  let turns = 0;

  it('opens to a code that came to a number on file, once', async () => {
    const browser = new Browser(portal.address);
    const proof = await browser.post('/portal/enter', { programme: 'minsal', document: documentOf(someone) });
    expect(proof.path).toBe('/portal/prove');
    await browser.post('/portal/code/send', {});
    await portal.afterwards.idle();
    expect(stage.sent.at(-1)?.to).toBe('+56961110001');
    const code = codeIn(stage);
    const before = new Map(browser.cookies);
    const home = await browser.post('/portal/code', { code });
    expect(home.path).toBe('/portal/home');
    expect(home.text).toContain('marzo de 2023');
    expect(home.text).not.toContain('7-101');
    // The secret of before is worth nothing, and the code neither.
    const other = new Browser(portal.address);
    for (const [name, value] of before) other.cookies.set(name, value);
    expect((await other.get('/portal/home')).path).toContain('ended');
    await portal.afterwards.idle();
    const doc = await stage.services.store.persons.findOne({ _id: placed.person });
    expect(doc?.contacts[0]?.status).toBe('validated');
  });

  it('opens by the letters of a message, which say who it is and prove nothing', async () => {
    const letters = await link();
    const browser = new Browser(portal.address);
    const shown = await browser.get(`/portal/${letters}`);
    expect(shown.status).toBe(200); // a preview has looked at it
    const proof = await browser.post('/portal/enter', { letters: inGroups(letters).toLowerCase() });
    expect(proof.path).toBe('/portal/prove');
    expect((await browser.get('/portal/home')).path).toBe('/portal/prove');
    const [digits = '', year = ''] = proofOf(someone).split(' ');
    const home = await browser.post('/portal/document', { digits, year });
    expect(home.path).toBe('/portal/home');
    // With the document alone nothing is answered in anybody's name.
    expect((await browser.get('/portal/answer')).path).toBe('/portal/prove');
  });

  it('tells nobody from somebody: the same bytes for a right and a wrong number, link, code, year', async () => {
    const stranger = patient();
    const pages: string[][] = [];
    for (const who of [someone, stranger]) {
      const browser = new Browser(portal.address);
      const mine: string[] = [];
      const keep = (text: string) => mine.push(text.replaceAll(browser.key, 'KEY').replace(/es \d{6}/, 'es NNNNNN'));
      keep((await browser.post('/portal/enter', { programme: 'minsal', document: documentOf(who) })).text);
      keep((await browser.post('/portal/code/send', {})).text);
      keep((await browser.post('/portal/code', { code: '000000' })).text);
      keep((await browser.post('/portal/document', { digits: '0000', year: '1900' })).text);
      keep((await browser.post('/portal/document', { digits: '0000', year: '1900' })).text);
      keep((await browser.post('/portal/document', { digits: '0000', year: '1900' })).text);
      keep((await browser.post('/portal/document', { digits: '0000', year: '1900' })).text);
      pages.push(mine);
    }
    expect(pages[0]).toEqual(pages[1]);
    const links: string[][] = [];
    for (const letters of [await link(), await link({ expiresAt: new Date(stage.clock.now() - 1) }), 'K7Q2M9XD4TRV']) {
      const browser = new Browser(portal.address);
      const proof = await browser.post('/portal/enter', { letters });
      links.push([proof.path, proof.text.replaceAll(browser.key, 'KEY')]);
    }
    expect(links[0]).toEqual(links[1]);
    expect(links[0]).toEqual(links[2]);
    await portal.afterwards.idle();
    expect(stage.sent.filter(({ keys }) => keys.includes('portal.code'))).toHaveLength(1);
  });

  it('leaves it to a person after three wrong documents, whatever is tried then', async () => {
    const [digits = '', year = ''] = proofOf(someone).split(' ');
    for (let session = 0; session < 3; session += 1) {
      const browser = new Browser(portal.address);
      await browser.post('/portal/enter', { programme: 'minsal', document: documentOf(someone) });
      expect((await browser.post('/portal/document', { digits, year: '1951' })).status).toBe(401);
    }
    const browser = new Browser(portal.address);
    await browser.post('/portal/enter', { programme: 'minsal', document: documentOf(someone) });
    expect((await browser.post('/portal/document', { digits, year })).status).toBe(429);
    await portal.afterwards.idle();
    expect(await stage.tasks(placed.person)).toEqual(['identify identityNotProved']);
    stage.pass(DAY);
    await browser.post('/portal/enter', { programme: 'minsal', document: documentOf(someone) });
    expect((await browser.post('/portal/document', { digits, year })).path).toBe('/portal/home');
  });

  it('takes no code that is old, used, guessed or of another session, and sends three an hour', async () => {
    const browser = new Browser(portal.address);
    await browser.post('/portal/enter', { programme: 'minsal', document: documentOf(someone) });
    await browser.post('/portal/code/send', {});
    await portal.afterwards.idle();
    const first = codeIn(stage);
    const other = new Browser(portal.address);
    await other.post('/portal/enter', { programme: 'minsal', document: documentOf(someone) });
    await other.post('/portal/code/send', {});
    await portal.afterwards.idle();
    expect((await other.post('/portal/code', { code: first })).status).toBe(401);
    stage.pass(11 * MINUTE);
    expect((await browser.post('/portal/code', { code: first })).status).toBe(401);
    expect((await browser.post('/portal/code/send', {})).path).toBe('/portal/prove');
    expect((await browser.post('/portal/code/send', {})).status).toBe(429);
  });

  it('sends a code in spite of a STOP, and none after the news of a death', async () => {
    await stage.settle();
    await stage.says(placed.addresses[0] ?? '', '0');
    const browser = await comeIn(stage, portal, someone, 1);
    expect((await browser.get('/portal/home')).path).toBe('/portal/home');
    await stage.services.store.persons.updateOne(
      { _id: placed.person },
      { $set: { death: { reportedAt: new Date(stage.clock.now()), denied: false } } },
    );
    expect((await browser.get('/portal/home')).path).toContain('ended');
    const sent = stage.sent.length;
    const again = new Browser(portal.address);
    await again.post('/portal/enter', { programme: 'minsal', document: documentOf(someone) });
    await again.post('/portal/code/send', {});
    await portal.afterwards.idle();
    expect(stage.sent).toHaveLength(sent);
  });

  it('refuses a form that did not come from its own page, and keeps nothing in a browser', async () => {
    const browser = await comeIn(stage, portal, someone, 1);
    const refused = await browser.post('/portal/answer', { key: 'another', choice: 'yes' });
    expect(refused.status).toBe(403);
    const page = await browser.get('/portal/home');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(/<title>(.*?)<\/title>/.exec(page.text)?.[1]).toBe('Mi página');
  });

  it('answers the questions of the dialog on a page', async () => {
    const browser = await comeIn(stage, portal, someone, 3);
    let page = await browser.get('/portal/answer');
    const choose = async (choice: string) => {
      const shown = /name="shown" value="([\w-]+)"/.exec(page.text)?.[1] ?? '';
      stage.pass(1000);
      page = await browser.post('/portal/answer', { choice, shown });
    };
    expect(page.text).toContain('value="postpone"');
    await choose('');
    expect(page.status).toBe(422);
    await choose('yes');
    expect(page.text).toContain('No hay más preguntas');
    await stage.settle();
    expect(await stage.outcome(placed.entries[0] ?? '')).toBe('stillNeeds');
    expect((await browser.get('/portal/home')).text).toContain('la sigue necesitando');
  });
});
