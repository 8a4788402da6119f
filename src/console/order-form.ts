/** What a coordinator writes with an order: who they are and why. It goes into the campaign's log as it stands. Pure. */
import { lineOf } from './frame.js';
import { ORDERS, type PageOrder } from './campaign-words.js';
import { say } from './language.js';

export interface OrderForm {
  readonly by: string;
  readonly why: string;
}

export interface ReadOrder {
  readonly form: OrderForm;
  readonly what: unknown;
  /** What is missing, in words for the page; null = nothing. */
  readonly wrong: string | null;
}

const LONGEST = { by: 80, why: 300 } as const;
/** Orders signed so are the program's own. */
const PROGRAM = 'vigente';

export const isOrder = (what: unknown): what is PageOrder => (ORDERS as readonly unknown[]).includes(what);

export function orderIn(body: Readonly<Record<string, unknown>>): ReadOrder {
  const form = { by: lineOf(body['by']), why: lineOf(body['why']) };
  return { form, what: body['what'], wrong: wrongIn(form, body['what']) };
}

function wrongIn({ by, why }: OrderForm, what: unknown): string | null {
  if (!isOrder(what)) return say('Elija qué hacer.');
  if (by.length < 2) return say('Escriba su nombre: queda en el registro de la campaña.');
  if (by.toLowerCase() === PROGRAM) return say('Ese nombre es el del programa. Escriba el suyo.');
  if (why.length < 3) return say('Escriba el motivo: queda en el registro de la campaña.');
  if (by.length > LONGEST.by) return say('El nombre puede tener hasta {most} letras.', { most: LONGEST.by });
  if (why.length > LONGEST.why) return say('El motivo puede tener hasta {most} letras.', { most: LONGEST.why });
  return null;
}
