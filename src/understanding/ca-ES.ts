/** Catalonia: where people are treated, how they are insured, what they call it. In the spelling of Spanish (`ca/words.ts`). */
import { catalan } from './ca/index.js';

export const catalanOfCatalonia = catalan({
  privatePlace: [
    `particular(?:es|mente)?|clinicas?|privad[oa]s?|por fuera|por lo privado|por la privada|por privado|en otro lado|por mi cuenta|consulta privada|por el seguro(?: privado)?|por seguro privado|con el seguro privado|por la seguro privado|pagando`,
    `quiron|quironsalud|teknon|dexeus|vithas|sanitas|barraquer|corachan|sagrada familia|asepeyo|fremap|mutua|umivale|delfos|cima|creu blanca|pilar|sant jordi|el remei|salus`,
    `andorra|francia|portugal|marruecos|extranjero|otro pais|mi pais|perpinya|perpignan|madrid|alemania`,
  ],
  money: [
    `pagand\\w+|pagad[oa]|pague|pagamos|pago|pagaron|dinero|plata|euros|calers|prestamos?|endeud\\w+|ahorr\\w+|estalvis|a plazos|cuotas|tarjeta|bolsillo|vendi\\w*|me salio`,
  ],
  publicPlace: [
    `hospital|hospitales|ambulatorio|centro de salud|urgencias|aqui mismo|ustedes|telemedicina|seguridad social|la publica|lo publico|sistema publico|cuap`,
    `bellvitge|vall d hebron|vall hebron|clinic|sant pau|del mar|viladecans|moises broggi|duran i reynals|ico|germans trias|can ruti|parc tauli|mutua terrassa|terrassa|sant boi|trueta|joan xxiii|verge de la cinta|arnau|igualada|vic|martorell|mollet|manresa|mataro|figueres`,
  ],
  insurers: [
    `sanitas|adeslas|asisa|dkv|mapfre|axa|caser|muface|isfas|mugeju|seguro (?:privado|medico|de salud)|mutua|cigna|allianz|aseguradora|fiatc|assistencia sanitaria|agrupacio`,
  ],
  publicInsurer: [`seguridad social|catsalut|servei catala de la salut|publica`],
});
