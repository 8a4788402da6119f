/** What a language file must provide: its spellings and, for every idea the rules speak of, how people say it. */
import type { Spelling } from './normalise.js';

/** Ideas that are simply there or not. */
export const IDEAS = [
  // danger, death, the conversation itself
  'danger', 'dangerLike', 'dangerPast', 'death', 'deathNotPatient', 'deathOfPatient', 'deathOfOther', 'deathSurelyOfPatient', 'ownStory', 'aliveSelf', 'stopWriting', 'wantsPerson', 'noCalls', 'messageTalk',
  'worse', 'sooner', 'whoAsks', 'laterTalk', 'thanksOnly', 'greetingOnly', 'noise', 'complaint', 'outrage',
  // who it is about
  'isRelative', 'isStranger', 'wrongNumber', 'isMe', 'otherPerson', 'otherSays', 'proxySays',
  // the care: need, waiting, removal
  'waiting', 'notDone', 'keepMe', 'removeOther',
  'noAfter', 'ownNeed', 'notNeeded', 'subjunctiveDoubt', 'mistaken', 'symptomsStill',
  'doneFailed', 'doneMinor', 'privatePlace', 'publicPlace', 'placeFirst', 'placeTalk', 'doneSurely',
  'storyGoesOn', 'otherCare', 'partial', 'whichOne',
  'recovered', 'improvedOnly', 'refuses', 'fear', 'brave', 'insurerNow', 'insurerNot', 'notNow', 'future',
  // conditions, doubts, quotes, jokes
  'condition', 'hypothetical', 'doubt', 'but', 'irony', 'interrogative',
  // requests
  'askAppointment', 'askPayment', 'reschedule', 'cancelAppointment', 'findProfessional', 'report', 'prescription',
  'phoneNumber', 'phoneTalk', 'addressTalk', 'cannotCome', 'willCome', 'rulesQuestion',
  // details that only tell rules apart
  'thanksWord', 'helloWord', 'ownFamily', 'notMe', 'surelyStranger', 'placeWord', 'movedHouse', 'toldDone', 'ofTheOther', 'nothingLeft', 'still', 'keepAppointment', 'noCancelling', 'willNotMiss', 'hourWord',
  // bare answers
  'bareNo', 'bareYes', 'weakYes', 'startsYes', 'startsNo', 'thisPhone', 'notThisPhone',
] as const; // prettier-ignore
export type Idea = (typeof IDEAS)[number];

/** Ideas whose negation matters: the reader says whether they are affirmed or denied in their clause. */
export const POLAR_IDEAS = ['need', 'remove', 'care', 'coming', 'better'] as const;
export type PolarIdea = (typeof POLAR_IDEAS)[number];

/** Every idea has a place, the polar ones after the others. */
const places = new Map<Idea | PolarIdea, number>([...IDEAS, ...POLAR_IDEAS].map((idea, place) => [idea, place]));
export const placeOf = (idea: Idea | PolarIdea): number => places.get(idea) as number;
export const IDEA_PLACES = places.size;

/** What the model is told: an idea that is there, and whether a polar one is affirmed (+) or denied (-). */
export const IDEA_NAMES: readonly string[] = [...IDEAS, ...POLAR_IDEAS.flatMap((idea) => [`${idea}+`, `${idea}-`])];

export interface Language {
  readonly spelling: Spelling;
  /** The group of a word, in capitals, or a short form of the word itself. */
  readonly groupOf: (word: string) => string;
  readonly ideas: Readonly<Record<Idea, RegExp>>;
  readonly polar: Readonly<Record<PolarIdea, RegExp>>;
  readonly negator: RegExp;
  /** A negation that follows what it denies: "sacarme, no". Sticky: read right after the mention. */
  readonly negatedAfter: RegExp;
  /** A question asked only to affirm: "how would I not need it?". */
  readonly rhetorical: RegExp;
  /** Where the reach of a negation ends. */
  readonly clauseEnd: RegExp;
}
