/** Argentina: where people are treated, how they are insured, what they call it. */
import { spanish } from './es/index.js';

export const argentineSpanish = spanish({
  privatePlace: [
    `particular(?:es|mente)?|clinicas?|sanatorios?|privad[oa]s?|por fuera|en otro lado|por otro lado|por mi cuenta|por mis medios|consultorio privado|consulta privada|por la privada|afuera|por la obra social|por obra social|por la prepaga|por la art`,
    `fleni|favaloro|austral|swiss medical|los lapachos|nuestra senora del rosario|lavalle|del cerro|san pablo|cemic`,
    `bolivia|chile|salta|tucuman|buenos aires|extranjero|otro pais|otra provincia|villazon|tarija|cordoba`,
  ],
  money: [
    `pagand\\w+|pagad[oa]|pague|pagamos|pago|pagaron|bonos?|plata|mangos|lucas|palos|pesos|prestamos?|creditos?|endeud\\w+|ahorr\\w+|rifas?|cuotas|tarjeta|bolsillo|vendi\\w*|junt(?:e|o|amos|aron) (?:la|las|plata)|salio (?:caro|barato|un)|mas barato|cost[oa] (?:caro|un|una|como)|me salio|garp\\w+|coseguro`,
  ],
  publicPlace: [
    `hospital|hospitales|centro de salud|salita|caps|posta|dispensario|ahi mismo|aca mismo|ustedes|operativo|telemedicina|sistema publico|el publico|ministerio|guardia`,
    `(?:hospital|el) (?:posadas|fernandez)|durand|argerich|pirovano|garrahan|santojanni|gandulfo|pablo soria|soria|materno|materno infantil|san roque|snopek|guillermo paterson|paterson|ragone|nestor sequeiros|jorge uro|oscar orias|wenceslao gallardo`,
  ],
  insurers: [
    `obra social|obras sociales|prepagas?|osde|ioma|isj|instituto de seguros|swiss medical|galeno|medife|osecac|osprera|ospe|uom|upcn|pami|medicus|sancor salud|omint|boreal|art|iosfa|dosep`,
  ],
  publicInsurer: [`incluir salud|plan sumar|sumar|sin obra social|sin cobertura`],
});
