/** One changed byte in any part of a dossier is found. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unzipSync } from 'fflate';
import { makeDossier, verifyDossier, type Dossier } from '../../src/discharge/dossier.js';
import type { DossierContent } from '../../src/discharge/dossier-content.js';
import { inFont, printed } from '../../src/discharge/dossier-pdf.js';
import { Random } from '../../src/domain/random.js';
import type { TestStage } from '../support/services.js';
import { flowing, pdfText } from '../support/pdf-text.js';
import { approveAll, dischargeStage, giveUp, type GaveUp } from './stage.js';

let stage: TestStage;
let who: GaveUp;
let zip: Uint8Array;
beforeAll(async () => {
  stage = await dischargeStage();
  [who] = (await giveUp(stage)) as [GaveUp];
  await approveAll(stage);
  zip = (await makeDossier(stage.services, stage.programme, who.entry)).zip;
});
afterAll(() => stage.close());

const dossier = (): Dossier => JSON.parse(new TextDecoder().decode(unzipSync(zip)['dossier.json'])) as Dossier;

describe('a dossier', () => {
  it('holds what the decision rests on, and verifies', () => {
    expect(verifyDossier(zip)).toEqual({ ok: true, proposal: dossier().proposal.id, problems: [] });
    expect(verifyDossier(zip, stage.services.store.vault.sealPublicKey).ok).toBe(true);
    const { decided, transcript, proposal, audit, messages } = dossier();
    expect(decided.decision).toMatchObject({ is: 'allowed', cause: 7, norm: 'C202-3365' });
    expect(decided.case?.outcome).toMatchObject({ contacted: true, confirmations: 2, toldLoss: true });
    expect(proposal.approvals.map(({ by }) => by)).toEqual(['ana', 'luis']);
    expect(transcript.length).toBeGreaterThan(6);
    expect(messages.length).toBeGreaterThan(10);
    expect(audit.some(({ stream }) => stream.startsWith('proposal:'))).toBe(true);
    // A whole document number that was written is masked in what was heard, and no page runs anything.
    const page = new TextDecoder().decode(unzipSync(zip)['dossier.html']);
    expect(page).toContain('Ordinario C202');
    expect(page).not.toMatch(/<script|https?:/i);
  });

  it('is readable on paper: who decided, by which norm, on what words and attempts', () => {
    const pdf = unzipSync(zip)['dossier.pdf'] as Uint8Array;
    const text = flowing(pdfText(pdf));
    const { proposal, decided, transcript, messages, audit, madeAt } = dossier();
    expect(text).toContain(`C202-3365: ${decided.norm?.title}`);
    expect(text).toContain('Causal 7, fecha de salida');
    for (const { by, at } of proposal.approvals) expect(text).toContain(`${by} (${at})`);
    expect(text).toContain('Nivel de identidad 2');
    expect(text).toContain('Lote — Evidencia');
    for (const turn of transcript) {
      const { heard, said } = turn as { heard: { text: string | null } | null; said: { text: string }[] };
      if (heard?.text) expect(text).toContain(flowing(`Persona: ${heard.text}`));
      for (const each of said) expect(text).toContain(flowing(inFont(`Mensaje: ${each.text}`)));
    }
    for (const { at, channel, state } of messages)
      expect(text).toMatch(new RegExp(`${String(at)} · \\w+ · ${String(channel)} · ${String(state)}`));
    // Codes have no space to be broken at: only where the line ends.
    for (const { link } of audit) expect(text.replace(/ /g, '')).toContain(link);
    expect(pdfText(pdf)).toMatch(/página 1 de \d+/);
    expect(text).toContain(madeAt);
    expect(Buffer.from(pdf).toString('latin1')).not.toMatch(/\/JavaScript|\/URI|\/Launch/);
  });

  it('is printed to the same bytes every time', async () => {
    const content: DossierContent = {
      title: 'Expediente',
      sections: [{ title: 'Conversación', items: [[{ text: 'Persona: ya me operé 👍', as: 'strong' }]] }],
      foot: 'fin',
    };
    const first = await printed(content, '2026-11-30T10:00:00.000Z');
    expect(Buffer.compare(first, await printed(content, '2026-11-30T10:00:00.000Z'))).toBe(0);
    // What the fonts lack is named, not lost.
    expect(pdfText(first)).toContain('Persona: ya me operé [U+1F44D]');
  });

  it('is found changed, wherever a byte is', () => {
    const random = new Random(11);
    const missed: number[] = [];
    for (let time = 0; time < 400; time += 1) {
      const at = random.between(0, zip.length - 1);
      const changed = Uint8Array.from(zip);
      changed[at] = (changed[at] ?? 0) ^ (1 << random.between(0, 7));
      if (verifyDossier(changed).ok) missed.push(at);
    }
    expect(missed).toEqual([]);
  });

  it('is found cut short, signed by another, or no ZIP at all', () => {
    expect(verifyDossier(zip.subarray(0, zip.length - 40)).ok).toBe(false);
    expect(verifyDossier(zip, 'MCowBQYDK2VwAyEA')).toMatchObject({ ok: false });
    expect(verifyDossier(new Uint8Array(10)).problems[0]).toMatch('cannot be read');
  });

  it('says when nothing is proposed of an entry', async () => {
    await expect(makeDossier(stage.services, stage.programme, '1')).rejects.toThrow('Nothing is proposed');
  });
});
