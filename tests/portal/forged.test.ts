/** Ten thousand forged, expired, used and guessed links, codes and documents: none opens anything, and none of them takes another time. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes, randomInt } from 'node:crypto';
import { checkCode, newCode } from '../../src/portal/codes.js';
import { byDocument, byLetters, personAt, provesDocument } from '../../src/portal/doors.js';
import { lettersOf, linkId, readLetters } from '../../src/portal/letters.js';
import { levelOf, type PortalSession } from '../../src/portal/sessions.js';
import { runCheckDigit } from '../../src/domain/document-number.js';
import { patient, type Patient } from '../support/people.js';
import { DAY, TestStage, type Placed } from '../support/services.js';
import { Browser, documentOf, openPortal, type OpenPortal } from './stage.js';
import { EVERYTHING } from '../support/everything.js';

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const AT_ONCE = 40;
/** 10,000 in all in `npm run verify`; a fifth of them each time. */
const GUESSES = EVERYTHING ? 2_000 : 400;

const ROUNDS = 400;
/** Three and a half standard errors of chance at so many rounds (Hanley, McNeil 1982). */
const MOST = 3.5 * Math.sqrt((2 * ROUNDS + 1) / (12 * ROUNDS * ROUNDS));

/** The share of pairs in which the first takes longer: half of them where nothing tells the two apart (Mann, Whitney). */
function tellsApart(first: readonly number[], second: readonly number[]): number {
  const wins = first.reduce((sum, a) => sum + second.reduce((won, b) => won + (a > b ? 1 : a === b ? 0.5 : 0), 0), 0);
  return wins / (first.length * second.length);
}

