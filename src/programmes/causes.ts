/** The causes for which an entry is closed, with the code of each of the two national outputs: they number differently (DOMAIN §1.3). */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../domain/failure.js';
import { readJson } from './read-json.js';

const shape = z.strictObject({
  source: z.string().min(3),
  causes: z.array(
    z.strictObject({
      /** C_SALIDA */
      sigte: z.int().min(0).max(99),
      name: z.string().min(3),
      /** CSMotivoCierreInterconsulta; null = it has no code for this cause. */
      tei: z.int().min(1).nullable(),
    }),
  ),
});

export interface Cause {
  readonly sigte: number;
  readonly name: string;
  readonly tei: number | null;
}

export interface WithCauses {
  /** By C_SALIDA; empty = this programme closes nothing. */
  readonly causes: ReadonlyMap<number, Cause>;
}

/** Throws `UserError` naming the file and the field. */
export async function loadCauses(folder: string): Promise<WithCauses> {
  const file = join(folder, 'causes.json');
  const there = await access(file).then(
    () => true,
    () => false,
  );
  if (!there) return { causes: new Map() };
  const { causes } = await readJson(file, shape);
  const codes = causes.flatMap(({ tei }) => (tei === null ? [] : [tei]));
  const bySigte = new Map(causes.map((each) => [each.sigte, each]));
  if (bySigte.size !== causes.length || new Set(codes).size !== codes.length)
    throw new UserError('causes-twice', `${file}: a code stands there twice; it could not be read back.`);
  return { causes: bySigte };
}
