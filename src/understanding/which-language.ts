/** In which language does somebody write? By everyday words that only one of them has; in doubt the answer is none. Pure. */
import type { Locale } from '../domain/meaning.js';

/** Without accents. Words that two of the languages share are left out: they decide nothing. */
const WORDS: Readonly<Record<'es' | 'ca' | 'it', ReadonlySet<string>>> = {
  es: setOf(
    'el los no en un una unos y con pero cuando donde quiero quisiera necesito tengo gracias mi cita hora turno medico doctora hoy manana buenos buenas dias tardes usted esta soy favor puedo porque hijo hija padre madre ya del al cambiar saber dice han muy hacer otro otra fecha llamar estoy me lo le yo que como para tiene cual es su',
  ),
  ca: setOf(
    'el del al una es que hora en un no els amb pero quan vull voldria necessito tinc gracies meva meu visita metge metgessa avui dema bon bona dia vosta vosté vostes estic soc sisplau puc perque aixo aquest aquesta fill filla pare mare ja canviar saber diu molt fer altre altra trucar em hi ho jo que com per te quina quin seva seu nostra una dels als tarda mes volia anul·lar hora',
  ),
  it: setOf(
    'una del al mi un in che il lo gli i con ma quando dove voglio vorrei ho grazie mia mio visita medico dottore dottoressa oggi domani buongiorno buonasera lei e sono favore posso perche questo questa figlio figlia padre madre gia della del cambiare sapere dice molto fare altro altra chiamare mi ci io che come per ha quale sua suo appuntamento prenotare disdire non',
  ),
};
/** Those that decide nothing between two languages count for neither. */
const OWN = distinct();

const LANGUAGE = { 'es-CL': 'es', 'es-AR': 'es', 'es-ES': 'es', 'ca-ES': 'ca', 'it-IT': 'it' } as const;

const ASKED_FOR: readonly (readonly ['es' | 'ca' | 'it', RegExp])[] = [
  ['es', /^(?:(?:en|habl\w*(?: en)?|parl\w*(?: en)?|puede(?:n)? hablar(?:me)? en) )?(?:castellano|espanol|espanyol|castella|spanish)(?: por favor| si us plau| sisplau)?$/],
  ['ca', /^(?:(?:en|habl\w*(?: en)?|parl\w*(?: en)?|pot parlar en) )?(?:catala|catalan)(?: por favor| si us plau| sisplau)?$/],
  ['it', /^(?:(?:in|en|parl\w*(?: in)?) )?(?:italiano|italia)(?: per favore| por favor)?$/],
]; // prettier-ignore

export interface Spoken {
  readonly locale: Locale;
  /** The message is nothing but the wish for this language. */
  readonly onlyThat: boolean;
}

/** Among the languages of a programme; `now` — the one that is spoken. In doubt it stays. */
export function languageSpoken(text: string, locales: readonly Locale[], now: Locale): Spoken {
  const stays = { locale: now, onlyThat: false };
  if (locales.length < 2) return stays;
  const bare = bareOf(text);
  const wanted = ASKED_FOR.find(([, words]) => words.test(bare))?.[0];
  const asked = locales.find((each) => LANGUAGE[each] === wanted);
  if (asked !== undefined) return { locale: asked, onlyThat: true };
  const words = bare.split(' ');
  const points = (locale: Locale) => words.filter((word) => OWN[LANGUAGE[locale]].has(word)).length;
  const here = points(now);
  const [best] = locales
    .filter((each) => each !== now)
    .map((locale) => ({ locale, score: points(locale) }))
    .sort((a, b) => b.score - a.score);
  const decided = best && best.score > 2 * here && (best.score >= 2 || words.length <= 4);
  return decided ? { locale: best.locale, onlyThat: false } : stays;
}

/** Is the message nothing but the wish for one of these languages? */
export const wishesLanguage = (text: string, locales: readonly Locale[]): boolean =>
  locales.length > 1 &&
  ASKED_FOR.some(
    ([language, words]) => locales.some((each) => LANGUAGE[each] === language) && words.test(bareOf(text)),
  );

/** Languages of people who live where we work and which we do not write: everyday words, two of which are no chance. BCP 47. */
const FOREIGN: readonly (readonly [string, ReadonlySet<string>])[] = [
  ['ht', setOf('mwen ou nou yo kijan bonjou bonswa mesi tanpri randevou dokte lopital pale kreyol kile kote bezwen vle gen pitit')],
  ['arn', setOf('mari chaltu inche kimlan mapudungun kutran lawen pewkayal feley eymi mongen kupan')],
  ['en', setOf('the my is i hello please appointment when need doctor thanks have what you where can want speak english')],
  ['fr', setOf('le je bonjour merci rendez vous mon quand est besoin docteur avoir ou suis francais plait pouvez quelle')],
  ['pt', setOf('eu voce minha meu quando obrigado obrigada preciso consulta bom dia nao tenho falar portugues para onde')],
  ['ro', setOf('buna ziua programare cand doctor vreau multumesc am nevoie sunt romana este pentru')],
]; // prettier-ignore
const SCRIPTS: readonly (readonly [string, RegExp])[] = [
  ['zh', /\p{Script=Han}/gu],
  ['ar', /\p{Script=Arabic}/gu],
  ['ru', /\p{Script=Cyrillic}/gu],
  ['hi', /\p{Script=Devanagari}/gu],
  ['bn', /\p{Script=Bengali}/gu],
];

const NAMED: readonly (readonly [string, RegExp])[] = [
  ['en', /^(?:(?:en|in|do you|habla\w*(?: en)?|parla\w*(?: en)?|speak) )*(?:ingles|english|angles|inglese)$/],
  ['fr', /^(?:(?:en|in|habla\w*(?: en)?|parla\w*(?: en)?) )*(?:frances|francais|francese)$/],
  ['ar', /^(?:(?:en|in|habla\w*(?: en)?|parla\w*(?: en)?) )*(?:arabe|arab|arabo)$/],
  ['ht', /^(?:(?:en|pale|habla\w*(?: en)?) )*(?:kreyol|creole|creol|criollo haitiano)$/],
  ['zh', /^(?:(?:en|in|habla\w*(?: en)?|parla\w*(?: en)?) )*(?:chino|xines|cinese)$/],
];

/** A language that is none of ours, or null. "mari mari" alone is a greeting in one. */
export function foreignLanguage(text: string): string | null {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  for (const [language, script] of SCRIPTS)
    if (letters > 0 && (text.match(script)?.length ?? 0) * 2 > letters) return language;
  const bare = bareOf(text);
  const named = NAMED.find(([, words]) => words.test(bare));
  if (named) return named[0];
  if (/^mari mari\b/.test(bare)) return 'arn';
  const words = bare.split(' ');
  const ours = words.filter((word) => Object.values(WORDS).some((each) => each.has(word))).length;
  const [best] = FOREIGN.map(([language, own]) => ({
    language,
    score: new Set(words.filter((word) => own.has(word))).size,
  })).sort((a, b) => b.score - a.score);
  return best && best.score >= 2 && best.score > ours ? best.language : null;
}

function bareOf(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}·]+/gu, ' ')
    .trim();
}

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}

function distinct(): typeof WORDS {
  const shared = (word: string) => Object.values(WORDS).filter((each) => each.has(word)).length > 1;
  const own = (language: keyof typeof WORDS) => new Set([...WORDS[language]].filter((word) => !shared(word)));
  return { es: own('es'), ca: own('ca'), it: own('it') };
}
