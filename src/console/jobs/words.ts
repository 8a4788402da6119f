/** What long work found, and why it failed, in words. */
import { say } from '../language.js';
import { WAIT_WORDS } from '../review-words.js';
import { count, money, percent } from '../numbers.js';
import { EXCLUSION_WORDS } from '../campaign-words.js';

export interface Fact {
  readonly label: string;
  readonly value: string;
}

type Result = Readonly<Record<string, unknown>>;
type Columns = readonly (readonly [key: string, label: string])[];

const LIST: Columns = [
  ['rows', 'Filas'],
  ['imported', 'Aceptadas'],
  ['rejected', 'Rechazadas'],
  ['repaired', 'Celdas reparadas'],
  ['warned', 'Avisos'],
  ['people', 'Personas'],
  ['entries', 'Atenciones'],
  ['reachable', 'Personas con un móvil'],
  ['duplicates', 'Repetidas'],
  ['newPeople', 'Personas nuevas'],
  ['newEntries', 'Atenciones nuevas'],
  ['changedEntries', 'Atenciones cambiadas'],
  ['closedEntries', 'Atenciones cerradas'],
  ['vanished', 'Atenciones que ya no están'],
  ['differences', 'Diferencias con lo que la persona confirmó'],
];
const EXPORT: Columns = [
  ['rows', 'Filas'],
  ['people', 'Personas'],
  ['withdrawn', 'Retiradas: dijeron que sí la necesitan'],
];
const ANSWER: Columns = [
  ['rows', 'Filas'],
  ['accepted', 'Aceptadas por SIGTE'],
  ['rejected', 'Rechazadas por SIGTE'],
  ['known', 'Ya leídas antes'],
  ['unknown', 'No las enviamos nosotros'],
  ['told', 'Personas avisadas'],
  ['letters', 'Cartas por enviar'],
];
const PROPOSED: Columns = [
  ['proposals', 'Miradas'],
  ['verified', 'Por aprobar'],
  ['deaths', 'Fallecimientos informados por el Registro Civil'],
];
/** Why approved ones stay. */
export const LEFT_WORDS: Readonly<Record<string, string>> = {
  withdrawn: 'la persona dijo que sí la necesita',
  'unread-message': 'hay un mensaje de la persona por leer',
  'open-task': 'hay una tarea abierta con la persona',
  'changed-meanwhile': 'cambió mientras tanto',
  'left-already': 'ya salió',
  incomplete: 'faltan datos que SIGTE pide',
  hold: 'está retenida',
};

const factsIn = (result: Result, columns: Columns): Fact[] =>
  columns.flatMap(([key, label]) =>
    typeof result[key] === 'number' ? [{ label: say(label), value: count(result[key]) }] : [],
  );

const sums = (value: unknown, words: Readonly<Record<string, string>> = {}): Fact[] =>
  value !== null && typeof value === 'object'
    ? Object.entries(value).flatMap(([key, n]) =>
        typeof n === 'number' ? [{ label: say(words[key] ?? key), value: count(n) }] : [],
      )
    : [];

export function factsOf(kind: string, result: Result): readonly Fact[] {
  switch (kind) {
    case 'judgeList':
    case 'takeList':
      return factsIn(result, LIST);
    case 'previewUniverse':
      return [
        ...factsIn(result, [
          ['people', 'Personas a las que se escribiría'],
          ['entries', 'Atenciones'],
        ]),
        ...excludedIn(result),
      ];
    case 'tryCampaign':
      return triedFacts(result);
    case 'startCampaign':
      return factsIn(result, [['people', 'Personas en la campaña']]);
    case 'propose':
      return [...factsIn(result, PROPOSED), ...sums(result['waits'], WAIT_WORDS)];
    case 'verifyAudit':
      return [
        ...factsIn(result, [
          ['events', 'Actos'],
          ['streams', 'Cadenas'],
          ['seals', 'Sellos'],
        ]),
        { label: say('Resultado'), value: result['ok'] === true ? say('todo está como se escribió') : badOf(result) },
      ];
    case 'takeAnswer':
      return factsIn(result, ANSWER);
    case 'exportNeeds':
      return sums(result);
    default:
      return [...factsIn(result, EXPORT), ...sums(result['left'], LEFT_WORDS)];
  }
}

/** The first place that is not as it was. */
function badOf({ firstBad }: Result): string {
  const { stream, seq } = firstBad as { readonly stream: string; readonly seq: number };
  return say('no está como se escribió: {stream}, número {seq}', { stream, seq: String(seq) });
}

