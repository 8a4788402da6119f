/** `programmes/<id>/agendas.json`: what places are asked for, by which words, and who gives them. */
import { join } from 'node:path';
import { z } from 'zod';
import { AGENDA_KEEPERS, type AgendaRef } from '../domain/booking.js';
import { readJson } from './read-json.js';

const file = z.array(
  z.strictObject({
    id: z.string().regex(/^[a-z][a-z0-9-]*$/),
    /** As files and people name it, without accents and marks: "traumatologia", "traumatologo", "huesos". */
    words: z.array(z.string().regex(/^[a-zñ' ]{3,}$/)).min(1),
    by: z.enum(AGENDA_KEEPERS),
    /** Its place tells what somebody goes there for: no message that we begin names it. */
    sensitive: z.boolean().optional(),
  }),
);

export interface WithAgendas {
  agenda(id: string): AgendaRef | undefined;
  /** The only agenda that is named in some words; `bare` — without accents, marks and capitals. */
  agendaNamed(bare: string): AgendaRef | undefined;
}

/** Throws `UserError` naming the file and the field. */
export async function loadAgendas(folder: string): Promise<WithAgendas> {
  const agendas = await readJson(join(folder, 'agendas.json'), file);
  const refs = new Map(
    agendas.map(({ id, by, sensitive }): [string, AgendaRef] => [id, { id, by, ...(sensitive ? { sensitive } : {}) }]),
  );
  return {
    agenda: (id) => refs.get(id),
    agendaNamed: (bare) => {
      const named = agendas.filter(
        ({ id, words }) => bare === id || words.some((each) => ` ${bare} `.includes(` ${each} `)),
      );
      return named.length === 1 ? refs.get(named[0]?.id ?? '') : undefined;
    },
  };
}
