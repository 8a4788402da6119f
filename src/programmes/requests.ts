/** `programmes/<id>/requests.json`: the forms of a programme, and the menu that leads to them. */
import { join } from 'node:path';
import { z } from 'zod';
import { QUEUES } from '../domain/effect.js';
import { UserError } from '../domain/failure.js';
import { LABELS, URGENT_LABELS, type Label } from '../domain/meaning.js';
import type { RequestForm } from '../domain/request.js';
import { readJson } from './read-json.js';

const id = z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'must be a word like "prescription"');

const choice = z.strictObject({
  id,
  alarm: z.enum(['emergency', 'sameDay']).optional(),
  opens: id.optional(),
});

const form = z.strictObject({
  id,
  /** Meanings of a message that ask for it. */
  hears: z.array(z.enum(LABELS)).default([]),
  /** Phrases that name it, without accents and marks: any of them in a message asks for it. */
  words: z.array(z.string().regex(/^[a-z0-9ñ' ]{3,}$/)).default([]),
  /** Meanings that give way where it is named: "hablar con una médica" is no wish for anybody. */
  outranks: z.array(z.enum(['human', 'wrongPerson'])).default([]),
  /** Asked of people who are followed for some days (`load check-ins`), not of those who write. */
  checkIn: z.boolean().default(false),
  level: z.union([z.literal(0), z.literal(2)]),
  fields: z
    .array(z.strictObject({ id, of: z.literal('agenda').optional(), choices: z.array(choice).max(9).default([]) }))
    .default([]),
  queue: z.enum(QUEUES).nullable(),
  workingDays: z.int().min(0).max(60).default(2),
});

const file = z.strictObject({
  /** Ids of forms and of questions that are answered, in the order in which they are offered. SMS has nine digits. */
  menu: z.array(id).max(9),
  forms: z.array(form),
});

/** Questions of the menu that are no form: they are understood as their meaning. */
export const MENU_ANSWERS = ['askAppointment', 'askPayment', 'reschedule', 'cancelAppointment', 'findProfessional', 'call'] as const; // prettier-ignore

export interface WithRequests {
  /** Ids of what is offered to somebody who writes first, in order. */
  readonly menu: readonly string[];
  request(id: string): RequestForm | undefined;
  /** The form that a message asks for by what it means. */
  requestHeard(label: Label): RequestForm | undefined;
  /** The form that is named in a message that means `label`; `bare` — without accents, marks and capitals. */
  requestNamed(bare: string, label: Label): RequestForm | undefined;
  readonly requests: readonly RequestForm[];
  /** Those that follow people for some days. */
  readonly checkIns: readonly RequestForm[];
}

/** Throws `UserError` naming the file, for a menu or a choice that leads nowhere too. */
export async function loadRequests(folder: string): Promise<WithRequests> {
  const path = join(folder, 'requests.json');
  const { menu, forms } = await readJson(path, file);
  const byId = new Map(
    forms.map(({ hears: _, words: _words, outranks: _outranks, checkIn: _checkIn, ...shape }) => [
      shape.id,
      shape as RequestForm,
    ]),
  );
  const byLabel = new Map(
    forms.flatMap(({ id: name, hears }) => hears.map((label) => [label, byId.get(name)] as const)),
  );
  // The longest says most: "turno por videollamada" is not just a "turno".
  const phrases = forms
    .flatMap(({ id: name, words, outranks }) => words.map((phrase) => ({ id: name, phrase, outranks })))
    .sort((a, b) => b.phrase.length - a.phrase.length);
  const wanted = [
    ...menu.filter((each) => !(MENU_ANSWERS as readonly string[]).includes(each)),
    ...forms.flatMap(({ fields }) => fields.flatMap(({ choices }) => choices.flatMap(({ opens }) => opens ?? []))),
  ];
  const nowhere = wanted.find((each) => !byId.has(each));
  if (nowhere !== undefined)
    throw new UserError(
      'request-unknown',
      `${path}: "${nowhere}" is neither a form of this file nor one of ${MENU_ANSWERS.join(', ')}.`,
    );
  return {
    menu,
    request: (name) => byId.get(name),
    requestHeard: (label) => byLabel.get(label),
    requestNamed: (bare, label) => {
      const named = phrases.find(
        ({ phrase, outranks }) =>
          ` ${bare} `.includes(` ${phrase} `) &&
          (!URGENT_LABELS.includes(label) || outranks.includes(label as 'human')),
      );
      return named && byId.get(named.id);
    },
    requests: [...byId.values()],
    checkIns: forms.flatMap(({ id: name, checkIn }) => (checkIn ? (byId.get(name) ?? []) : [])),
  };
}

/** What is offered to somebody we do not know: all of it, for they can prove who they are; nothing where there are no forms. */
export const menuForUnknown = ({ menu, requests }: WithRequests): readonly string[] =>
  requests.length > 0 ? menu : [];
