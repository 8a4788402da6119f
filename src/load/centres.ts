/** `vigente load centres`: the centres that answer, where they are, whose they are, and who sits there when. */
import type { Programme } from '../programmes/programme.js';
import type { CentreDoc } from '../store/documents.js';
import { forgetCentres } from '../store/queries/knownCentres.js';
import type { Services } from '../turn/services.js';
import { loadWholeSource, type WholeSourceLoad } from './whole-source.js';

export const CENTRE_COLUMNS = ['CODIGO', 'NOMBRE', 'LATITUD', 'LONGITUD', 'ZONAS', 'TELEFONO', 'IDIOMAS', 'TEMAS', 'LINEAS', 'TURNOS'] as const; // prettier-ignore
type Column = (typeof CENTRE_COLUMNS)[number];
const NEEDED: readonly Column[] = ['CODIGO', 'NOMBRE', 'LATITUD', 'LONGITUD', 'ZONAS', 'IDIOMAS', 'TURNOS'];
const MOST_TEXT = 60;
const MOST_AGENTS = 999;

/**
 * A file names every centre of its source: one that is not in it takes nothing more. ZONAS, IDIOMAS, TEMAS and TURNOS are lists with a space
 * between; a shift is `08:00-15:30x4`, local time and people.
 * Throws `UserError` when the file or a column is missing, or its moment is to come.
 */
export async function loadCentres(
  services: Services,
  programme: Programme,
  file: string,
  from: { readonly source: string; readonly asOf: number },
): Promise<WholeSourceLoad> {
  const loaded = await loadWholeSource(services, programme, file, from, {
    kind: 'centres',
    collection: services.store.centres,
    columns: CENTRE_COLUMNS,
    needed: NEEDED,
    rowOf: (record, source, asOf) => rowOf(programme, record, source, asOf),
  });
  forgetCentres(services.store);
  return loaded;
}

/** The row, or why it is refused. */
function rowOf(
  programme: Programme,
  record: Readonly<Partial<Record<Column, string>>>,
  source: string,
  asOf: Date,
): CentreDoc | string {
  const text = (column: Column): string => (record[column] ?? '').trim();
  const list = (column: Column): string[] => text(column).split(/[\s,|]+/).filter(Boolean); // prettier-ignore
  const degrees = (column: Column): number => (text(column) === '' ? NaN : Number(text(column).replace(',', '.')));
  const [code, name, phone] = [text('CODIGO'), text('NOMBRE'), text('TELEFONO')];
  if (!/^[\w-]{1,30}$/.test(code)) return 'CODIGO: up to 30 letters, digits or dashes';
  if (name === '' || name.length > MOST_TEXT) return `NOMBRE: empty, or longer than ${MOST_TEXT} characters`;
  if (!/^[+\d ]{0,20}$/.test(phone)) return 'TELEFONO: no telephone number';
  const [north, east] = [degrees('LATITUD'), degrees('LONGITUD')];
  if (!(Math.abs(north) <= 90)) return 'LATITUD: no number of degrees from -90 to 90';
  if (!(Math.abs(east) <= 180)) return 'LONGITUD: no number of degrees from -180 to 180';
  const areas = list('ZONAS');
  if (areas.length === 0 || areas.some((area) => !/^\d{1,10}$/.test(area)))
    return 'ZONAS: first digits of postcodes, or codes of communes, with a space between';
  const languages = list('IDIOMAS').map((language) => language.toLowerCase());
  if (languages.length === 0 || languages.some((language) => !/^[a-z]{2,3}$/.test(language)))
    return 'IDIOMAS: languages of two or three letters, as in "es ca"';
  const skills = list('TEMAS');
  const places = text('LINEAS') === '' ? 0 : Number(text('LINEAS'));
  if (!Number.isInteger(places) || places < 0) return 'LINEAS: no number of callers who can wait';
  const shifts: CentreDoc['shifts'][number][] = [];
  for (const shift of list('TURNOS')) {
    const read = shiftOf(shift);
    if (!read) return `TURNOS: "${shift}" is no shift like 08:00-15:30x4`;
    shifts.push(read);
  }
  if (shifts.length === 0) return 'TURNOS: empty';
  const plain = name.replace(/[{}<>]/g, '');
  return {
    _id: `${programme.id}:${code}`, programme: programme.id, code, name: plain, at: [north, east], areas, phone, languages, skills, places, shifts,
    source, asOf,
  }; // prettier-ignore
}

/** Half hours, as everything about calls is counted in them. */
function shiftOf(text: string): CentreDoc['shifts'][number] | null {
  const read = /^((?:[01]\d|2[0-3]):[03]0)-((?:[01]\d|2[0-3]):[03]0|24:00)x(\d{1,3})$/.exec(text);
  if (!read) return null;
  const [from, to, agents] = [read[1] as string, read[2] as string, Number(read[3])];
  return from < to && agents >= 1 && agents <= MOST_AGENTS ? { from, to, agents } : null;
}
