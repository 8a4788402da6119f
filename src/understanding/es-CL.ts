/** Chile: where people are treated, how they are insured, what they call it. */
import { spanish } from './es/index.js';

export const chileanSpanish = spanish({
  privatePlace: [
    `particular(?:es|mente)?|clinicas?|clnk|privad[oa]s?|por fuera|en otro lado|por otro lado|por mi cuenta|por mis medios|consulta privada|por la privada|afuera`,
    `indisa|bupa|davila|redsalud|integramedica|megasalud|vidaintegra|santa maria|alemana|tabancura|las condes|lircay|andes salud|bicentenario|meds|cordillera|puerto varas|mayor|red salud`,
    `tacna|mendoza|bariloche|argentina|peru|bolivia|colombia|venezuela|cuba|espana|extranjero|otro pais|lima|arequipa|buenos aires|brasil|ecuador|haiti|estados unidos|mexico`,
    `mutual|mutualidad|achs|ist|hospital del trabajador|seguro (?:de|del|obligatorio|escolar|automotriz|complementario)|soap|universidad|los estudiantes|teleton|fundacion|coaniquem|ong|militar|naval|fach|dipreca|capredena|hospital (?:clinico )?de la (?:catolica|chile)|la catolica|optica|laboratorio`,
  ],
  money: [
    `pagand\\w+|pagad[oa]|pague|pagamos|pago|pagaron|bonos?|pad|plata|platita|lucas|palos|millones|prestamos?|creditos?|endeud\\w+|ahorr\\w+|el 10|10|completada|rifa|bingo|platon|cuotas|tarjeta|bolsillo|vendi\\w*|junt(?:e|o|amos|aron) (?:la|las|plata)|precio de costo|salio (?:caro|barato|car|mas)|mas barato|cost[oa] (?:caro|harto|un|una|como)|me salio`,
  ],
  publicPlace: [
    `hospital|hospitales|consultorio|cesfam|cecosf|poli|policlinico|posta|sapu|sar|samu|crs|cdt|auge|ges|ahi mismo|aca mismo|aqui mismo|ustedes|operativo|uapo|hospital digital|telemedicina|fonasa|sistema publico|servicio de salud|el publico|ministerio|minsal|cosam|ronda|barco|buque|tren de la salud`,
    `sotero(?: del rio)?|barros luco|san borja|fricke|van buren|san juan de dios|salvador|felix bulnes|regional|base|san jose|calvo mackenna|roberto del rio|exequiel gonzalez|tisne|el carmen|carmen de maipu|la florida|padre hurtado|clinico|san camilo|san martin|peñablanca|higueras|traumatologico|posta central|inca|torax|del torax|marga marga|quilpue|guillermo grant|instituto nacional|instituto del cancer|herminda martin`,
  ],
  insurers: [
    `isapres?|banmedica|colmena|consalud|cruz blanca|cruzblanca|vida tres|vidatres|nueva masvida|nueva mas vida|masvida|mas vida|esencial|dipreca|capredena|isalud|fusat|fundacion|seguro (?:privado|particular)|fuerzas armadas|fach|naval|la armada|la marina|ejercito|seguro de salud|seguro e isapre|prepaga`,
  ],
  publicInsurer: [`fonasa|fonaza|fonassa`],
});
