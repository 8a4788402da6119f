/** What the policy says: a cause, with the day of the discharge; or what is missing; or no, and why. */

/** Evidence that can still come. */
export const WAITS = ['registry', 'insurer', 'network', 'writing', 'call', 'review', 'date', 'hold'] as const;
export type Wait = (typeof WAITS)[number];

/** Why something is refused, in the order of the questions a reader would ask. */
export const REFUSALS = {
  'not-a-discharge': { en: 'what was answered takes nobody off the list', es: 'lo respondido no saca a nadie de la lista' },
  'no-norm': { en: 'no norm of this programme allows discharges on that day', es: 'ninguna norma del programa permite egresos ese día' },
  'cause-not-allowed': { en: 'the norm does not allow this cause here; the health service decides', es: 'la norma no permite esta causal aquí; decide el servicio de salud' },
  'entry-closed': { en: 'the entry is closed already', es: 'la espera ya está cerrada' },
  'still-needs': { en: 'the person said that they do need it', es: 'la persona dijo que sí la necesita' },
  'no-contact': { en: 'nobody answered: there was no contact with the person', es: 'no hubo contacto con la persona' },
  'assurance-low': { en: 'who answered did not prove to be the person', es: 'quien respondió no probó ser la persona' },
  'not-confirmed': { en: 'it was not confirmed twice', es: 'no se confirmó dos veces' },
  'not-told-loss': { en: 'they were not told that the place is lost, or not offered to postpone or be called', es: 'no se le dijo que perdía el lugar, o no se le ofreció postergar o que le llamen' },
  'barrier-not-asked': { en: 'what stands in their way was not asked', es: 'no se preguntó qué se lo impide' },
  'said-by-another': { en: 'somebody else said it', es: 'lo dijo otra persona' },
  minor: { en: 'the person is a minor', es: 'la persona es menor de edad' },
  'number-unverified': { en: 'the number was never confirmed as theirs', es: 'el número nunca se confirmó como suyo' },
  prais: { en: 'a PRAIS person keeps the right to the network with any insurer', es: 'una persona PRAIS conserva el derecho a la red con cualquier previsión' },
  'still-insured': { en: 'the insurer says that they are with FONASA', es: 'FONASA informa que sigue inscrita' },
  'registry-alive': { en: 'the civil registry says that the person is alive', es: 'el Registro Civil informa que la persona está viva' },
  'registry-dead': { en: 'the civil registry says that the person died: another cause, and nobody alive said this', es: 'el Registro Civil informa fallecimiento: es otra causal, y nadie vivo dijo esto' },
  'not-in-registry': { en: 'the document is not in the civil registry', es: 'el documento no está en el Registro Civil' },
  'dead-writes': { en: 'the person wrote after the day of death', es: 'la persona escribió después de la fecha de defunción' },
  'date-before-entry': { en: 'the date is before the day of entry', es: 'la fecha es anterior a la fecha de entrada' },
  'date-in-future': { en: 'the date is yet to come', es: 'la fecha está en el futuro' },
  'other-care': { en: 'a reviewer found that it was another care', es: 'una revisión halló que era otra atención' },
  'no-place': { en: 'it is not known where the care was given', es: 'no se sabe dónde se dio la atención' },
  'call-says-no': { en: 'on the phone the person did not confirm it', es: 'por teléfono la persona no lo confirmó' },
} as const; // prettier-ignore
export type Refusal = keyof typeof REFUSALS;

export type Decision =
  | {
      readonly is: 'allowed';
      readonly norm: string;
      /** C_SALIDA */
      readonly cause: number;
      /** F_SALIDA, yyyy-mm-dd */
      readonly exitOn: string;
      /** People who must approve it, each another one. */
      readonly reviewers: number;
    }
  | {
      readonly is: 'waits';
      readonly norm: string;
      readonly cause: number;
      readonly for: readonly Wait[];
      /** When the hold ends, where it is waited for: epoch ms. */
      readonly until?: number;
    }
  | {
      readonly is: 'refused';
      readonly norm: string | null;
      readonly cause: number | null;
      readonly why: readonly Refusal[];
    };
