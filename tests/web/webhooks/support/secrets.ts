/** What people said and who they are, out of the fixtures: none of it may stand in clear where messages are kept. */
import { eventsOf, type Case } from '../../../channels/support/cases.js';

/** Our own numbers name nobody. */
const OURS = new Set(['+56448906100', '+56225550100', '+12025550100']);
/** Twilio's ids of messages are random, and stay readable for support. */
const isRandom = (value: string): boolean => /^(?:SM|MM)[0-9a-f]{32}$/.test(value);
const IDS = ['from', 'to', 'newFrom', 'userId', 'previousUserId', 'messageId', 'replyTo', 'payload', 'media'] as const;
const WORDS = ['text', 'profileName', 'filename', 'contacts', 'location'] as const;
const OF_PEOPLE = ['inbound', 'optOut', 'receipt', 'identity'];

export function secretsOf(cases: readonly Case[]): readonly string[] {
  const found = new Set<string>();
  for (const event of cases.flatMap(eventsOf).filter(({ kind }) => OF_PEOPLE.includes(String(kind)))) {
    for (const text of IDS.flatMap((name) => textsIn(event[name])))
      if (!OURS.has(text) && !isRandom(text)) [text, ...spellings(text)].forEach((each) => found.add(each));
    for (const text of WORDS.flatMap((name) => textsIn(event[name])))
      [text, ...wordsOf(text)].forEach((each) => found.add(each));
  }
  // Fewer letters are found by chance in what is sealed; a MIME type says nothing of anybody.
  return [...found].filter((text) => Buffer.byteLength(text) >= 5 && !/^\w+\/[\w.+-]+(;.*)?$/.test(text));
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

const spellings = (text: string): string[] => (/^\+\d+$/.test(text) ? [text.slice(1), text.slice(-9)] : []);
const wordsOf = (text: string): string[] => text.split(/[^\p{L}\d]+/u).filter((word) => word.length >= 7);
