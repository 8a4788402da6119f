/** Mongoose schemas of what people are answered from, and of the places that are given, reminded of and offered on. */
import mongoose from 'mongoose';
import { id, options, sealed, text, when } from './schema-parts.js';

const { Schema } = mongoose;
const { Mixed } = Schema.Types;

const appointment = new Schema(
  {
    ...id, programme: text, person: text, on: text, at: String, state: text, secret: sealed, source: text, asOf: when, booking: String,
    slot: String, comesAt: Date,
  },
  { ...options, collection: 'appointments' },
); // prettier-ignore
appointment.index({ person: 1, on: 1 });
appointment.index({ programme: 1, asOf: 1 });
appointment.index({ programme: 1, on: 1 });

const payment = new Schema(
  { ...id, programme: text, person: text, on: String, state: text, secret: sealed, source: text, asOf: when },
  { ...options, collection: 'payments' },
);
payment.index({ person: 1 });

const slot = new Schema(
  {
    ...id, programme: text, agenda: text, on: text, at: text, startsAt: when, state: text, booking: String, offeredAt: Date, offers: Number, place: String, commune: String, reference: String,
    source: text, asOf: when,
  },
  { ...options, collection: 'slots' },
); // prettier-ignore
slot.index({ programme: 1, agenda: 1, state: 1, startsAt: 1 });

const booking = new Schema(
  {
    ...id, programme: text, person: text, conversation: text, kind: text, old: String, made: String, slot: String, reason: String, state: text,
    at: when, settleAt: when, toldAt: Date, refused: String,
  },
  { ...options, collection: 'bookings' },
); // prettier-ignore
booking.index({ state: 1, settleAt: 1 });

const callWait = new Schema(
  {
    ...id,
    programme: text,
    from: text,
    to: text,
    average: Number,
    least: Number,
    most: Number,
    source: text,
    asOf: when,
  },
  { ...options, collection: 'callWaits' },
);
callWait.index({ programme: 1, asOf: 1 });

const centre = new Schema(
  {
    ...id, programme: text, code: text, name: text, at: [Number], areas: [String], phone: String, languages: [String], skills: [String],
    places: Number, shifts: [Mixed], source: text, asOf: when,
  },
  { ...options, collection: 'centres' },
); // prettier-ignore
centre.index({ programme: 1, asOf: 1 });

const followUp = new Schema(
  {
    ...id, programme: text, person: text, form: text, from: text, days: Number, asked: Number, nextAt: Date, state: text, source: text,
    asOf: when,
  },
  { ...options, collection: 'followUps' },
); // prettier-ignore
followUp.index({ state: 1, nextAt: 1 });

const professional = new Schema(
  {
    ...id,
    programme: text,
    name: String,
    service: text,
    place: text,
    hours: String,
    phone: String,
    source: text,
    asOf: when,
  },
  { ...options, collection: 'professionals' },
);
professional.index({ programme: 1, asOf: 1 });

const errand = new Schema(
  { ...id, programme: text, person: String, conversation: text, errand: Mixed, at: when, state: text },
  { ...options, collection: 'errands' },
);
errand.index({ state: 1, at: 1 });

const reminder = new Schema(
  {
    ...id, programme: text, person: text, appointment: text, on: text, daysBefore: Number, state: text, why: String, nextAt: when, at: when,
  },
  { ...options, collection: 'reminders' },
); // prettier-ignore
reminder.index({ programme: 1, on: 1 });

const waiting = new Schema(
  {
    ...id,
    programme: text,
    agenda: text,
    person: text,
    priority: Number,
    since: text,
    state: text,
    source: text,
    asOf: when,
  },
  { ...options, collection: 'waiting' },
);
waiting.index({ programme: 1, agenda: 1, state: 1 });

const freedPlace = new Schema(
  {
    ...id, programme: text, agenda: text, slot: text, state: text, round: Number, current: Mixed, passed: [String], nextAt: when, at: when,
  },
  { ...options, collection: 'freedPlaces' },
); // prettier-ignore
freedPlace.index({ state: 1, nextAt: 1 });

const placeOffer = new Schema(
  {
    ...id, freed: text, programme: text, agenda: text, slot: text, person: text, conversation: text, priority: Number, since: text, near: Boolean,
    passedOver: [Mixed], state: text, at: when, expiresAt: when,
  },
  { ...options, collection: 'placeOffers' },
); // prettier-ignore
placeOffer.index({ person: 1, at: 1 });

const proofTries = new Schema({ ...id, errands: [String], at: when }, { ...options, collection: 'proofTries' });

const source = new Schema(
  { ...id, programme: text, kind: text, name: text, asOf: when, loadedAt: when, rows: Number, complete: Boolean },
  { ...options, collection: 'sources' },
);

export const SOURCE_SCHEMAS = {
  appointments: appointment, payments: payment, slots: slot, bookings: booking, errands: errand, proofTries, reminders: reminder, waiting, freedPlaces: freedPlace, placeOffers: placeOffer, professionals: professional, followUps: followUp, callWaits: callWait, centres: centre, sources: source,
}; // prettier-ignore
