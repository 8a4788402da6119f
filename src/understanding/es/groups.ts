/**
 * Spanish words grouped by what they stand for, so that the model sees "me pasé a Colmena" and "me metieron a la Banmédica" as one phrase.
 * Words are normalised (lower case, no accents); `stem*` takes every ending. The first group that has the word wins.
 */
const GROUPS = `
NO: no nunca jamas tampoco nadie ni ningun ninguna ninguno nones negativo
YES: sii claro obvio obviamente afirmativo efectivamente exacto exactamente correcto evidentemente sipo positivo demas
STILL: todavia aun sigo sigue seguimos siguen sigamos continuo continua continuamos continuar seguir siguiendo permanec*
ALREADY: ya
BUT: pero aunque sino salvo excepto embargo
INSURER: isapre* banmedica banmed* colmena consalud cruzblanca masvida esencial capredena dipreca isalud fusat prepaga* osde swiss pami ioma adeslas sanitas asisa mapfre dkv mutua muface isfas mugeju seguro seguros poliza aseguradora cobertura prevision plan
FORCES: ejercito armada fach carabineros carabinero gendarmeria pdi naval marina militar* uniformad* fuerzas
PUBLIC_INSURER: fonasa fonaza estado publico publica
PRIVATE: particular* clinica* privad* privado privada bono bonos indisa bupa davila redsalud integramedica megasalud vidaintegra alemana tabancura lircay mutual* achs ist teleton fundacion universidad ong pagando pago* tacna mendoza bariloche peru bolivia argentina extranjero cuba colombia brasil
MONEY: pague pagamos pagaron pagar pague pagado pagada plata platita lucas palos millon millones prestamo* credito* endeud* ahorro* ahorr* rifa bingo platon cuotas tarjeta caro cara cobran cobra cobro cobraron cuesta costo costeo sale dinero pesos bolsillo financi* guita
HOSPITAL: hospital* consultorio* cesfam cecosf posta sapu sar crs cdt policlinico poli urgencia* auge ges sotero fricke buren luco borja regional traumatologico operativo ambulatorio residencia guardia salita
FAMILY: mama papa madre padre hijo hija hijos hijas hijito hijita esposo esposa marido senora mujer viejo vieja abuelo abuela abuelita abuelito nieto nieta hermano hermana suegro suegra yerno nuera tio tia sobrino sobrina cunado cunada pareja pololo polola guagua bebe nino nina nene nena cabro cabra chico chica primo prima padrino madrina padres
OTHERS: vecin* amig* comadre compadre conocid* jefe jefa patron patrona coleg* companer* gente otros otras
CARER: cuidador* tutor* apoderad*
DOCTOR: doctor* medico* medica especialista* cirujan* enfermer* matron* matrona profesional* facultativo
SPECIALTY: dermatolog* geriatr* dentista* odontolog* oculista* oftalmolog* neurolog* psicolog* psiquiatr* pediatr* ginecolog* traumatolog* cardiolog* kinesiolog* kine nutricion* podolog* otorrin* urolog* endocrin* reumatolog* fonoaudiolog* internista hematolog* oncolog* gastroenter* broncopulm*
BODY: rodilla* cadera* ojo ojos vista oido* columna espalda hombro* mano manos pie pies pierna* hernia* vesicula muela* diente* boca guata estomago corazon catarata* varice* varices cuello pulmon* prostata utero tiroides juanete* amigdala* tobillo brazo* cara cabeza nariz pecho garganta lengua menisco lumbar rinon* piel
CARE: operacion* cirugia* hora horita horas cita* atencion* consulta* examen* interconsulta* procedimiento* intervencion* tratamiento* endoscopia colonoscopia colono resonancia scanner escaner eco ecografia* protesis placa lentes audifono* turno* control* prueba* derivacion especialidad biopsia
PLACE_IN_LIST: lista listas cupo* puesto lugar listado nomina cola vacante
OPERATED: oper* interven* pabellon quirofano anestesi* infiltr*
ATTENDED: atendi atendio atendieron atendid* atiend* atender* visto vieron vio trataron trate hicieron hice hizo hecho hecha hicimos sacaron saco saque pusieron puso puse arreglaron arreglo resolvi* soluciono solucion* curaron evaluaron entregaron realiz* alta
NEED: necesit* requier* requer* precis* ocupo ocupa ocupamos ocupar* urge urgen* interesa interesad* sirve falta
WANT: quiero quiere queremos quieren quisiera deseo prefiero prefiere preferi* gustaria
WAIT: esper* pendiente* espera
REMOVE: saqu* sacar* sacame sacan borr* elimin* quit* retir* tach* descart* baja bajen salir salgo
KEEP: dejen* deje dejeme dejame manten* manteng* guard* anot* conserv* reserv* quedo quedar* quedarme
CALL: llam* telefono telefonic* fono numero celular chip marcar linea
TALK: hablar hablo habla hable conversar converso comunicar* explicar* explico explique
PERSON: persona* alguien humano humana ejecutiv* operador* robot maquina secretaria recepcionista asistente encargad*
MESSAGE: mensaj* escrib* wsp contact* mand* envi* molest* sms correo* notificacion* grupo spam
WRITE_LATER: respond* contest* aviso avis* confirm* digo cuento
LATER: luego despues rato ratito tarde manana noche lunes martes miercoles jueves viernes sabado domingo momento minuto*
FUTURE: adelante verano invierno primavera otono proximo enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre vacaciones cosecha temporada fiestas pascua
NOW: ahora hoy actualmente momento mientras
PAST: ayer anoche pasado pasada hace antes anterior
TIME: ano anos mes meses semana semanas dia dias siglo
BETTER: mejor bien sano sana sane curad* cure curo mejore mejoro mejorad* recuper* perfect* impeque normal bueno buena excelente alivi* sanad* sanito sanita
GONE: paso quito fue desaparec* desinfl* deshinch* bote elimine expulse
WORSE: peor empeor* agrav* deterior* recai* complic* avanz* retroced* grave agrand* creci* crecio crece hinch* inflam*
SOONER: adelant* apur* prioridad priori* urgente antes pronto
PAIN: duele* dolor* molestia* puntada* sufr* cojeando adolorid* aprieta opresion punzada
DANGER: respirar ahog* desmay* inconsciente convuls* infarto derrame sangr* hemorragia suicid* matarme morirme veneno cloro ambulancia asfixi* desangr* aire paraliz* reacciona despierta
DEAD: murio fallec* muert* difunt* finad* partio defuncion cielo enterr* velamos velorio qepd descansa deceso sepult* luto
FEAR: miedo terror panico susto pavor temor asust* nervio nervios julepe cuco
REFUSE: niego desist* renunci* rechaz* arrepent* resign* acostumbr* religion fe creencias riesgo* peligros* dispuest* acepto
AGE: edad viejit* anciano anciana trotes
SHAME: verguenza sinverguenza* desorden pesim* indign* inept* burl* burla reclam* rabia asco respeto flojos incompetent* inoperant* negligen* desastre maltrat* abuso aburrid* chat* chata chato hart* mierda wea weones culia* porqueria
WHO: quien quienes
ASK_WHEN: cuando cuanto fecha novedad* noticia* informacion saber
SCAM: estaf* fraude phishing virus hacker* datos rut oficial verdad
WHERE: donde adonde
PAY_BENEFIT: licencia* subsidio* pension pgu reembols* deposit* compin aguinaldo viatico asignacion jubilacion
PAPER: certificado* informe* epicrisis ficha comprobante* justificativo* constancia copia papel documento* resultado*
MEDICINE: receta* remedio* medicament* losartan metformina insulina inhalador quetiapina eutirox omeprazol atorvastatina clonazepam sertralina paracetamol farmacia enalapril aspirina pastilla* parche jarabe gotas
CHANGE: cambie cambiar cambi* pase pasaron pasamos meti metieron metio afili* inscrib* corr* mover mueva* reagend* reprogram* posterg* aplaz* traslad*
CANCEL: anul* cancel* suspend* libero liberen suelto cedo densela desela
WORK: trabaj* pega empresa empleador laburo contrato
HOME: calle pasaje poblacion villa avenida direccion domicilio casa depto departamento block barrio sector mude
THANKS: gracias agrade* amable bendiciones bendiga emojithanks
HELLO: hola buenas buenos alo holi
WRONG: equivoc* confund* confundi error
KNOW: sabe sabria sabria sabemos entiendo entender recuerdo acuerdo idea duda
IF: si
MAYBE: quizas capaz talvez depende ojala acaso
PREGNANT: embaraz* amamant* lact* parto
`;

const exact = new Map<string, string>();
/** Stems by their first two letters, longest first. */
const stems = new Map<string, { readonly stem: string; readonly group: string }[]>();
for (const line of GROUPS.trim().split('\n')) {
  const [group, list] = line.split(': ') as [string, string];
  for (const word of list.split(' ')) {
    if (!word.endsWith('*')) {
      if (!exact.has(word)) exact.set(word, group);
      continue;
    }
    const stem = word.slice(0, -1);
    const key = stem.slice(0, 2);
    stems.set(key, [...(stems.get(key) ?? []), { stem, group }]);
  }
}
for (const list of stems.values()) list.sort((a, b) => b.stem.length - a.stem.length);

const SHORT_FORM = 5;

/** The group of a word, or the word itself without its ending when it belongs to none. */
export function groupOf(word: string): string {
  const known = exact.get(word);
  if (known !== undefined) return known;
  if (word.length > 2)
    for (const { stem, group } of stems.get(word.slice(0, 2)) ?? []) if (word.startsWith(stem)) return group;
  return word.length > SHORT_FORM ? word.slice(0, SHORT_FORM) : word;
}
