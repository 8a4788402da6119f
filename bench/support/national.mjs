/**
 * A database of the national case, some days into its campaign: `--entries` waiting-list entries, two people for three of them, and in
 * proportion what asking a third of them leaves behind. Documents as the program writes them: the first of each kind is checked by its schema.
 */
import { randomBytes } from 'node:crypto';
import { sealJson } from '../../dist/src/privacy/vault.js';
import { Random } from '../../dist/src/domain/random.js';

const DAY = 86_400_000;
const BATCH = 2_000;
/** Written once and thrown away: no need to wait for the disk. */
const FAST = { ordered: false, writeConcern: { w: 1, j: false } };
const SERVICES = Array.from({ length: 29 }, (_, at) => at + 1);
const OUTCOMES = [
  ['stillNeeds', 0.5], ['worse', 0.04], ['postpones', 0.04], ['attendedPublic', 0.1], ['attendedElsewhere', 0.1], ['recovered', 0.08],
  ['refuses', 0.06], ['insurerChanged', 0.02], ['deceasedReported', 0.02], ['undecided', 0.04],
]; // prettier-ignore
const REMOVING = new Set(['attendedPublic', 'attendedElsewhere', 'recovered', 'refuses', 'insurerChanged']);
const STATES = [['proposed', 0.4], ['verified', 0.3], ['approved', 0.06], ['refused', 0.14], ['returned', 0.01], ['exported', 0.05], ['accepted', 0.04]]; // prettier-ignore

const pick = (random, table) => {
  let at = random.next();
  for (const [value, share] of table) if ((at -= share) < 0) return value;
  return table[0][0];
};

