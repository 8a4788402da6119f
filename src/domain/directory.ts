/** Professionals and services of a programme, as its own list names them: public, and told to whoever asks. */
export interface Listing {
  /** "Dra. Puig Ferrer"; '' = the service itself. */
  readonly name: string;
  readonly service: string;
  readonly place: string;
  /** "martes y jueves, 9 a 13"; '' = not told. */
  readonly hours: string;
  readonly phone: string;
}

/** What a fresh list says of what was asked; none = nothing in it fits. */
export interface Found {
  readonly source: string;
  /** yyyy-mm-dd */
  readonly asOf: string;
  readonly listings: readonly Listing[];
}

/** A whole list, as fresh as it may be told. */
export type Directory = Found;

const MOST = 3;

/** What of it fits the words. */
export const foundIn = ({ source, asOf, listings }: Directory, text: string): Found => ({
  source,
  asOf,
  listings: listingsFor(text, listings, MOST),
});

/** Words that name nobody: titles, and what stands around a name. Without accents. */
const COMMON = new Set(
  'doctor doctora doctors doctores metge metgessa medico medica medicos dottor dottore dottoressa busco buscar donde esta estan atiende visita visitas trobo trobar cerco trovare consulta servicio servei servizio necesito vull quiero tiene sala planta telefono hospital centro centre hola bon buenos buenas dias buongiorno gracies gracias'.split(
    ' ',
  ),
);
const SHORTEST = 4;

/** Those whose name or service is said: by names first, for a service has many people. Pure. */
export function listingsFor(text: string, all: readonly Listing[], most: number): readonly Listing[] {
  const said = wordsOf(text).filter((word) => word.length >= SHORTEST && !COMMON.has(word));
  const hits = (field: string) => wordsOf(field).filter((word) => said.some((each) => alike(each, word))).length;
  const byName = all.map((listing) => ({ listing, points: hits(listing.name) })).filter(({ points }) => points > 0);
  if (byName.length > 0) {
    const best = Math.max(...byName.map(({ points }) => points));
    return byName.filter(({ points }) => points === best).map(({ listing }) => listing).slice(0, most); // prettier-ignore
  }
  const services = all.filter(({ service }) => hits(service) > 0);
  // The service itself says more than the first of its people.
  return [...services.filter(({ name }) => name === ''), ...services.filter(({ name }) => name !== '')].slice(0, most);
}

/** "dermatòleg" and "dermatologia" are one service: their first seven letters are. */
const STEM = 7;
const alike = (a: string, b: string): boolean =>
  a === b || (a.length >= STEM && b.length >= STEM && a.slice(0, STEM) === b.slice(0, STEM));

const wordsOf = (text: string): string[] =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');
