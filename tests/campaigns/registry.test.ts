import { expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCampaign } from '../../src/campaigns/create.js';
import { enrol } from '../../src/campaigns/enrol.js';
import { runCheckDigit } from '../../src/domain/document-number.js';
import { loadRegistry } from '../../src/load/registry.js';
import { patient } from '../support/people.js';
import { TestStage } from '../support/services.js';

it('real people are asked only once the registry has answered about them, the dead never, and a live conversation with one falls silent', async () => {
  const stage = await TestStage.open();
  const folder = mkdtempSync(join(tmpdir(), 'vigente-registry-'));
  try {
    const { services, programme } = stage;
    const { persons } = services.store;
    const patients = [patient(), patient(), patient()];
    const placed = await stage.add(...patients);
    await stage.settle();
    expect(stage.sent).toHaveLength(3);
    const file = join(folder, 'registry.csv');
    const run = (n: number) => `${patients[n]?.run}-${runCheckDigit(patients[n]?.run ?? 0)}`;
    writeFileSync(
      file,
      ['F_CONSULTA;DOCUMENTO;FALLECIDO;F_DEFUNCION', `20/11/2026;${run(0)};NO;`, `20/11/2026;${run(1)};SI;01/10/2026`, `20/11/2026;7654321-${runCheckDigit(7654321)};NO;`,
        `20/11/2026;${run(2)};SI;`, `24/12/2030;${run(2)};NO;`, '20/11/2026;1-1;NO;'].join('\n'),
    ); // prettier-ignore
    const loaded = await loadRegistry(services, programme, file, { source: 'Registro Civil', today: '2026-11-23' });
    expect(loaded).toMatchObject({ rows: 6, checked: 2, dead: 1, unknown: 1 });
    expect(loaded.refused.map(({ line }) => line)).toEqual([5, 6, 7]);

    // Whoever answers that phone gets nothing about a dead person's care; the others go on.
    stage.sent = [];
    await stage.says(placed[1]?.addresses[0] ?? '', '1');
    expect(stage.sent).toEqual([]);
    await stage.says(placed[0]?.addresses[0] ?? '', '1');
    expect(stage.sent).toHaveLength(1);

    await services.store.conversations.updateMany({}, { $set: { live: false } });
    await persons.updateMany({ 'asking.why': { $ne: 'deceased' } }, { $set: { synthetic: false, asking: { state: 'listed', dueAt: null } }, $unset: { askedAt: '' } }); // prettier-ignore
    const campaign = await createCampaign(services, programme, { name: 'checked', universe: '', by: 'Ana' });
    const enrolled = await enrol(services, programme, campaign, '2026-11-23');
    expect(enrolled).toMatchObject({ chosen: 1, excluded: { deceased: 1, staleCheck: 1 } });

    // The registry was wrong, and says so: they are written to again.
    writeFileSync(file, ['DOCUMENTO;FALLECIDO;F_CONSULTA', `22/11/2026;;`, `${run(1)};NO;22/11/2026`].join('\n'));
    await loadRegistry(services, programme, file, { source: 'Registro Civil', today: '2026-11-23' });
    expect(await services.store.suppressions.countDocuments({ why: 'death' })).toBe(0);
    const back = await persons.findOne({ _id: placed[1]?.person ?? '' });
    expect([back?.asking.state, back?.asking.why, back?.checked?.dead]).toEqual(['listed', undefined, false]);
  } finally {
    rmSync(folder, { recursive: true });
    await stage.close();
  }
});
