/** Italy, Tuscany first: where people are treated, how they are insured, what they call it. In the spelling of Spanish (`it/words.ts`). */
import { italian } from './it/index.js';

export const italianOfItaly = italian({
  privatePlace: [
    `particular(?:es|mente)?|clinicas?|privad[oa]s?|por mi cuenta|consulta privada|pagando|por el seguro(?: privado)?|con el seguro(?: privado)?|con la seguro privado|por la seguro privado`,
    `villa donatello|santa chiara|ulivella|glicini|villa fiorita|centro oncologico|humanitas|san raffaele|gemelli privato|ifca|valdisieve|casa di cura`,
    `suiza|svizzera|albania|tirana|francia|londra|germania|romania|extranjero|estero|otro pais|croazia|milano|milan`,
  ],
  money: [
    `pagand\\w+|pagad[oa]|pague|pagamos|pago|pagaron|plata|euros|prestamos?|mutuo|rate|cuotas|tarjeta|bolsillo|vendi\\w*|de mi bolsillo`,
  ],
  publicPlace: [
    `hospital|hospitales|consultorio|urgencia|ustedes|aqui mismo|publico|publica|day hospital|del hospital|sanitaria|servicio publico`,
    `niguarda|policlinico|molinette|cardarelli|san camillo|sant orsola|careggi|meyer|torregalli|santa maria nuova|santa maria annunziata|ponte a niccheri|san giovanni di dio|cisanello|scotte|le scotte|san jacopo|santo stefano|empoli|pescia|prato|pistoia|borgo san lorenzo|figline|mugello`,
  ],
  insurers: [
    `seguro (?:privado|medico|sanitario)|unisalute|metasalute|generali|allianz|axa|rbm|previmedical|casagit|fasi|fasdac|intesa|poste|aon|reale`,
  ],
  publicInsurer: [`asl|usl|servicio sanitario|sanitario nacional|ssn|publico`],
});
