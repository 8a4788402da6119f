/** How virtual patients of Chile write: made up, and none of it taken from the messages that understanding was built on. */
import type { AnswerId } from '../../dialogs/context.js';

type Phrases = Partial<
  Record<
    AnswerId | 'stop' | 'call' | 'died' | 'noise' | 'scam' | 'changed' | 'alarm' | 'responsible',
    readonly string[]
  >
>;

export const PHRASES: Phrases = {
  self: ['soy yo', 'si soy yo', 'Sí, con ella', 'yo soy', 'si, yo misma', 'con el habla'],
  responsible: ['si, soy la mamá', 'soy el papá', 'soy su tutora', 'si, yo soy la responsable', 'soy la madre'],
  relative: ['soy la hija', 'yo soy su esposo', 'habla con el hijo', 'soy la nieta de ella', 'soy su mamá'],
  notHere: [
    'numero equivocado',
    'no conozco a esa persona',
    'esta equivocado, este celular es mio hace años',
    'aqui no vive nadie con ese nombre',
  ],
  yes: [
    'si, todavia la necesito',
    'sii porfavor',
    'si la necesito',
    'claro que si, la sigo esperando',
    'todavía estoy esperando',
    'sí, la necesito mucho',
  ],
  worse: ['si y cada vez estoy peor', 'estoy mucho peor', 'si, ha empeorado harto', 'me siento peor que antes'],
  postpone: [
    'por ahora no, mas adelante si',
    'ahora no puedo, el proximo año',
    'mas adelante porfa, estoy cuidando a mi mama',
  ],
  no: ['no', 'ya no', 'no la necesito', 'no gracias, ya no la necesito'],
  attendedPublic: [
    'ya me operaron en el hospital',
    'ya me atendieron en el consultorio',
    'me vio el especialista en el hospital el mes pasado',
  ],
  attendedElsewhere: [
    'me atendi en una clinica particular',
    'pague particular y ya me vieron',
    'me operé en la clinica',
  ],
  recovered: ['ya estoy bien, se me paso', 'se me quitó solo', 'ya me mejoré gracias a dios'],
  refuses: ['no me quiero operar', 'ya no quiero operarme', 'no quiero ir, prefiero dejarlo asi'],
  insurerChanged: ['me cambie a isapre', 'ahora tengo isapre', 'me pase a una isapre'],
  stop: ['BAJA', 'no me escriban mas', 'STOP', 'dejen de mandarme mensajes'],
  call: ['llamar', 'quiero hablar con una persona', 'prefiero que me llamen'],
  died: [
    'mi papá falleció el año pasado',
    'ella murió en marzo',
    'mi señora falleció',
    'el ya no está con nosotros, falleció',
  ],
  changed: [
    'me arrepenti, si la necesito',
    'sí la necesito, no me saquen de la lista',
    'lo pense mejor y todavia la necesito',
    'no me borren por favor, si necesito la hora',
  ],
  alarm: ['me duele mucho el pecho y no puedo respirar', 'estoy muy mal, me desmaye recien y sangro mucho'],
  noise: ['jajaja', 'mmm', 'que', 'asdf', '??'],
  scam: ['quien es usted', 'esto es una estafa?'],
};

export const PLACES = ['hospital regional', 'consultorio de mi comuna', 'clinica del centro', 'en el hospital base'];
export const DATES = ['marzo de 2025', 'el año pasado', 'hace dos meses', 'no me acuerdo', 'en junio'];
