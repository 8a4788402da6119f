/** What people do for themselves, over real HTTP: numbers, documents, the signed writing, their data and rights, a STOP; and who comes for another. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { unzipSync } from 'fflate';
import { addUser } from '../../src/discharge/users.js';
import { makeDossier, verifyDossier } from '../../src/discharge/dossier.js';
import { propose } from '../../src/discharge/propose.js';
import { personWith } from '../../src/rights/subject.js';
import { erase } from '../../src/rights/erase.js';
import { openJson } from '../../src/privacy/vault.js';
import { bytesOf } from '../../src/store/loadConversations.js';
import { checkAlive, listOpen } from '../discharge/stage.js';
import { patient, type Patient } from '../support/people.js';
import { DAY, HOUR, MINUTE, TestStage, type Placed } from '../support/services.js';
import { Browser, codeIn, comeIn, documentOf, openPortal, personOf, type OpenPortal } from './stage.js';

/** The smallest JPEG that is one. */
const JPEG = Buffer.from('/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=', 'base64'); // prettier-ignore

describe('the portal', () => {
  let stage: TestStage;
  let portal: OpenPortal;
  let someone: Patient;
  let placed: Placed;
  beforeEach(async () => {
    stage = await TestStage.open();
    someone = patient({
      names: 'ROSA ELENA',
      surname: 'PEÑA',
      phones: ['+56961110001'],
      entries: [{ enteredOn: '2023-03-10', careCode: '07-101', healthService: 23, type: 4 }],
    });
    [placed] = (await stage.add(someone)) as [Placed];
    portal = await openPortal(stage);
  });
  afterEach(async () => {
    await portal.close();
    await stage.close();
  });

  const answer = async (browser: Browser, ...choices: readonly string[]) => {
    let page = await browser.get('/portal/answer');
    for (const choice of choices) {
      const shown = /name="shown" value="([\w-]+)"/.exec(page.text)?.[1] ?? '';
      stage.pass(1000);
      page = await browser.post('/portal/answer', { choice, shown });
    }
    await stage.settle();
    return page;
  };
  const contacts = async () => (await personOf(stage, placed)).doc.contacts;
  const sent = (key: string) => stage.sent.filter(({ keys }) => keys.includes(key));

  it('is asked once a visit whether it was easy, when all is answered; only sums are kept', async () => {
    const browser = await comeIn(stage, portal, someone, 1);
    expect((await browser.get('/portal/home')).text).not.toContain('¿Le fue fácil?');
    await answer(browser, 'yes', 'yes', 'yes');
    const home = await browser.get('/portal/home');
    expect(home.text).toContain('¿Le fue fácil?');
    const { ratings, portalSessions, entries } = stage.services.store;
    // Of somebody who is worse it is not asked.
    const entry = await entries.findOne({ person: placed.person });
    await entries.updateOne({ person: placed.person }, { $set: { 'outcome.is': 'worse' } });
    expect((await browser.get('/portal/home')).text).not.toContain('¿Le fue fácil?');
    await entries.updateOne({ person: placed.person }, { $set: { outcome: entry?.outcome ?? null } });
    for (const how of ['best', '__proto__', '']) await browser.post('/portal/rate', { how });
    expect(await ratings.countDocuments({})).toBe(0);
    const thanked = await browser.post('/portal/rate', { how: 'easy' });
    expect(thanked.text).toContain('Gracias por decirlo');
    expect(thanked.text).not.toContain('¿Le fue fácil?');
    // Pressed twice, or sent again: once.
    await browser.post('/portal/rate', { how: 'hard' });
    const [only, ...more] = await ratings.find({}).toArray();
    expect(more).toEqual([]);
    expect(only).toMatchObject({ programme: 'minsal', how: 'easy', count: 1 });
    expect(JSON.stringify(only)).not.toContain(placed.person);
    expect(await portalSessions.countDocuments({ rated: true })).toBe(1);
  });

  it('adds a number that was proved by a code, tells the old one, and sends it no code for seven days', async () => {
    const browser = await comeIn(stage, portal, someone, 1);
    expect((await browser.post('/portal/contact/phone', { phone: '12' })).status).toBe(422);
    await browser.post('/portal/contact/phone', { phone: '9 7712 3345' });
    await portal.afterwards.idle();
    expect(sent('portal.code').at(-1)?.to).toBe('+56977123345');
    expect((await browser.post('/portal/contact/phone-code', { code: '000000' })).status).toBe(401);
    const page = await browser.post('/portal/contact/phone-code', { code: codeIn(stage) });
    expect(page.text).toContain('Termina en 345');
    expect(page.text).toContain('recibirá códigos desde');
    expect(sent('portal.numberChanged').map(({ to }) => to)).toEqual(['+56961110001']);
    const person = await personOf(stage, placed);
    expect(person.secret.contacts.map(({ value }) => value)).toEqual(['+56961110001', '+56977123345']);
    expect((await contacts())[1]).toMatchObject({ from: 'person', status: 'validated' });
    // It is the only one left that is theirs, and still too new.
    await stage.services.store.persons.updateOne(
      { _id: placed.person },
      { $set: { 'contacts.0.status': 'wrongPerson' } },
    );
    const again = new Browser(portal.address);
    const before = sent('portal.code').length;
    await again.post('/portal/enter', { programme: 'minsal', document: documentOf(someone) });
    await again.post('/portal/code/send', {});
    await portal.afterwards.idle();
    expect(sent('portal.code')).toHaveLength(before);
    stage.pass(8 * DAY);
    const later = new Browser(portal.address);
    await later.post('/portal/enter', { programme: 'minsal', document: documentOf(someone) });
    await later.post('/portal/code/send', {});
    await portal.afterwards.idle();
    expect(sent('portal.code').at(-1)?.to).toBe('+56977123345');
  });

  it('takes the code of a new number for nothing else, and that of the door for no number', async () => {
    const browser = await comeIn(stage, portal, someone, 1);
    await browser.post('/portal/contact/phone', { phone: '977123345' });
    await portal.afterwards.idle();
    const code = codeIn(stage);
    await browser.get('/portal/prove');
    expect((await browser.post('/portal/code', { code })).status).toBe(401);
    await browser.post('/portal/code/send', { sign: '1' });
    await portal.afterwards.idle();
    expect((await browser.post('/portal/contact/phone-code', { code: codeIn(stage) })).status).toBe(401);
    expect(await contacts()).toHaveLength(1);
  });

  it('keeps e-mail and address, which a later list does not undo', async () => {
    const browser = await comeIn(stage, portal, someone, 1);
    expect((await browser.post('/portal/contact/email', { email: 'no es' })).status).toBe(422);
    await browser.post('/portal/contact/email', { email: 'Rosa@Example.org' });
    await browser.post('/portal/contact/address', { street: 'LOS AROMOS', number: '12', rest: '', commune: 'Osorno', city: 'OSORNO' });
    const person = await personOf(stage, placed);
    expect(person.secret.contacts.at(-1)?.value).toBe('rosa@example.org');
    expect(person.secret.street).toBe('LOS AROMOS');
    const [reported] = person.doc.reported ?? [];
    expect(reported && openJson<{ said: string }>(person.key.bytes, bytesOf(reported.secret)).said).toContain('Osorno');
    const page = await browser.post('/portal/contact/phone-gone', { at: '0' });
    expect(page.status).toBe(422); // the one by which they are here
  }); // prettier-ignore

  it('takes a photo or a PDF by what its bytes are, sealed, and nothing else', async () => {
    const browser = await comeIn(stage, portal, someone, 1);
    const send = (bytes: Buffer, name: string) => {
      const form = new FormData();
      form.set('key', browser.key);
      form.set('note', 'informe');
      form.set('file', new Blob([Uint8Array.from(bytes)]), name);
      return browser.post('/portal/documents', form);
    };
    await browser.get('/portal/documents');
    expect((await send(Buffer.from('MZ a program'), 'foto.jpg')).status).toBe(415);
    expect((await send(Buffer.from('<script>1</script>'), 'foto.pdf')).status).toBe(415);
    expect((await send(Buffer.from('%PDF-1.7\n1 0 obj <</S /JavaScript>>'), 'a.pdf')).status).toBe(415);
    expect((await send(Buffer.concat([JPEG, Buffer.alloc(8_000_001)]), 'grande.jpg')).status).toBe(413);
    expect((await send(Buffer.alloc(0), 'nada.jpg')).status).toBe(422);
    const page = await send(JPEG, 'sin-nombre');
    expect(page.text).toMatch(/Guarde este número: \d{6}-[0-9A-Z]{5}/);
    expect(await stage.tasks(placed.person)).toEqual(['listen photo']);
    const [file] = await stage.services.store.portalFiles.find({}).toArray();
    expect(file).toMatchObject({ type: 'image/jpeg', size: JPEG.length, kind: 'document' });
    const chunks = await stage.services.store['portalBytes.chunks'].find({}).toArray();
    expect(Buffer.concat(chunks.map(({ data }) => bytesOf(data as Buffer))).includes(JPEG)).toBe(false);
    await send(JPEG, 'otra-vez.jpg');
    expect(await stage.services.store.portalFiles.countDocuments({})).toBe(1);
  }); // prettier-ignore

  it('signs a waiver that the policy takes as the writing, with both proofs and a number confirmed for a week', async () => {
    let browser = await comeIn(stage, portal, someone, 3);
    await answer(browser, 'no', 'refuses', 'none', 'remove', 'remove');
    expect(await stage.outcome(placed.entries[0] ?? '')).toBe('refuses');
    const home = await browser.get('/portal/home');
    const path = /href="(\/portal\/sign\/\w+)"/.exec(home.text)?.[1] ?? '';
    expect(path).not.toBe('');
    // The number was confirmed a minute ago: it signs nothing.
    let page = await browser.post(path, { name: 'Rosa Elena Peña', statement: 'x' });
    expect(page.status).toBe(403);

    stage.pass(8 * DAY);
    await listOpen(stage);
    await checkAlive(stage, [placed]);
    const waits = (await propose(stage.services, stage.programme)).waits;
    expect(waits).toEqual({ writing: 1 });
    browser = await comeIn(stage, portal, someone, 3);
    page = await browser.get(path);
    const statement = (/<p class="statement">([^<]+)</.exec(page.text)?.[1] ?? '').replaceAll('&quot;', '"');
    expect(statement).toContain('ROSA ELENA PEÑA');
    expect((await browser.post(path, { name: 'Rosa Peña', statement })).status).toBe(422);
    expect((await browser.post(path, { name: 'Rosa Elena Peña Soto', statement })).status).toBe(422);
    expect((await browser.post(path, { name: 'rosa elena pena', statement: `${statement} no` })).status).toBe(409);
    page = await browser.post(path, { name: 'rosa elena pena', statement });
    const copy = /href="(\/portal\/copy\/[\w-]+)"/.exec(page.text)?.[1] ?? '';
    const pdf = await browser.get(copy);
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(pdf.text.startsWith('%PDF-')).toBe(true);
    // Of another person it is not there.
    const other = patient();
    await stage.add(other);
    expect((await (await comeIn(stage, portal, other, 3)).get(copy)).status).toBe(404);

    await stage.wait(HOUR);
    await listOpen(stage);
    await checkAlive(stage, [placed]);
    await propose(stage.services, stage.programme);
    const proposal = await stage.services.store.proposals.findOne({ entry: placed.entries[0] ?? '' });
    expect(proposal?.decision).toMatchObject({ is: 'allowed', cause: 6 });
    expect(proposal?.state).toBe('verified');
    const { zip } = await makeDossier(stage.services, stage.programme, placed.entries[0] ?? '');
    expect(verifyDossier(zip).ok).toBe(true);
    expect(Object.keys(unzipSync(zip)).some((name) => name.startsWith('files/writing-'))).toBe(true);
  });

  it('gives a place back by one click', async () => {
    const browser = await comeIn(stage, portal, someone, 3);
    await answer(browser, 'no', 'refuses', 'none', 'remove', 'remove');
    const home = await browser.get('/portal/home');
    const path = /action="(\/portal\/back\/\w+)"/.exec(home.text)?.[1] ?? '';
    await browser.post(path, {});
    await stage.settle();
    expect(await stage.outcome(placed.entries[0] ?? '')).toBe('stillNeeds');
    expect(await stage.services.store.holds.countDocuments({ _id: placed.entries[0] ?? '' })).toBe(1);
  });

  it('tells people what is kept of them, and takes what they ask about it', async () => {
    let browser = await comeIn(stage, portal, someone, 1);
    expect((await browser.get('/portal/data')).text).not.toContain('PEÑA');
    expect((await browser.get('/portal/data/all')).path).toBe('/portal/prove');
    browser = await comeIn(stage, portal, someone, 3);
    expect((await browser.get('/portal/data')).text).toContain('ROSA ELENA PEÑA');
    const all = JSON.parse((await browser.get('/portal/data/all')).text) as { person: { names: string } };
    expect(all.person.names).toBe('ROSA ELENA');
    expect((await browser.post('/portal/data', { right: 'erase', said: '' })).status).toBe(422);
    const page = await browser.post('/portal/data', { right: 'erase', said: 'No quiero estar aquí.' });
    expect(page.text).toMatch(/Su número es \d{6}-[0-9A-Z]{5}/);
    expect(await stage.tasks(placed.person)).toEqual(['coordinator dataRights']);
    // Erased by whoever decides it, nothing of the portal stays, and nobody is here any more.
    await addUser(stage.services, { name: 'tic', role: 'TIC', services: [], by: null });
    const person = await personWith(stage.services, stage.programme, documentOf(someone));
    await erase(stage.services, stage.programme, person, 'tic', 'asked');
    expect((await browser.get('/portal/home')).path).toContain('ended');
  });

  it('writes no more to whoever says so here', async () => {
    await stage.settle();
    const browser = await comeIn(stage, portal, someone, 1);
    const before = stage.sent.length;
    const page = await browser.post('/portal/stop', {});
    expect(page.text).toContain('No le escribiremos más');
    await stage.wait(5 * DAY);
    expect(stage.sent.slice(before).filter(({ channel }) => channel !== 'portal')).toEqual([]);
    expect(await stage.services.store.suppressions.countDocuments({ _id: `person:${placed.person}` })).toBe(1);
  });

  it('leaves whoever comes for another to a person, with a document, and tells them nothing', async () => {
    const ask = async (document: string) => {
      const browser = new Browser(portal.address);
      const form = new FormData();
      for (const [name, value] of Object.entries({ document, who: 'Ana', phone: '+56 9 1234 5678', as: 'Prison', said: 'Está aquí' }))
        form.set(name, value);
      form.set('file', new Blob([Uint8Array.from(JPEG)]), 'poder.jpg');
      const page = await browser.post('/portal/represent/minsal', form);
      await portal.afterwards.idle();
      return [page.status, page.text] as const;
    };
    expect(await ask(documentOf(someone))).toEqual(await ask(documentOf(patient())));
    expect(await stage.tasks(placed.person)).toEqual(['call representative']);
    expect(await stage.services.store.portalFiles.countDocuments({ kind: 'representative', person: placed.person })).toBe(1);
    expect(await stage.outcome(placed.entries[0] ?? '')).toBeNull();
    stage.pass(MINUTE);
  }); // prettier-ignore
});
