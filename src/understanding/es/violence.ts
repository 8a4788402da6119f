/** Somebody hurts, threatens or holds another. What else "hits" (a cold, the sun, a shout) is none. */
const KIN = `marido|espos[oa]|pareja|novi[oa]|polol[oa]|companer[oa]|conviviente|ex|hij[oa]|herman[oa]|papa|padre|padrastro|mama|madre|suegr[oa]|yerno|nuera|cuidador[a]?|senor|hombre|viejo|joven|vecin[oa]`;
const HIT = `peg(?:a|o|aba|an|aron|ando|ado|ar)|golpe(?:a|o|aba|an|aron|ando|ado|ar)|maltrat(?:a|o|aba|an|aron|ando|ado|ar)|agred(?:e|io|ia|en|ieron|iendo|ido|ir)|ahorc(?:o|a|aba|ando|ado)|estrangul\\w+|apunal\\w+|acuchill\\w+|viol(?:o|a|aron|ado|ada|ando)|amena[zc]\\w+|abus(?:a|o|an|aron|ado|aba) de|tortur\\w+`;
/** What is hit with no harm to anybody. */
const HARMLESS = `(?! (?:un|una|el|la|los|las) (?!(?:\\w+ )?(?:paliza|golpe|golpiza|puno|punetazo|combo|patada|bofetada|cachetada|punalada))\\w+| (?:de )?(?:susto|grito|risa|gripe|resfr\\w+|fiebre|sol|frio)| ir | bien)`;

export const VIOLENCE: readonly string[] = [
  `(?:${KIN})(?: \\w+)? (?:me|le|la|lo|nos|les) (?:(?:ha|esta|estaba|vive|quiere|va a|estan) )?(?:${HIT})${HARMLESS}`,
  `(?:el|ella) me (?:(?:ha|esta|va a) )?(?:${HIT})${HARMLESS}`,
  `me (?:(?:ha|han|esta|estan|estaba|estuvo|sigue) )(?:pegado|pegando|golpead[oa]|golpeando|maltratando|maltratad[oa]|agrediendo|agredid[oa]|violad[oa]|violando|ahorcando|amenazad[oa]|amenazando)${HARMLESS}`,
  `me (?:golpea|golpean|golpearon|maltrata|agrede|agredio|agredieron|violo|violaron|apunal\\w+|acuchill\\w+|amenaza|amenazo|amenazaron)(?! (?:con )?(?:no |cerrar|quitar|sacar|dejar|la hora|cancel))`,
  `(?:papa|padre|marido|padrastro|hijo|hermano) (?:\\w+ ){0,2}(?:le )?(?:pega|golpea|maltrata) (?:a )?(?:mi|la|su|los|sus) `,
  `(?:sufr\\w+|vivo|viv\\w+|victima de|hay|padezco|soporto) (?:\\w+ )?(?:malos tratos|maltratos?|violencia|abusos?|golpes)`,
  `violencia (?:intrafamiliar|de genero|domestica|familiar|machista|en (?:mi|la) casa)`,
  `abus(?:a|o|aron|an|ando|ado) (?:sexualmente )?de (?:mi|ella|el|mi \\w+)(?! (?:confianza|paciencia|tiempo|buena))`,
  `(?:dio|dieron|dado|da|dan|cago|cagaron|llen\\w+|rompio|molio|moliero?n?) (?:una |a |de )(?:\\w+ )?(?:paliza|golpiza|palos|golpes|pinas|combos|patadas|punetazos)`,
  `(?:me|la|lo|nos) (?:tiene|tienen|tenia|encerro|encerraron|dejo) (?:encerrad[oa]|amarrad[oa]|atad[oa])`,
  `me (?:tiene[n]?|encerro|encerraron) (?:\\w+ ){0,4}no me dej\\w+ salir`,
  `me (?:encerro|encerraron)(?: |$)`,
  `(?:miedo|temo|temor) (?:\\w+ ){0,5}(?:me|nos|la) (?:mate|mat(?:a|ara)|pegue|haga (?:algo|dano)|golpee)`,
  `(?:miedo|temor|terror) (?:a|de) (?:mi|el|su) ?(?:${KIN}|el)?(?= *$| [,.]| que| porque| es| cuando)(?! que (?:no|se muera))`,
  `(?:${KIN}) (?:\\w+ )?(?:me )?(?:quiere|va a|dijo que me va a|intento|trato de|juro) (?:matarme|matar(?:nos)?)`,
  `(?:me|nos) (?:quiere|va a|van a|intento|trato de) matar(?:me)?(?! (?:de |a )(?:un |una )?(?:disgust|risa|pena|aburr|hambre|la espera|los nervios|ner)\\w*)(?= *$| [,.]| mi | el | a | con )`,
  `(?:${KIN}) (?:\\w+ )?(?:quiere|va a) (?:matar|lastimar|danar)(?:me|nos|la|lo)`,
  `(?:con|tiene|saco|puso) (?:un |el )?(?:cuchillo|arma|pistola|machete)(?: |$)`,
];
