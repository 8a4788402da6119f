/** Scenario files of call centres: those of the programmes, by name, or any other, by path. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../domain/failure.js';
import { routingScenario, type RoutingScenario } from '../routing/scenario.js';
import { readJson } from './read-json.js';

/** What tells a call centre's scenario from the others in the folder. */
const ofCentres = z.looseObject({ centres: z.array(z.unknown()) });

/** `id` — a name, or a path that ends in .json. Throws `UserError` naming the field, or what there is. */
export async function loadRoutingScenario(programmes: string, id: string): Promise<RoutingScenario> {
  if (id.endsWith('.json')) return readJson(id, routingScenario);
  const files = await routingScenarioFiles(programmes);
  const file = files.find((each) => basename(each, '.json') === id);
  if (file) return readJson(file, routingScenario);
  throw new UserError(
    'scenario-unknown',
    `There is no scenario "${id}" of call centres.`,
    `Known: ${files.map((each) => basename(each, '.json')).join(', ') || 'none'}; or give a file: my.json`,
  );
}

/** Those of all programmes, by name. */
export async function routingScenarioFiles(programmes: string): Promise<string[]> {
  const found: string[] = [];
  for (const { name } of (await readdir(programmes, { withFileTypes: true })).filter((each) => each.isDirectory())) {
    const folder = join(programmes, name, 'scenarios');
    if (!existsSync(folder)) continue;
    for (const file of await readdir(folder))
      if (
        file.endsWith('.json') &&
        (await readJson(
          join(folder, file),
          z.unknown().transform((data) => ofCentres.safeParse(data).success),
        ))
      )
        // prettier-ignore
        found.push(join(folder, file));
  }
  return found.sort((a, b) => (basename(a) < basename(b) ? -1 : 1));
}
