/** Words that several ideas are built of. */

/** A pattern that finds any of these at word borders. */
export const anyOf = (...alternatives: readonly string[]) => new RegExp(`\\b(?:${alternatives.join('|')})\\b`);
/** Up to n words in between. */
export const gap = (n: number) => `(?:\\w+ ){0,${n}}`;

export const FAMILY = `mama|papa|madre|padre|hij[oa]|hijit[oa]|espos[oa]|marido|senora|senor|mujer|viej[oa]|abuel[oa]|niet[oa]|herman[oa]|suegr[oa]|yerno|nuera|ti[oa]|sobrin[oa]|cunad[oa]|pareja|polol[oa]|conviviente|nin[oa]|nen[ea]|guagua|bebe|cabr[oa]|padrastro|madrastra|prim[oa]|gemel[oa]`;
export const OTHERS = `vecin[oa]s?|amig[oa]s?|comadre|compadre|cunad[oa]s?|prim[oa]s?|conocid[oa]s?|herman[oa]s?|ti[oa]s?|jefe|jefa|patron|patrona|coleg[ao]s?|companer[oa]s?|espos[oa]|marido|gemel[oa]|suegr[oa]|yerno|nuera|ex`;
export const THE_CARE = `operacion|cirugia|hora|horita|cita|atencion|consulta|examen|especialista|cupo|interconsulta|procedimiento|intervencion|tratamiento|endoscopia|colonoscopia|colono|resonancia|scanner|escaner|eco|ecografia|protesis|placa|lentes|audifonos?|puesto|lugar|lista`;
export const IT = `(?:me |se |nos |le )?(?:la|lo|las|los)`;
export const DATIVE = `(?:me|le|les|nos|se|la|lo|los)`;
export const BODY = `rodilla|cadera|ojos?|vista|oidos?|columna|espalda|hombro|mano|pie|pierna|hernia|vesicula|muela|dientes?|boca|guata|corazon|cataratas?|varices|cuello|pulmon|prostata|utero`;
export const NOT_THE_CARE = `(?! (?:es )?(?:hablar|conversar|saber|preguntar|consultar|ayuda|bajar|pensar|cambiar|otra hora|cancelar|anular|(?:un|el|mi|una|la|mis|los|copia|renovar)(?: \\w+)? ?(?:certificado|informe|papel|justificativo|documento|ficha|epicrisis|receta|persona|copia|remedios?|pastillas|licencia|comprobante|psicologo|resultados)|certificado|informe|receta|remedios|que (?:me |alguien )+(?:escrib|mand|llame (?:alguien|una)|llame$|expli)|mas (?:mensajes|informacion)|tiempo))`;
