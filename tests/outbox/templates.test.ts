import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startPeople } from '../../src/campaigns/start.js';
import type { TemplateDoc } from '../../src/store/documents.js';
import { sendDue } from '../../src/turn/work.js';
import { patient, type Patient } from '../support/people.js';
import { failing, scriptedPort } from '../support/real-port.js';
import { DAY, HOUR, MINUTE, TestStage, type Placed } from '../support/services.js';

/** Everybody is asked on WhatsApp at once. */
const cadence = [{ channel: 'whatsapp', dialog: 'confirm-need' }] as const;
const port = scriptedPort();
let stage: TestStage;
beforeAll(async () => {
  stage = await TestStage.open({ ports: [port], programme: { cadence: [...cadence] } });
});
afterAll(() => stage.close());
afterEach(async () => {
  port.answer = () => undefined;
  await stage.services.store.templates.deleteMany({});
  await stage.services.store.deskTasks.updateMany({ queue: 'coordinator' }, { $set: { state: 'done' } });
});

const requestsTo = ({ person }: Placed) => port.requests.filter((request) => request.person === person);
const lastTo = (placed: Placed) => requestsTo(placed).at(-1);
const messageOf = ({ person }: Placed) =>
  stage.services.store.messages.find({ person, direction: 'out' }).sort({ turn: -1 }).next();
async function waiting(change: Partial<Patient> = {}): Promise<Placed> {
  const [placed] = (await stage.add(patient(change))) as [Placed];
  await startPeople(stage.services, 10, placed.person);
  return placed;
}
async function asked(): Promise<Placed> {
  const placed = await waiting();
  await stage.settle();
  return placed;
}
const says = (placed: Placed, words: Parameters<TestStage['says']>[1]) =>
  stage.says(placed.addresses[0] ?? '', words, { channel: 'whatsapp' });
const known = (name: string, change: Partial<TemplateDoc>) =>
  stage.services.store.templates.insertOne({
    _id: `${port.id}|${name}|es`, status: 'APPROVED', category: 'UTILITY', quality: null, contentSid: null, why: null, at: new Date(), ...change,
  }); // prettier-ignore

describe('the first message on WhatsApp', () => {
  it('is the template of its text in the programme’s language, with the first name and its buttons', async () => {
    const placed = await asked();
    expect(lastTo(placed)?.template).toEqual({
      name: 'vigente_quien_lee', language: 'es', contentSid: null, variables: ['Hortensia'], buttons: ['self', 'relative', 'notHere'],
    }); // prettier-ignore
    expect(await messageOf(placed)).toMatchObject({ template: 'vigente_quien_lee', state: 'sent' });
  });

  it('never has an empty value: somebody without a name is "usted"', async () => {
    const placed = await waiting({ names: '' });
    await stage.settle();
    expect(lastTo(placed)?.template?.variables).toEqual(['usted']);
  });

  it('goes by the content that the provider made of the template', async () => {
    await known('vigente_quien_lee', { contentSid: 'HX1' });
    expect(lastTo(await asked())?.template?.contentSid).toBe('HX1');
  });
});

describe('the window', () => {
  it('lets free text go for 24 hours after the person’s last WhatsApp message, and only templates after', async () => {
    const placed = await asked();
    await says(placed, { choice: 'self' });
    expect(lastTo(placed)).toMatchObject({ kind: 'reply', template: null });
    const until = (await stage.conversation(placed.person)).windowUntil;
    expect(until - stage.clock.now()).toBe(24 * HOUR);
    // The reminder two days later is a template: none of the question's own, so one that opens the window.
    await stage.wait(3 * DAY);
    expect(lastTo(placed)).toMatchObject({
      kind: 'reminder',
      template: { name: 'vigente_seguir', buttons: ['resume'] },
    });
  });

  it('is not opened by an SMS', async () => {
    const placed = await asked();
    await stage.says(placed.addresses[0] ?? '', '1', { channel: 'sms' });
    expect((await stage.conversation(placed.person)).windowUntil).toBe(0);
  });

  it('counts from when they wrote, not from when we heard of it', async () => {
    const placed = await asked();
    stage.pass(2 * HOUR);
    await stage.says(
      placed.addresses[0] ?? '',
      { choice: 'self' },
      { channel: 'whatsapp', saidAt: stage.clock.now() - HOUR },
    );
    expect((await stage.conversation(placed.person)).windowUntil - stage.clock.now()).toBeLessThan(23 * HOUR);
  });

  it('that is closed at the provider, whatever we thought, is opened again with a template at once', async () => {
    const placed = await asked();
    port.answer = ({ template }) => (template ? undefined : failing({ kind: 'windowClosed', code: '131047' }));
    await says(placed, { choice: 'self' });
    expect(
      requestsTo(placed)
        .slice(-2)
        .map(({ template }) => template?.name ?? null),
    ).toEqual([null, 'vigente_seguir']);
    const states = await stage.services.store.messages
      .find({ person: placed.person, direction: 'out' })
      .sort({ turn: 1 })
      .toArray();
    expect(states.map(({ state }) => state)).toEqual(['sent', 'failed', 'sent']);
  });
});

