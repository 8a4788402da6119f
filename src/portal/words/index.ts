/** The portal's texts, by language. They are pages, not messages: no dialog says them, and `dialogs check` measures none. */
import type { Locale } from '../../domain/meaning.js';
import type { DocumentCountry } from '../../domain/document-number.js';
import { ca } from './ca.js';
import { es, type PortalText, type PortalTexts } from './es.js';
import { it } from './it.js';

export type { PortalText };
export type Fill = Readonly<Record<string, string | number>>;
export type Translate = (key: PortalText, fill?: Fill) => string;

/** What a Spaniard and an Argentine call otherwise. */
const spain: PortalTexts = {
  ...es,
  commune: 'Municipio',
  rest: 'Piso, puerta u otro dato',
  appointmentsTitle: 'Sus citas',
  appointmentsNone: 'No tiene citas próximas.',
  appointmentsUnknown: 'No tenemos aquí un dato al día de sus citas. Llame al {info}.',
  appointmentsHidden: 'Para ver sus citas, díganos los números de su documento.',
  representPrison: 'Centro penitenciario',
};
const argentina: PortalTexts = {
  ...es,
  commune: 'Localidad',
  rest: 'Piso, departamento, barrio u otro dato',
  appointmentsTitle: 'Sus turnos',
  appointmentsNone: 'No tiene turnos próximos.',
  appointmentsUnknown: 'No tenemos aquí un dato al día de sus turnos. Llame al {info}.',
  appointmentsHidden: 'Para ver sus turnos, díganos los números de su documento.',
  representPrison: 'Servicio penitenciario',
};

const TEXTS: Readonly<Record<Locale, PortalTexts>> = {
  'es-CL': es,
  'es-AR': argentina,
  'es-ES': spain,
  'ca-ES': ca,
  'it-IT': it,
};

const DOCUMENTS: Readonly<Record<DocumentCountry, string>> = {
  CL: 'RUN',
  AR: 'DNI',
  ES: 'DNI, NIE, CIP',
  IT: 'Codice fiscale',
};

export const documentName = (country: DocumentCountry): string => DOCUMENTS[country];

/** `always` — values that any text may name. */
export function translator(locale: Locale, always: Fill): Translate {
  const texts = TEXTS[locale];
  return (key, fill = {}) =>
    texts[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(fill[name] ?? always[name] ?? whole));
}

/** The language in its own words. */
export const languageName = (locale: Locale): string => {
  const name = new Intl.DisplayNames([locale], { type: 'language' }).of(locale.slice(0, 2)) ?? locale;
  return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
};
