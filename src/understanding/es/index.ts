/**
 * How Spanish speakers say each idea, by groups of ideas. Places, insurers and local words come from the country's file.
 * The text was normalised: lower case, no accents, one spelling, clause marks as ` , ` ` . ` ` ? `; `sii` is a yes.
 */
import type { Language } from '../language.js';
import { conversation } from './conversation.js';
import { danger } from './danger.js';
import { death } from './death.js';
import { done } from './done.js';
import { doubt } from './doubt.js';
import { groupOf } from './groups.js';
import { people } from './people.js';
import { polar } from './polar.js';
import { reasons } from './reasons.js';
import { requests } from './requests.js';
import { spanishSpelling } from './spelling.js';
import { waiting } from './waiting.js';

/** What each country adds; every value is a list of alternatives of a regular expression. */
export interface SpanishWords {
  /** Signs that care was paid for or given outside the public network. */
  readonly privatePlace: readonly string[];
  readonly publicPlace: readonly string[];
  /** Insurers other than the public one, and the public one. */
  readonly insurers: readonly string[];
  readonly publicInsurer: readonly string[];
  readonly money: readonly string[];
}

export function spanish(words: SpanishWords): Language {
  return {
    spelling: spanishSpelling,
    groupOf,
    negator:
      /\b(?:no|nunca|jamas|tampoco|nadie|ni|ningun[oa]?|imposible|deje de|dejado de|dejo de|dejare de|niun[oa]?|casi|ojala|ni cagando)\b/g,
    negatedAfter: / (?:(?:de la lista|,|eso|a mi|de ahi) )*(?:no|nunca|ni cagando|jamas) (?=$|[,.?])/y,
    rhetorical:
      /\b(?:como (?:que )?(?:ya )?no|como (?:va|voy|vamos|le voy|les voy|iba|se le ocurre|cree|creen|se les ocurre)\b|quien (?:le |les )?(?:dijo|dice|ha dicho|pidio)|cuando (?:yo )?(?:dije|he dicho|pedi|he pedido)|en que momento|como que|por ?que no|quien no|de donde sacaron que)\b/,
    // A comma, a new thought, or the opening "no" that only answers: "no, si…", "no po, todavía…".
    clauseEnd:
      / [,.?] | (?:pero|porque|asi que|aunque|entonces|mientras|sino|o sea|por eso|y (?=(?:me|ya|la|lo|le|nos|yo|fui|se|al|sigo|todavia|aun) )) ?|^ no (?:(?:po|senorita|senora|senor|gracias|mijita|mi nin[ao]|oiga|mire|fijese|joven|pues) )*(?=(?:sii?|ya|todavia|aun|sigo|claro|obvio|yo|gracias|po|senorita|me falta|es que|al reves|mire) )/g,
    polar,
    ideas: {
      ...danger,
      ...death,
      ...conversation,
      ...people,
      ...waiting,
      ...done(words),
      ...reasons,
      ...doubt,
      ...requests,
    },
  };
}