describe('what is not theirs', () => {
  let stage: TestStage;
  let portal: OpenPortal;
  let someone: Patient;
  let placed: Placed;
  beforeAll(async () => {
    stage = await TestStage.open();
    someone = patient();
    [placed] = (await stage.add(someone)) as [Placed];
    portal = await openPortal(stage);
  });
  afterAll(async () => {
    await portal.close();
    await stage.close();
  });

  const many = async (count: number, one: (at: number) => Promise<void>) => {
    for (let at = 0; at < count; at += AT_ONCE)
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - at) }, (_, each) => one(at + each)));
  };
  const link = (turn: number, change: object = {}) => {
    const letters = lettersOf(stage.services.store.vault, 'talk', turn);
    const doc = {
      _id: linkId(stage.services.store.vault, letters), programme: 'minsal', person: placed.person, address: placed.addresses[0] ?? '',
      at: new Date(stage.clock.now()), expiresAt: new Date(stage.clock.now() + DAY), usedAt: null, ...change,
    }; // prettier-ignore
    return { letters, doc };
  };

  it('opens nothing by links that are forged, expired, used or of another programme', async () => {
    const { portalLinks } = stage.services.store;
    const now = stage.clock.now();
    const links = Array.from({ length: 400 }, (_, at) =>
      at % 2 === 0 ? link(at, { expiresAt: new Date(now - 1) }) : link(at, { usedAt: new Date(now) }),
    );
    await portalLinks.insertMany(links.map(({ doc }) => doc));
    const right = link(100_000);
    await portalLinks.insertOne(right.doc);
    let opened = 0;
    let marked = 0;
    await many(GUESSES * 2, async (at) => {
      const random = Array.from({ length: 12 }, () => LETTERS[randomInt(32)]).join('');
      // A third differs from a right one by a single letter.
      const near = right.letters.slice(0, at % 12) + LETTERS[randomInt(32)] + right.letters.slice((at % 12) + 1);
      const letters = at < 400 ? (links[at]?.letters ?? '') : at % 3 === 0 && near !== right.letters ? near : random;
      if (readLetters(stage.services.store.vault, letters) !== null && at >= 400) marked += 1;
      if ((await byLetters(stage.services, stage.programme, letters)).known) opened += 1;
    });
    expect(opened).toBe(0);
    expect(marked).toBeLessThan(10); // fifteen bits of ours
    const toscana = stage.services.programmes.get('toscana');
    if (toscana) expect((await byLetters(stage.services, toscana, right.letters)).known).toBe(false);
    // Forty at once: one is in.
    const all = await Promise.all(
      Array.from({ length: 40 }, () => byLetters(stage.services, stage.programme, right.letters)),
    );
    expect(all.filter(({ known }) => known)).toHaveLength(1);
  }, 120_000);

  it('takes none of thousands of guessed codes', async () => {
    const code = newCode(stage.services, { use: 'enter', address: 'x', signs: true });
    const proofs = { code: null, document: null, provider: null };
    let right = 0;
    await many(GUESSES * 2, async (at) => {
      const session: PortalSession = {
        doc: {
          _id: 's', programme: 'minsal', person: at % 2 ? placed.person : `none:${at}`, known: at % 2 === 1, address: null, at: new Date(), seenAt: new Date(),
          locale: 'es-CL', code: at % 7 === 0 ? null : code, proofs,
        },
        level: levelOf(proofs), key: '',
      }; // prettier-ignore
      const typed = at % 5 === 0 ? randomBytes(6).toString('hex') : String(at).padStart(6, '0');
      if ((await checkCode(stage.services, session, typed, 'enter')) === 'right') right += 1;
    });
    expect(right).toBe(0);
  }, 120_000);

  it('takes none of the documents and years that are not both right', async () => {
    let right = 0;
    await many(GUESSES, async (at) => {
      const run = 5_000_000 + at * 13;
      const who = await byDocument(stage.services, stage.programme, `${run}-${runCheckDigit(run)}`);
      const { opened, person } = await personAt(
        stage.services.store,
        who?.person ?? '',
        stage.programme,
        stage.clock.now(),
      );
      const year = String(1930 + (at % 80));
      if (who?.known || (provesDocument(opened, String(at).padStart(4, '0'), year) && person)) right += 1;
    });
    expect(right).toBe(0);
  }, 120_000);

  // A time is measured, so only where nothing else runs.
  (EVERYTHING ? it : it.skip)(
    'takes as long for a number that we have as for one that nobody has',
    async () => {
      const strangers = [patient(), patient()].map(documentOf);
      const subjects = { known: documentOf(someone), unknown: strangers[0] ?? '', another: strangers[1] ?? '' };
      const times = new Map<string, number[]>();
      const steps = ['enter', 'code', 'document'] as const;
      // In turns of a changing order, so that a busy machine is as busy for all; the limits are lifted by letting days pass.
      for (let at = 0; at < ROUNDS; at += 1) {
        const names = Object.keys(subjects) as (keyof typeof subjects)[];
        for (const name of [...names.slice(at % 3), ...names.slice(0, at % 3)]) {
          const browser = new Browser(portal.address);
          const ask = async (step: (typeof steps)[number], path: string, form: Record<string, string>) => {
            const from = process.hrtime.bigint();
            await browser.post(path, form);
            const took = Number(process.hrtime.bigint() - from) / 1e6;
            times.set(`${step} ${name}`, [...(times.get(`${step} ${name}`) ?? []), took]);
          };
          await ask('enter', '/portal/enter', { programme: 'minsal', document: subjects[name] });
          await ask('code', '/portal/code/send', {});
          await ask('document', '/portal/document', { digits: '0000', year: '1900' });
          // What is made after the answer may not show in the next one's time.
          await portal.afterwards.idle();
        }
        if (at % 2 === 1) stage.pass(DAY);
      }
      for (const step of steps) {
        const of = (name: string) => times.get(`${step} ${name}`) ?? [];
        const tells = tellsApart(of('known'), of('unknown'));
        const nothing = tellsApart(of('another'), of('unknown'));
        process.stderr.write(
          `${step}: of a known and an unknown the known takes longer in ${(100 * tells).toFixed(1)} % of pairs; of two unknown ones ${(100 * nothing).toFixed(1)} %\n`,
        );
        expect([step, Math.abs(tells - 0.5) < MOST]).toEqual([step, true]);
      }
    },
    600_000,
  );
});