function triedFacts(result: Result): Fact[] {
  const { cost, forecast } = result as {
    readonly cost: {
      readonly currency: string;
      readonly first: number;
      readonly expected: number;
      readonly atMost: number;
    };
    readonly forecast: {
      readonly answered: number;
      readonly leave: number;
      readonly notLocated: number;
      readonly tasks: number;
    };
  };
  return [
    ...factsIn(result, [
      ['people', 'Personas a las que se escribiría'],
      ['entries', 'Atenciones'],
      ['perHour', 'Personas por hora, como máximo'],
    ]),
    { label: say('Costo esperado'), value: money(cost.expected, cost.currency) },
    { label: say('Costo como máximo'), value: money(cost.atMost, cost.currency) },
    { label: say('Responderían'), value: percent(forecast.answered) },
    { label: say('Podrían egresar'), value: percent(forecast.leave) },
    { label: say('No se ubicarían'), value: percent(forecast.notLocated) },
    { label: say('Tareas para la mesa'), value: count(forecast.tasks) },
    ...excludedIn(result),
  ];
}

const excludedIn = (result: Result): Fact[] =>
  sums(result['excluded'], EXCLUSION_WORDS).map(({ label, value }) => ({
    label: say('Excluidas: {why}', { why: label }),
    value,
  }));

/** Failures a coordinator can mend, in their words; others as the command says them. */
const FAILURES: Readonly<Record<string, readonly [string, string]>> = {
  'kinds-mixed': ['Esta base tiene personas de otra clase: inventadas y reales no se mezclan.', 'Use otra base de datos.'],
  'full-list-lacks-too-much': ['A la lista le faltan demasiadas atenciones: parece otro archivo.', 'Revise el archivo, o cárguelo sin marcar que es la lista completa.'],
  'alarms-open': ['Hay alarmas sin firmar: nada sale.', 'DIGERA las mira y las firma en Egresos.'],
  'campaign-not-ready': ['Falta algo en la lista de comprobación.', 'Vuelva a la campaña y complétela.'],
  'not-text': ['El archivo no es de texto.', 'Guárdelo como CSV desde la planilla.'],
  'header-missing': ['El archivo no tiene la línea con los nombres de las columnas.', 'Expórtelo de nuevo desde SIGTE.'],
  'columns-missing': ['Al archivo le faltan columnas.', 'Expórtelo de nuevo desde SIGTE.'],
  'column-repeated': ['Una columna está dos veces.', 'Deje una sola.'],
  'incident-on': ['Hay un incidente: nada sale.', 'Ciérrelo primero.'],
  'universe-wrong': ['Una condición del universo no se entiende.', 'Una condición es como wait>=365 o type=4,5; los campos están más abajo.'],
  'universe-unknown': ['No hay un universo guardado con ese nombre.', 'Escriba las condiciones.'],
  'campaign-name': ['Ese nombre no sirve.', 'Letras pequeñas, cifras y guiones: cirugia-2026-12'],
  'campaign-exists': ['Ya hay una campaña con ese nombre.', 'Elija otro.'],
  'cadence-unknown': ['Ese programa no tiene esa cadencia.', 'Elija la habitual.'],
  'resolver-unknown': ['Falta quién resuelve: SIGTE lo pide en cada egreso.', 'Escriba el establecimiento y el RUN del profesional.'],
  'establishment-wrong': ['Ese establecimiento no es un código de seis cifras.', 'Es el código DEIS.'],
  'professional-wrong': ['Ese RUN no está bien escrito.', 'Como 12345678-5.'],
  'phone-wrong': ['Ese no es un número de teléfono.', 'Escríbalo con su país: +56912345678'],
  'test-channel': ['Ningún número en uso envía por ese canal.', 'Mire Números.'],
  'campaign-state': ['La campaña ya no está en ese estado.', 'Vuelva a la campaña.'],
  'user-may-not': ['No es la parte de su cuenta.', 'Pídalo a quien corresponda.'],
  'needs-name': ['Alguien tiene que responder por esto.', 'Entre con su nombre.'],
  'file-exists': ['El archivo ya estaba hecho.', 'Empiece de nuevo.'],
  failed: ['Algo falló en el programa. Nada se ha perdido.', 'Vuelva a intentarlo; si sigue, avise a TIC.'],
}; // prettier-ignore

export function failureWords({
  code,
  message,
  hint,
}: {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}) {
  const known = FAILURES[code];
  return known ? { message: say(known[0]), hint: say(known[1]) } : { message, hint };
}
