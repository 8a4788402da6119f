import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openEntries } from '../../src/campaigns/exclusions.js';
import { topicOfListed } from '../../src/campaigns/entries.js';
import { isMinor } from '../../src/domain/age.js';
import { isParent } from '../../src/understanding/details.js';
import { patient, proofOf } from '../support/people.js';
import { DAY, TestStage } from '../support/services.js';

let stage: TestStage;
beforeAll(async () => {
  stage = await TestStage.open();
});
afterAll(() => stage.close());

const cited = { enteredOn: '2023-03-10', careCode: '07-101', healthService: 23, appointmentOn: '2026-12-12' };
const entryOf = async (id = '') => stage.services.store.entries.findOne({ _id: id });

describe('an appointment ahead', () => {
  it('is confirmed for its day, and asked about again only when the day is another', async () => {
    const ana = patient({ entries: [cited] });
    const [placed] = await stage.add(ana);
    const [phone] = placed?.addresses ?? [];
    await stage.settle();
    await stage.says(phone ?? '', '1');
    await stage.says(phone ?? '', proofOf(ana));
    await stage.says(phone ?? '', '1');
    const entry = await entryOf(placed?.entries[0]);
    expect(entry).toMatchObject({ appointment: { on: '2026-12-12', is: 'confirmed' }, outcome: { is: 'stillNeeds' } });
    if (!entry) return;
    const rules = stage.programme.asking;
    const asked = (today: string, appointmentOn: string) =>
      openEntries([{ ...entry, appointmentOn }], { today, rules }).length;
    expect(asked('2026-11-24', '2026-12-12')).toBe(0);
    expect(asked('2026-11-24', '2027-01-20')).toBe(1);
    expect(asked('2027-01-20', '2027-01-20')).toBe(0);
  });

  it('whose day comes while nobody answers is not asked about any more', async () => {
    const [placed] = await stage.add(patient({ entries: [{ ...cited, appointmentOn: '2026-11-25' }] }));
    const person = placed?.person ?? '';
    await stage.settle();
    stage.sent = [];
    await stage.wait(12 * DAY);
    expect(stage.sent.filter((message) => message.person === person)).toEqual([]);
    expect(await stage.conversation(person)).toMatchObject({ live: false, ended: 'withdrawn' });
    expect((await entryOf(placed?.entries[0]))?.outcome ?? null).toBeNull();
  });

  it('is not confirmed any more once they say that they cannot go after all', async () => {
    const ana = patient({ entries: [{ ...cited, appointmentOn: '2027-02-02' }] });
    const [placed] = await stage.add(ana);
    const [phone] = placed?.addresses ?? [];
    await stage.settle();
    for (const said of ['1', proofOf(ana), '1']) await stage.says(phone ?? '', said);
    expect((await entryOf(placed?.entries[0]))?.appointment).toMatchObject({ is: 'confirmed' });
    await stage.says(phone ?? '', 'al final no puedo ir');
    const entry = await entryOf(placed?.entries[0]);
    expect(entry).toMatchObject({ appointment: { on: '2027-02-02', is: 'cannot' }, outcome: { is: 'stillNeeds' } });
    expect(await stage.tasks(placed?.person ?? '')).toEqual(['call appointmentCannot']);
  });

  it('that is told as not needed is left to a call, with what was said of the day', async () => {
    const ana = patient({ entries: [{ ...cited, appointmentOn: '2027-02-01' }] });
    const [placed] = await stage.add(ana);
    const [phone] = placed?.addresses ?? [];
    await stage.settle();
    for (const said of ['1', proofOf(ana), 'ya no la necesito']) await stage.says(phone ?? '', said);
    const entry = await entryOf(placed?.entries[0]);
    expect(entry).toMatchObject({ appointment: { on: '2027-02-01', is: 'notNeeded' }, outcome: { is: 'undecided' } });
    expect(await stage.services.store.proposals.countDocuments({ entry: entry?._id ?? '' })).toBe(0);
    expect(await stage.tasks(placed?.person ?? '')).toEqual(['call appointmentNotNeeded']);
  });
});

describe('a child', () => {
  it('is asked about through whoever is responsible, whose relation is kept with the number', async () => {
    const [placed] = await stage.add(patient({ birthDate: '2015-03-04', names: 'TOMÁS' }));
    await stage.settle();
    const first = stage.sent.find(({ person }) => person === placed?.person);
    expect(first?.keys).toEqual(['responsible.ask']);
    expect(first?.text).toContain('la persona responsable de Tomas');
    await stage.says(placed?.addresses[0] ?? '', 'soy la mamá');
    await stage.says(placed?.addresses[0] ?? '', '4');
    const person = await stage.services.store.persons.findOne({ _id: placed?.person ?? '' });
    expect(person?.contacts[0]).toMatchObject({ status: 'validated', responsible: { relation: 'parent' } });
    expect(await stage.outcome(placed?.entries[0] ?? '')).toBe('undecided');
    expect(await stage.tasks(placed?.person ?? '')).toEqual(['review minorNotNeeded']);
  });

  it('stops being one on the eighteenth birthday; a plan goes by the middle of the year', () => {
    expect(isMinor('2008-11-24', '2026-11-23')).toBe(true);
    expect(isMinor('2008-11-23', '2026-11-23')).toBe(false);
    expect(isMinor('2008-02-29', '2026-02-28')).toBe(true);
    expect(isMinor('2008-02-29', '2026-03-01')).toBe(false);
    const none = [{ appointmentOn: null }];
    expect(topicOfListed({ birthYear: 2010 }, none, '2026-11-23')).toBe('minor');
    expect(topicOfListed({ birthYear: 1950 }, none, '2026-11-23')).toBe('need');
    expect(topicOfListed({ birthYear: 1950 }, [{ appointmentOn: '2026-12-01' }], '2026-11-23')).toBe('appointment');
    expect(topicOfListed({ birthYear: 1950 }, [{ appointmentOn: '2026-11-23' }], '2026-11-23')).toBe('need');
  });

  it.each([
    ['soy la mamá', true],
    ['habla con el papa', true],
    ['si, soy su tutora', true],
    ['con la madre', true],
    ['no soy la mamá', false],
    ['soy la tia', false],
    ['mi mamá no está', false],
    ['soy la hija de su mamá', false],
  ])('hears in "%s" a parent: %s', (text, parent) => {
    expect(isParent(text)).toBe(parent);
  });
});
