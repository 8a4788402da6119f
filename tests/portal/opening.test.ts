/** To whom the portal is open, under which name, and how people are sent to it. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openingOf, portalAt } from '../../src/portal/opening.js';
import { patient } from '../support/people.js';
import { TestStage, type Placed } from '../support/services.js';
import { Browser, openPortal } from './stage.js';

const HERE = { HOST: '127.0.0.1', PORT: 3000, PUBLIC_URL: undefined };
const URL_OF = 'https://portal.example.org';

describe('the opening of the portal', () => {
  let stage: TestStage;
  beforeEach(async () => {
    stage = await TestStage.open({ programme: { portal: { domain: 'portal.example.org' } } });
  });
  afterEach(() => stage.close());

  it('is on the domain of a programme alone for real people, over HTTPS', () => {
    const { programmes } = stage.services;
    expect(openingOf({ ...HERE, PORTAL_URL: undefined }, programmes, 'real')).toBeNull();
    expect(openingOf({ ...HERE, PORTAL_URL: URL_OF }, programmes, 'real')).toMatchObject({ demo: false, secure: true });
    expect(() => openingOf({ ...HERE, PORTAL_URL: 'https://portal.example.com' }, programmes, 'real')).toThrow('no programme has that domain'); // prettier-ignore
    expect(() => openingOf({ ...HERE, PORTAL_URL: 'http://portal.example.org' }, programmes, 'real')).toThrow();
    expect(openingOf({ ...HERE, PORTAL_URL: undefined }, programmes, 'synthetic')?.address).toBe('http://127.0.0.1:3000');
    const at = portalAt({ ...HERE, PORTAL_URL: URL_OF });
    expect(at(stage.programme, false)).toBe('portal.example.org');
    expect(at({ ...stage.programme, portal: {} }, false)).toBeNull();
    expect(portalAt({ ...HERE, PORTAL_URL: undefined })(stage.programme, false)).toBeNull();
  });

  it('answers real people under that name alone', async () => {
    const portal = await openPortal(stage, { demo: false });
    expect((await new Browser(portal.address).get('/portal')).status).toBe(404);
    await portal.close();
  });

  it('is linked to only in answer to somebody who is known to read, once', async () => {
    const services = stage.also({ portal: portalAt({ ...HERE, PORTAL_URL: URL_OF }) });
    const three = ['2023-03-10', '2023-06-10', '2024-01-10'].map((enteredOn) => ({ enteredOn, careCode: '07-101', healthService: 23 }));
    const [placed] = (await stage.add(patient({ entries: three }))) as [Placed];
    const [address = ''] = placed.addresses;
    const says = async (text: string) => {
      stage.pass(60_000);
      const { receive } = await import('../../src/turn/receive.js');
      await receive(services, [stage.inbound(address, text)]);
      await stage.settle(services);
    };
    await stage.settle(services);
    await says('portal'); // who reads is not known yet
    const before = stage.sent.map(({ text }) => text).join(' ');
    expect(before).not.toMatch(/portal|http/);
    await says('1');
    await says('mándeme el portal');
    const [, letters = ''] = /\/portal\/([0-9A-Z]{12})\b/.exec(stage.sent.at(-1)?.text ?? '') ?? [];
    expect(letters).toHaveLength(12);
    // Two entries fit an SMS talk; the third is gone on with there.
    await says('1');
    await says('1');
    expect(stage.sent.at(-1)?.text).toMatch(/\/portal\/[0-9A-Z]{12}\b/);
    const portal = await openPortal(stage);
    const browser = new Browser(portal.address);
    expect((await browser.post('/portal/enter', { letters })).path).toBe('/portal/prove');
    await browser.post('/portal/code/send', {});
    await portal.afterwards.idle();
    const code = /\b(\d{6})\b/.exec(stage.sent.at(-1)?.text ?? '')?.[1] ?? '';
    expect((await browser.post('/portal/code', { code })).path).toBe('/portal/home');
    const page = await browser.get('/portal/answer');
    expect(page.text).toContain('enero de 2024');
    await portal.close();
  });
}); // prettier-ignore
