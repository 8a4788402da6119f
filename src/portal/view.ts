/** What somebody sees of themselves: entries and appointments, each with where it is from and of which day. */
import { DateTime } from 'luxon';
import { may, type Assurance } from '../domain/assurance.js';
import type { Locale } from '../domain/meaning.js';
import { isRemoving, keepsPlace } from '../domain/outcome.js';
import type { Programme } from '../programmes/programme.js';
import type { EntryDoc, PortalFileDoc } from '../store/documents.js';
import type { KnownPerson } from '../store/loadConversations.js';
import { knownAppointments } from '../store/queries/knownAppointments.js';
import type { Services } from '../turn/services.js';
import { monthOf } from '../words/render.js';
import type { PortalText, Translate } from './words/index.js';

export interface EntryView {
  /** Names it in an address, and says nothing. */
  readonly ref: string;
  readonly title: string;
  readonly says: string;
  readonly saidOn: string | null;
  readonly source: string | null;
  /** It was given up and may be taken back. */
  readonly mayComeBack: boolean;
  /** It was given up and may be signed for. */
  readonly maySign: boolean;
  readonly signedOn: string | null;
  /** Somebody is worse, or is said to have died: no time for small questions. */
  readonly grave: boolean;
}

export interface Look {
  readonly programme: Programme;
  readonly person: KnownPerson;
  readonly level: Assurance;
  readonly locale: Locale;
  readonly t: Translate;
}

export const refOf = ({ store }: Pick<Services, 'store'>, entry: string): string =>
  store.vault.blindIndex('entry', `portal ${entry}`).replace(/[-_]/g, '0').slice(0, 16);

/** yyyy-mm-dd or a moment, as people write a day. */
export const dayIn = (at: Date | string, { locale, programme }: Pick<Look, 'locale' | 'programme'>): string => {
  const day =
    typeof at === 'string' ? DateTime.fromISO(at, { zone: 'utc' }) : DateTime.fromJSDate(at, { zone: programme.zone });
  return day.setLocale(locale).toLocaleString({ day: 'numeric', month: 'long', year: 'numeric' });
};

export async function entriesOf(services: Services, look: Look): Promise<EntryView[]> {
  const { store } = services;
  const { programme, person, level, locale, t } = look;
  const open = await store.entries.find({ person: person.doc._id, state: 'open' }).toArray();
  open.sort((a, b) => (a.enteredOn < b.enteredOn ? -1 : 1));
  const ids = open.map(({ _id }) => _id);
  const [imports, writings, spoken, standing] = await Promise.all([
    store.imports.find({ _id: { $in: [...new Set(open.map(({ importId }) => importId))] } }).toArray(),
    store.portalFiles.find({ person: person.doc._id, kind: 'writing' }).toArray(),
    store.outcomes.find({ entry: { $in: ids } }).toArray(),
    store.proposals.find({ entry: { $in: ids }, state: { $in: ['proposed', 'verified', 'approved', 'returned'] } }).toArray(),
  ]); // prettier-ignore
  const listOf = new Map(imports.map(({ _id, today }) => [_id, today]));
  const words = { locale, programme };
  return open.map((entry): EntryView => {
    const last = spoken.filter((each) => each.entry === entry._id).sort((a, b) => b.at.getTime() - a.at.getTime())[0];
    const on = listOf.get(entry.importId);
    const signed = writings.find((each) => each.entry === entry._id);
    const proposed = standing.some((each) => each.entry === entry._id);
    return {
      ref: refOf(services, entry._id),
      title: titleOf(entry, look),
      says: t(saysKey(entry)),
      saidOn: last ? t('entrySaidOn', { day: dayIn(last.at, words), channel: t(CHANNEL[last.channel]) }) : null,
      source: on ? t('entrySource', { day: dayIn(on, words) }) : null,
      mayComeBack: proposed && level >= 1 && level !== 2,
      maySign: proposed && entry.outcome?.is === 'refuses' && !signed && level >= 1,
      signedOn: signed ? t('entrySigned', { day: dayIn(signed.at, words) }) : null,
      grave: entry.outcome?.is === 'worse' || entry.outcome?.is === 'deceasedReported',
    };
  });
}

const CHANNEL = {
  sms: 'channelSms',
  whatsapp: 'channelWhatsapp',
  portal: 'channelPortal',
  operator: 'channelOperator',
} as const satisfies Record<string, PortalText>;

/** A care is named to those alone who have shown both that they hold the number and know the document. */
export function titleOf(
  { enteredOn, healthService, careCode }: Pick<EntryDoc, 'enteredOn' | 'healthService' | 'careCode'>,
  { programme, level, locale, t }: Pick<Look, 'programme' | 'level' | 'locale' | 't'>,
): string {
  const month = monthOf(enteredOn.slice(0, 7), { locale });
  const place = programme.placeName(healthService);
  const care = level >= 3 && may('nameCare', level) ? programme.careName(careCode) : null;
  return care ? t('entryNamed', { care: capital(care, locale), month, place }) : t('entry', { month, place });
}

const capital = (text: string, locale: Locale): string => text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);

function saysKey({ outcome }: Pick<EntryDoc, 'outcome'>): PortalText {
  if (!outcome) return 'entryOpen';
  if (isRemoving(outcome.is)) return 'entryLeft';
  return keepsPlace(outcome.is) ? 'entryStillNeeds' : 'entryOther';
}

export interface AppointmentsView {
  readonly says: string | null;
  readonly lines: readonly { readonly when: string; readonly place: string }[];
  readonly source: string | null;
}

/** Told at level 2 and of a fresh source alone, as in the chat. */
export async function appointmentsOf(services: Services, look: Look): Promise<AppointmentsView | null> {
  const { programme, person, level, t } = look;
  if (!programme.sources.appointments) return null;
  if (!may('tellAppointment', level)) return { says: t('appointmentsHidden'), lines: [], source: null };
  const known = (await knownAppointments(services.store, programme, [person], services.clock.now())).get(
    person.doc._id,
  );
  if (!known) return { says: t('appointmentsUnknown'), lines: [], source: null };
  const source = t('source', { source: known.source, day: dayIn(known.asOf, look) });
  if (known.ahead.length === 0) return { says: t('appointmentsNone'), lines: [], source };
  const lines = known.ahead.map(({ on, at, place }) => ({
    when: at ? t('appointment', { day: dayIn(on, look), time: at }) : t('appointmentDay', { day: dayIn(on, look) }),
    place,
  }));
  return { says: null, lines, source };
}

export async function filesOf(services: Services, { programme, person, locale, t }: Look): Promise<string[]> {
  const files = await services.store.portalFiles.find({ person: person.doc._id }).toArray();
  return files
    .sort((a, b) => b.at.getTime() - a.at.getTime())
    .map(({ at, type, size }: PortalFileDoc) =>
      t('fileLine', { day: dayIn(at, { locale, programme }), type: type.split('/')[1] ?? type, size: Math.ceil(size / 1000) }),
    ); // prettier-ignore
}
