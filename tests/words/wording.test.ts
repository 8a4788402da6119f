import { expect, it } from '@jest/globals';
import { createCampaign } from '../../src/campaigns/create.js';
import { enrol } from '../../src/campaigns/enrol.js';
import { PATHS } from '../../src/paths.js';
import { loadWords } from '../../src/words/words.js';
import { withWording, wordingsOf } from '../../src/words/wording.js';
import { patient } from '../support/people.js';
import { TestStage } from '../support/services.js';

it('a wording stands in where it has a text of its own, on its channel alone', async () => {
  const words = await loadWords(PATHS.templates);
  expect(wordingsOf(words, 'es-CL')).toContain('saludo');
  const arm = withWording(words, 'saludo');
  expect(arm.keyFor('es-CL', 'sms', 'who.ask')).toBe('who.ask@saludo');
  expect(arm.keyFor('es-CL', 'whatsapp', 'who.ask')).toBe('who.ask');
  expect(arm.raw('es-CL', 'sms', 'who.ask')).not.toBe(words.raw('es-CL', 'sms', 'who.ask'));
  expect(arm.raw('es-CL', 'sms', 'need.ask')).toBe(words.raw('es-CL', 'sms', 'need.ask'));
});

it('people of an arm read its wording, the others the ordinary one, and the message remembers which', async () => {
  const stage = await TestStage.open();
  try {
    const { services, programme } = stage;
    await stage.add(...Array.from({ length: 6 }, () => patient()));
    await services.store.persons.updateMany({}, { $set: { asking: { state: 'listed', dueAt: null } } });
    const campaign = await createCampaign(services, programme, { name: 'arms', universe: '', wordings: ['saludo'], peoplePerHour: 3600, by: 'Ana' }); // prettier-ignore
    await enrol(services, programme, campaign, '2026-11-23');
    await services.store.campaigns.updateOne({ _id: campaign._id }, { $set: { state: 'running' } });
    stage.pass(60_000);
    await stage.settle();
    expect(stage.sent.map(({ keys }) => keys.join()).sort()).toEqual([
      'who.ask', 'who.ask', 'who.ask', 'who.ask@saludo', 'who.ask@saludo', 'who.ask@saludo',
    ]); // prettier-ignore
    expect(stage.sent.every(({ text, keys }) => text.startsWith('Hola') === (keys[0] !== 'who.ask'))).toBe(true);
    expect(await services.store.messages.countDocuments({ key: 'who.ask@saludo' })).toBe(3);
  } finally {
    await stage.close();
  }
});
