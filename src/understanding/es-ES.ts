/** Spain: where people are treated, how they are insured, what they call it. */
import { spanish } from './es/index.js';

export const peninsularSpanish = spanish({
  privatePlace: [
    `particular(?:es|mente)?|clinicas?|concertada|privad[oa]s?|por fuera|por lo privado|por la privada|por privado|en otro lado|en otro sitio|por otro lado|por mi cuenta|por mis medios|consulta privada|por el seguro|por la mutua`,
    `quiron|quironsalud|teknon|dexeus|vithas|sanitas|hm hospitales|ruber|clinica (?:universidad de )?navarra|barraquer|corachan|sagrada familia|asepeyo|fremap|mutua|mutualia|ibermutua|umivale|mc mutual`,
    `francia|portugal|marruecos|rumania|ecuador|colombia|extranjero|otro pais|mi pais|alemania|andorra`,
  ],
  money: [
    `pagand\\w+|pagad[oa]|pague|pagamos|pago|pagaron|dinero|euros|pasta|prestamos?|creditos?|endeud\\w+|ahorr\\w+|a plazos|cuotas|tarjeta|bolsillo|vendi\\w*|mas barato|salio (?:caro|barato)|cost[oa] (?:caro|un|una|como)|me salio|dineral|pastizal`,
  ],
  publicPlace: [
    `hospital|hospitales|ambulatorio|centro de salud|cap|consultas externas|urgencias|ahi mismo|alli mismo|aqui mismo|ustedes|vosotros|telemedicina|seguridad social|la publica|lo publico|sistema publico`,
    `ramon y cajal|miguel servet|carlos haya|valdecilla|son espases|virgen macarena|virgen de las nieves|la princesa|basurto|bellvitge|vall d hebron|vall hebron|clinic|sant pau|la paz|gregorio maranon|doce de octubre|12 de octubre|puerta de hierro|la fe|virgen del rocio|viladecans|moises broggi|duran i reynals|ico|germans trias|can ruti`,
  ],
  insurers: [
    `sanitas|adeslas|asisa|dkv|mapfre|axa|caser|aegon|muface|isfas|mugeju|seguro (?:privado|medico|de salud)|mutua|cigna|allianz|aseguradora|fiatc|assistencia sanitaria`,
  ],
  publicInsurer: [`seguridad social|catsalut|servei catala de la salut|sergas|sas|osakidetza`],
});