export async function fillNational(services, { entries, say }) {
  const { store } = services;
  const now = services.clock.now();
  const random = new Random(7);
  const importId = 'import-national';
  const campaign = 'minsal.nacional-10';
  const began = now - 10 * DAY;
  await store.settings.updateOne({ _id: 'kind' }, { $set: { value: 'synthetic' } }, { upsert: true });
  await store.imports.insertOne({
    _id: importId, programme: 'minsal', file: 'nacional.csv', state: 'done', lastLine: entries, today: dayOf(now - 11 * DAY),
    startedAt: new Date(now - 11 * DAY), finishedAt: new Date(now - 11 * DAY + 600_000), rows: entries, changed: entries,
  }); // prettier-ignore
  const rows = { persons: [], entries: [], conversations: [], outcomes: [], proposals: [], deskTasks: [] };
  const checked = new Set();
  const flush = async (all) => {
    for (const [name, docs] of Object.entries(rows)) {
      if (docs.length === 0 || (!all && docs.length < BATCH)) continue;
      if (!checked.has(name)) {
        await new store.models[name](docs[0]).validate();
        checked.add(name);
      }
      await store[name].insertMany(docs.splice(0), FAST);
    }
  };
  const started = performance.now();
  let made = 0;
  for (let each = 0; made < entries; each += 1) {
    const person = `minsal:${randomBytes(16).toString('base64url').slice(0, 22)}`;
    const key = store.vault.newKey();
    const service = random.pick(SERVICES);
    const address = randomBytes(16).toString('base64url').slice(0, 22);
    const asked = random.chance(0.33);
    // Ten days of ten hours.
    const touched = began + Math.floor(random.next() * 10) * DAY + random.next() * 10 * 3_600_000;
    const at = new Date(Math.min(touched, now - 1000));
    const answered = asked && random.chance(0.75);
    const campaignOf = asked || random.chance(0.5) ? campaign : `minsal.region-${random.between(0, 9)}`;
    rows.persons.push(personOf(person, key, address, importId, { asked, answered, campaign: campaignOf, random, at }));
    const mine = [];
    for (let n = each % 2 === 0 ? 1 : 2; n > 0 && made < entries; n -= 1) {
      made += 1;
      mine.push(entryOf(made, person, key, service, importId, random, now));
    }
    if (asked) {
      const conversation = `n${String(each).padStart(9, '0')}`;
      const outcomes = {};
      if (answered)
        mine.forEach((entry, turn) => {
          const is = pick(random, OUTCOMES);
          const what = { is, at, assurance: 2, conversation, turn: turn + 3 };
          entry.outcome = what;
          outcomes[entry._id] = { is, at, turn: turn + 3 };
          const _id = `${conversation}:${turn + 3}:0`;
          rows.outcomes.push({
            _id, programme: 'minsal', entry: entry._id, person, is, at, assurance: 2, conversation, turn: turn + 3, channel: 'sms',
            confirmations: 2, secret: null,
          }); // prettier-ignore
          if (REMOVING.has(is))
            rows.proposals.push(proposalOf(_id, entry, person, is, at, conversation, turn + 3, random, key));
        });
      rows.conversations.push(
        conversationOf(conversation, person, key, address, campaign, at, answered, outcomes, random),
      );
      if (random.chance(0.03))
        rows.deskTasks.push({
          _id: `${conversation}:2:task0`, programme: 'minsal', queue: random.pick(['review', 'operator', 'clinical']), reason: 'wantsPerson', person,
          entry: null, conversation, state: random.chance(0.5) ? 'open' : 'done', at, dueAt: new Date(at.getTime() + 2 * DAY),
        }); // prettier-ignore
    }
    rows.entries.push(...mine);
    await flush(false);
    if (each % 100_000 === 0) say(`${made} entries after ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
  await flush(true);
  for (let n = 0; n < 12; n += 1)
    await store.campaigns.insertOne(campaignDoc(n === 10 ? campaign : `minsal.region-${n}`, n === 10, new Date(began)));
  say(`filled in ${((performance.now() - started) / 1000).toFixed(0)} s`);
}

const dayOf = (ms) => new Date(ms).toISOString().slice(0, 10);

function personOf(_id, key, address, importId, { asked, answered, campaign, random, at }) {
  return {
    _id, programme: 'minsal', documentType: '1', key: key.wrapped,
    secret: sealJson(key.bytes, {
      documentNumber: '11111111-1', names: 'HORTENSIA DEL CARMEN', surname: 'QUIÑENAO', secondSurname: 'PAINEFILU', birthDate: '1951-02-03',
      street: 'LOS AROMOS', streetNumber: '12', addressRest: '', city: 'OSORNO', contacts: [{ value: '+56900000000', raw: '900000000' }],
    }),
    contacts: [{ address, kind: 'mobile', rule: 'as-written', shared: false, status: asked ? 'reachable' : 'unverified', from: 'list' }],
    sex: random.between(1, 2), birthYear: random.between(1935, 2014), insurer: 1, prais: false, region: 10, rurality: 1, commune: '10301', synthetic: true,
    asking: {
      state: answered ? 'answered' : asked ? 'asking' : 'queued', dueAt: asked ? null : at, campaign, arm: 'ordinary', since: at,
    },
    hash: 'abcdefghijklmnop', importId,
  }; // prettier-ignore
}

function entryOf(n, person, key, healthService, importId, random, now) {
  // Half of them came within the last year, the oldest ten years ago: of three million, some 6,000 on the newest day.
  const waited = Math.min(3_600, Math.floor(-500 * Math.log(1 - random.next())));
  const enteredOn = dayOf(now - (12 + waited) * DAY);
  return {
    _id: `minsal:sigte:${60_000_000 + n}`, programme: 'minsal', person, state: random.chance(0.97) ? 'open' : 'closed', type: random.between(1, 4),
    careCode: `07-${random.between(100, 159)}`, plane: '', limb: '', enteredOn, healthService, origin: '123100', destination: '123101', exitedOn: null,
    exitCause: null, appointmentOn: null, sigteId: String(60_000_000 + n), localId: '',
    secret: sealJson(key.bytes, { careLabel: 'CONSULTA', suspicion: 'SOSPECHA', diagnosis: 'H25', result: '', requestedBy: '1-9' }),
    hash: 'abcdefghijklmnop', importId, synthetic: true, outcome: null,
  }; // prettier-ignore
}

function conversationOf(_id, person, key, address, campaign, at, answered, outcomes, random) {
  const live = random.chance(0.3);
  return {
    _id, programme: 'minsal', person, address, channel: random.pick(['sms', 'whatsapp']), live, ended: live ? null : 'completed', dialog: 'confirm-need',
    version: 1, state: random.pick(['need.ask', 'who.ask', 'end.thanks']), secret: sealJson(key.bytes, { entries: Object.keys(outcomes), at: 0 }), step: 2,
    campaign, cadence: 'ordinary', arm: 'ordinary', attempts: [{ channel: 'sms', at }], assurance: 2, turn: 5, applied: ['sms:in1', 'sms:in2', 'sms:in3'],
    saidAt: at.getTime(), answered, windowUntil: 0, askedIn: [], outbox: {}, timers: [], outcomes, pending: [], audit: { seq: 5, head: 'x'.repeat(43) },
    nextDueAt: null, turnDueAt: null, sendDueAt: null, replyDueAt: null, openedAt: new Date(at.getTime() - 3_600_000), touchedAt: at, synthetic: true, key: null,
  }; // prettier-ignore
}

function proposalOf(_id, entry, person, is, at, conversation, turn, random, key) {
  const state = pick(random, STATES);
  const norm = 'Ord. 1';
  const decision =
    state === 'refused'
      ? { is: 'refused', norm, cause: 6, why: ['assurance-low'], at }
      : state === 'proposed'
        ? { is: 'waits', norm, cause: 6, for: [random.chance(0.2) ? 'review' : 'network'], at }
        : { is: 'allowed', norm, cause: 6, exitOn: dayOf(at.getTime()), reviewers: 2, at };
  const past = ['approved', 'exported', 'accepted'].includes(state);
  return {
    _id, programme: 'minsal', entry: entry._id, person, is, state, at, assurance: 2, conversation, turn, healthService: entry.healthService, revision: 1,
    decision, case: sealJson(key.bytes, { today: dayOf(at.getTime()), entry: { state: 'open' }, outcome: { is } }),
    approvals: past ? [{ by: 'ana', at }, { by: 'luis', at }] : [], touchedAt: new Date(at.getTime() + 3_600_000), audit: { seq: 1, head: 'x'.repeat(43) }, unlogged: [],
  }; // prettier-ignore
}

const campaignDoc = (_id, live, at) => ({
  _id, programme: 'minsal', name: _id.slice('minsal.'.length), state: live ? 'running' : 'done', resumes: null, universe: [], cadence: 'ordinary',
  arms: [{ id: 'ordinary', wording: null }], seed: 1, pace: { peoplePerHour: 20_000, desk: null }, firstWave: 200, budget: 100_000_000, spent: 20_000_000,
  alarms: { wrongPerson: 0.25, optOut: 0.15, failed: 0.4, minimum: 100 }, confirmed: {}, begun: 0, hour: { at: 0, begun: 0 }, banner: null, createdAt: at,
  startedAt: at, endedAt: null, enrolled: 1_300_000, excluded: {}, log: [{ at, what: 'new', by: 'ana', why: null }],
}); // prettier-ignore
