/** A small campaign from its first message to its last answer: people who each behave in one of the ways people behave. */
import { beginCampaign } from '../../src/campaigns/begin.js';
import { confirm } from '../../src/campaigns/checklist.js';
import { createCampaign } from '../../src/campaigns/create.js';
import { patient, proofOf, type Patient } from './people.js';
import { DAY, TestStage, type Placed } from './services.js';

export const BEHAVIOURS = [
  'silent', 'needs', 'leaves', 'stops', 'wrong', 'relative', 'unreachable', 'begins', 'leavesOne', 'twoNumbers', 'whatsapp',
] as const; // prettier-ignore
export type Behaviour = (typeof BEHAVIOURS)[number];

const says: Readonly<Record<Behaviour, (who: Patient) => readonly string[]>> = {
  silent: () => [],
  unreachable: () => [],
  twoNumbers: () => [],
  whatsapp: () => [],
  needs: () => ['1', '1', '1'],
  leaves: (who) => ['1', '4', '2', proofOf(who), 'en una clinica', 'en marzo de 2025', '1', '1'],
  leavesOne: (who) => ['1', '4', '2', proofOf(who), 'en una clinica', 'en marzo de 2025', '1', '1'],
  stops: () => ['STOP'],
  wrong: () => ['3'],
  relative: () => ['2'],
  begins: () => ['1'],
};

const entry = (year: number) => ({ enteredOn: `${year}-03-10`, careCode: '07-101', healthService: 23 });
let phones = 0;

function patientWho(behaviour: Behaviour): Patient {
  const two = behaviour === 'leavesOne' ? { entries: [entry(2022), entry(2023)] } : {};
  phones += 1;
  const phone = (n: number) => `+5697${String(3_000_000 + phones * 10 + n)}`;
  // Numbers that end in 0 are out of service.
  if (behaviour === 'unreachable') return patient({ phones: [phone(0)] });
  if (behaviour === 'twoNumbers') return patient({ phones: [phone(5), phone(6)] });
  return patient({ phones: [phone(5)], ...two });
}

export interface PlayedCampaign {
  readonly stage: TestStage;
  readonly id: string;
  readonly placed: readonly Placed[];
}

export interface CampaignOptions {
  readonly wordings?: readonly string[];
  /** How long those who are silent are waited for. */
  readonly days?: number;
}

/** Close its stage at the end. `change` gives each person's own sex, insurer, commune, year of birth. */
export async function playCampaign(
  behaviours: readonly Behaviour[],
  change: (index: number) => Record<string, unknown> = () => ({}),
  { days = 0 }: CampaignOptions = {},
): Promise<PlayedCampaign> {
  const stage = await TestStage.open({
    answer: ({ to, channel }) =>
      channel === 'sms' && to.endsWith('0')
        ? { ok: false, failure: { kind: 'unreachable', retryable: false, code: 'test' } }
        : undefined,
  });
  const { services, programme } = stage;
  const { store } = services;
  const patients = behaviours.map(patientWho);
  const placed = await stage.add(...patients);
  for (const [index, { person }] of placed.entries())
    await store.persons.updateOne(
      { _id: person },
      { $set: { asking: { state: 'listed', dueAt: null }, ...change(index) } },
    );
  const at = new Date(services.clock.now());
  await store.imports.insertOne({
    _id: 'list', programme: programme.id, file: 'list.csv', state: 'done', lastLine: 1, today: '2026-11-23', startedAt: at, finishedAt: at, rows: 1, changed: 1,
  }); // prettier-ignore
  const { _id: id } = await createCampaign(services, programme, {
    name: 'one', universe: '', firstWave: 200, budget: 1_000_000, peoplePerHour: 3600, by: 'Ana',
  }); // prettier-ignore
  for (const what of ['universe', 'informed', 'test'] as const) await confirm(services, id, what, 'Ana');
  await beginCampaign(services, programme, id, { by: 'Ana' });
  stage.pass(60_000);
  await stage.settle();
  for (const [index, behaviour] of behaviours.entries()) {
    const [address = ''] = placed[index]?.addresses ?? [];
    for (const text of says[behaviour](patients[index] as Patient)) await stage.says(address, text);
  }
  if (days > 0) await stage.wait(days * DAY);
  for (const [index, behaviour] of behaviours.entries())
    if (behaviour === 'whatsapp') {
      const [address = ''] = placed[index]?.addresses ?? [];
      for (const text of ['si', '1']) await stage.says(address, text, { channel: 'whatsapp' });
    }
  return { stage, id, placed };
}
