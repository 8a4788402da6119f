import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AccountEvent, TemplateEvent } from '../../src/domain/provider-event.js';
import { refusalOf, stopsOf, templateId } from '../../src/outbox/stops.js';
import { TestStage } from '../support/services.js';
import { tell } from '../support/told.js';

let stage: TestStage;
beforeAll(async () => {
  stage = await TestStage.open();
});
afterAll(() => stage.close());

let made = 0;
const fresh = () => `vigente_${(made += 1)}`;
const template = (name: string, event: string, over: Partial<TemplateEvent> = {}): TemplateEvent => ({
  kind: 'template',
  templateId: '9',
  template: name,
  language: 'es',
  event,
  field: 'x',
  ...over,
});
const account = (event: string, over: Partial<AccountEvent> = {}): AccountEvent => ({
  kind: 'account',
  event,
  field: 'account_update',
  ...over,
});
async function told(...news: readonly (TemplateEvent | AccountEvent)[]): Promise<void> {
  stage.pass(1_000);
  await tell(stage, 'whatsapp-cloud', ...news);
  await stage.settle();
}
const stored = (name: string) =>
  stage.services.store.templates.findOne({ _id: templateId('whatsapp-cloud', name, 'es') });
/** Why it may not be used now. */
async function refusal(name: string): Promise<string | null> {
  const { templates } = await stopsOf(stage.services);
  return refusalOf(templates.get(templateId('whatsapp-cloud', name, 'es')), 'UTILITY');
}

describe('a template', () => {
  it('that was approved may be used', async () => {
    const name = fresh();
    await told(template(name, 'APPROVED', { reason: 'NONE', usable: true }));
    expect(await stored(name)).toMatchObject({ status: 'APPROVED', category: null, quality: null });
    expect(await refusal(name)).toBeNull();
  });

  it.each(['REJECTED', 'PAUSED', 'DISABLED'])('that is %s may not, and why is kept', async (event) => {
    const name = fresh();
    await told(template(name, 'APPROVED', { usable: true }), template(fresh(), 'APPROVED', { usable: true }));
    await told(template(name, event, { reason: 'INVALID_FORMAT', usable: false }));
    expect(await stored(name)).toMatchObject({ status: event, why: 'INVALID_FORMAT' });
    expect(await refusal(name)).toBe(`template-${event.toLowerCase()}`);
  });

  it.each(['REINSTATED', 'UNPAUSED'])('that was paused and is %s may be used again', async (event) => {
    const name = fresh();
    await told(template(name, 'PAUSED', { usable: false }));
    await told(template(name, event, { usable: true }));
    expect(await refusal(name)).toBeNull();
  });

  it('that is paused and approved again the same day, over and over, is as it was told last', async () => {
    const name = fresh();
    for (let time = 0; time < 2; time += 1) {
      await told(template(name, 'PAUSED', { usable: false }));
      expect(await refusal(name)).toBe('template-paused');
      await told(template(name, 'APPROVED', { usable: true }));
      expect(await refusal(name)).toBeNull();
    }
  });

  it('of which several things are told before anybody looks is as it was told last', async () => {
    const names = Array.from({ length: 12 }, fresh);
    for (const event of ['APPROVED', 'PAUSED', 'DISABLED']) {
      stage.pass(1_000);
      const usable = event === 'APPROVED';
      // By name in the other order each time: the last word counts, not the place in the table.
      const order = usable ? names : [...names].reverse();
      await tell(stage, 'whatsapp-cloud', ...order.map((name) => template(name, event, { usable })));
    }
    await stage.settle();
    for (const name of names) expect(await stored(name)).toMatchObject({ status: 'DISABLED' });
  });

  it('keeps its quality, which stops nothing, also when nothing else is known of it', async () => {
    const [known, unknown] = [fresh(), fresh()];
    await told(template(known, 'APPROVED', { usable: true }));
    const news = { previous: 'GREEN', current: 'YELLOW' };
    await told(template(known, 'quality', news), template(unknown, 'quality', news));
    expect(await stored(known)).toMatchObject({ status: 'APPROVED', quality: 'YELLOW' });
    expect(await stored(unknown)).toMatchObject({ quality: 'YELLOW' });
    expect([await refusal(known), await refusal(unknown)]).toEqual([null, null]);
  });

  it('of another category, which costs more, is not used until somebody has looked; one that will change still is', async () => {
    const name = fresh();
    await told(template(name, 'APPROVED', { usable: true }));
    const news = { previous: 'UTILITY', current: 'MARKETING' };
    await told(template(name, 'category-impending', news));
    expect(await refusal(name)).toBeNull();
    await told(template(name, 'category', news));
    expect(await stored(name)).toMatchObject({ status: 'APPROVED', category: 'MARKETING' });
    expect(await refusal(name)).toBe('template-is-marketing');
  });
});

describe('our account', () => {
  it('that is restricted stops the channel, and one coordinator is told once', async () => {
    const news = account('ACCOUNT_RESTRICTION', { advice: 'stop-all' });
    for (let time = 0; time < 3; time += 1) await told(news);
    await told(account('DISABLED_UPDATE', { advice: 'stop-all' }));
    const { deskTasks, channelStops } = stage.services.store;
    expect(await channelStops.find().toArray()).toMatchObject([{ _id: 'whatsapp-cloud', why: 'account_restriction' }]);
    const tasks = await deskTasks.find({ reason: 'channelStopped' }).toArray();
    expect(tasks).toMatchObject([{ queue: 'coordinator', state: 'open', person: null, conversation: null }]);
  });

  it('may write first to as many people as Meta says', async () => {
    const learned = async () =>
      (await stage.services.store.settings.findOne({ _id: 'tier:whatsapp-cloud' }))?.value ?? null;
    expect(await learned()).toBeNull();
    await told(account('FLAGGED', { number: '+56225550100', limit: 'TIER_10K' }));
    expect(await learned()).toBe(10_000);
    await told(account('DOWNGRADE', { limit: 'TIER_2K' }));
    expect(await learned()).toBe(2_000);
    await told(account('capability', { limit: 100_000 }));
    expect(await learned()).toBe(100_000);
    await told(account('UPGRADE', { limit: 'TIER_UNHEARD_OF' }));
    expect(await learned()).toBe(100_000);
    await told(account('UPGRADE', { limit: 'TIER_UNLIMITED' }));
    expect(await learned()).toBe(-1); // no limit
  });
});