describe('the button of the template that opens the window', () => {
  it('puts the question again and answers nothing', async () => {
    const placed = await asked();
    await says(placed, { choice: 'self' });
    await stage.wait(3 * DAY);
    const { state } = await stage.conversation(placed.person);
    const resume = lastTo(placed)?.id ?? '';
    await says(placed, { choice: 'resume', choiceOf: resume });
    expect(lastTo(placed)).toMatchObject({ kind: 'reply', keys: ['need.ask'], template: null });
    expect((await stage.conversation(placed.person)).state).toBe(state);
    // Also when the question has gone on meanwhile.
    await says(placed, { choice: 'no', choiceOf: lastTo(placed)?.id ?? '' });
    const reason = await stage.conversation(placed.person);
    await says(placed, { choice: 'resume', choiceOf: resume });
    await says(placed, { choice: 'resume', choiceOf: resume });
    expect(lastTo(placed)?.keys).toEqual(['reason.ask']);
    expect((await stage.conversation(placed.person)).state).toBe(reason.state);
  });
});

describe('a template that may not be used', () => {
  it.each([
    [{ status: 'PAUSED' }, 'misconfigured template-paused'],
    [{ status: 'REJECTED' }, 'misconfigured template-rejected'],
    [{ category: 'MARKETING' }, 'misconfigured template-is-marketing'],
  ])('keeps its messages waiting and says why: %o', async (change, why) => {
    await known('vigente_quien_lee', change);
    const placed = await waiting();
    await sendDue(stage.services);
    expect(requestsTo(placed)).toEqual([]);
    expect(await messageOf(placed)).toMatchObject({ state: 'queued', failure: why });
    await stage.services.store.templates.deleteMany({});
    stage.pass(15 * MINUTE);
    await sendDue(stage.services);
    expect(requestsTo(placed)).toHaveLength(1);
  });

  it('keeps back no message that goes without it', async () => {
    const placed = await asked();
    await known('vigente_quien_lee', { status: 'PAUSED' });
    await says(placed, { choice: 'self' });
    expect(lastTo(placed)).toMatchObject({ kind: 'reply', template: null });
  });

  it('because the provider refuses it stops for all that use it, and one task tells the coordinator', async () => {
    const answers = await asked();
    port.answer = ({ template }) =>
      template?.name === 'vigente_quien_lee'
        ? failing({ kind: 'misconfigured', stops: 'template', code: '132015' })
        : undefined;
    const [first, second] = [await waiting(), await waiting()];
    await sendDue(stage.services);
    await sendDue(stage.services);
    const third = await waiting();
    await sendDue(stage.services);
    expect(requestsTo(third)).toEqual([]);
    for (const placed of [first, second]) expect(await messageOf(placed)).toMatchObject({ state: 'queued' });
    const told = await stage.services.store.deskTasks.find({ queue: 'coordinator', state: 'open' }).toArray();
    expect(told.filter(({ _id }) => _id.startsWith(`template:${port.id}:vigente_quien_lee:`))).toHaveLength(1);
    await says(answers, { choice: 'self' });
    expect(lastTo(answers)?.kind).toBe('reply');
    // Approved again, as the sync reads it: all of them go, each once.
    port.answer = () => undefined;
    await stage.services.store.templates.updateMany({}, { $set: { status: 'APPROVED', category: 'UTILITY' } });
    stage.pass(15 * MINUTE);
    await stage.settle();
    for (const placed of [first, second, third]) expect(await messageOf(placed)).toMatchObject({ state: 'sent' });
    expect(requestsTo(third)).toHaveLength(1);
  });
});
