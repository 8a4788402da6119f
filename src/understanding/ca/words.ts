/**
 * Catalan words as Spanish ones, in the spelling the ideas are written in (`normalise.ts`): the two languages order and deny their words alike,
 * so that one set of ideas and rules reads both. `a_b=c_d` is a phrase; nothing after `=` drops the word. Accents are gone before.
 */
export const WORDS = `
l=la d=de m=me s=se n= t=te el=el els=los les=las i=y o=o amb=con per=por em=me ens=nos et=te li=le ho=lo hi= en=en na= dels=de_los pel=por_el pels=por_los
jo=yo ell=el ella=ella nosaltres=nosotros natros=nosotros vosaltres=ustedes voste=usted vostes=ustedes vos=usted qui=quien que=que quin=que quina=que quins=que quines=que quan=cuando on=donde com=como
quant=cuanto quants=cuantos perque=porque doncs=pues pero=pero si=si sino=sino ni=ni mentre=mientras aixi=asi tambe=tambien tampoc=tampoco ja=ya encara=todavia mai=nunca sempre=siempre ara=ahora
abans=antes despres=despues avui=hoy dema=manana ahir=ayer aviat=pronto tard=tarde aqui=aqui alla=alla enlloc=en_ningun_lado enrere=atras endavant=adelante dins=dentro fora=fuera sobre=sobre sota=bajo
fins=hasta des=desde entre=entre sense=sin contra=contra cap=ningun res=nada ningu=nadie algu=alguien alguna=alguna algun=algun altre=otro altra=otra altres=otros aquest=este aquesta=esta aquests=estos aquestes=estas aquell=aquel
aquella=aquella aixo=eso aquestos=estos allo=eso mateix=mismo mateixa=misma tot=todo tota=toda tots=todos totes=todas molt=muy molta=mucha molts=muchos moltes=muchas poc=poco poca=poca mes=mas menys=menos massa=demasiado
prou=bastante tan=tan tant=tanto mica=poco gens=nada nomes=solo gairebe=casi potser=quizas segur=seguro clar=claro oi=si be=bien ben=bien mal=mal malament=mal millor=mejor pitjor=peor bo=bueno bona=buena bon=buen bones=buenas bons=buenos
gran=gran petit=pequeno nou=nuevo nova=nueva vell=viejo vella=vieja llarg=largo seguent=siguiente ultim=ultimo ultima=ultima darrer=ultimo darrera=ultima
un=un una=una dos=dos dues=dos tres=tres quatre=cuatro cinc=cinco sis=seis set=siete vuit=ocho nou=nuevo deu=diez onze=once dotze=doce quinze=quince vint=veinte trenta=treinta cent=cien mil=mil
hola=hola ei=hola ep=hola bon_dia=buenos_dias bones=buenas bona_tarda=buenas_tardes bona_nit=buenas_noches bon_vespre=buenas_tardes adeu=chao gracies=gracias merces=gracias moltes_gracies=muchas_gracias sisplau=por_favor si_us_plau=por_favor us_plau=por_favor plau=favor disculpi=disculpe disculpin=disculpe perdo=perdon perdoni=perdone salutacions=saludos benvolguts=estimados cordialment=saludos
d_acord=de_acuerdo acord=acuerdo entesos=de_acuerdo perfecte=perfecto perfectament=perfectamente correcte=correcto vale=vale ai=ay uf=uf us= us_en= vull_dir=o_sea
senyora=senora senyor=senor senyors=senores senyoreta=senorita dona=mujer home=hombre mare=madre pare=padre mama=mama papa=papa fill=hijo filla=hija fills=hijos filles=hijas germa=hermano germana=hermana avi=abuelo avia=abuela iaia=abuela iaio=abuelo padri=abuelo padrina=abuela
marit=marido espos=esposo sogra=suegra sogre=suegro gendre=yerno jove=nuera neboda=sobrina nebot=sobrino net=nieto neta=nieta cosi=primo cosina=prima tiet=tio tieta=tia oncle=tio cunyada=cunada cunyat=cunado vei=vecino veina=vecina veins=vecinos amic=amigo amiga=amiga nen=nino nena=nina noia=nina noi=nino xiqueta=nina xiquet=nino familia=familia familiar=familiar parella=pareja cuidadora=cuidadora company=companero
meu=mio meva=mia meus=mios meves=mias seu=suyo seva=suya seus=suyos seves=suyas el_meu=mi la_meva=mi els_meus=mis les_meves=mis el_seu=su la_seva=su els_seus=sus les_seves=sus ma=mano mon=mi sa=su nostre=nuestro nostra=nuestra vostre=su vostra=su vostres=sus
soc=soy es=es som=somos sou=son son=son era=era ser=ser sigui=sea siguin=sean sere=sere sera=sera seria=seria fos=fuera estic=estoy esta=esta estem=estamos esteu=estan estan=estan estar=estar estava=estaba estare=estare estat=estado estigui=este
tinc=tengo tens=tienes te=tiene tenim=tenemos teniu=tienen tenen=tienen tenia=tenia tindre=tener tenir=tener tingut=tenido tingui=tenga tinguem=tengamos tindria=tendria
he=he has=has ha=ha hem=hemos heu=han han=han hauria=habria haver=haber haura=habra havia=habia hagi=haya haguessin=hubieran
vaig=voy vas=vas va=va anem=vamos aneu=van van=van anar=ir anat=ido anava=iba anire=ire anira=ira anirem=iremos vagi=vaya vinc=vengo ve=viene venir=venir vindre=vendre vindria=vendria vindra=vendra vingut=venido vingui=venga
faig=hago fas=haces fa=hace fem=hacemos feu=hacen fan=hacen fer=hacer fet=hecho feta=hecha feia=hacia fare=hare fara=hara faci=haga facin=hagan fent=haciendo fer_me=hacerme fer_la=hacerla fer_lo=hacerlo
vull=quiero vols=quieres vol=quiere volem=queremos voleu=quieren volen=quieren voler=querer volia=queria voldria=quisiera volgut=querido vulgui=quiera vulguin=quieran
puc=puedo pots=puedes pot=puede podem=podemos podeu=pueden poden=pueden poder=poder podia=podia podria=podria podrieu=podrian podre=podre pogut=podido pugui=pueda puguin=puedan pogues=pudiera
necessito=necesito necessitem=necesitamos necessita=necesita necessiten=necesitan necessitar=necesitar necessitava=necesitaba necessitare=necesitare necessiti=necesite necessit=necesito necessari=necesario necessaria=necesaria preciso=preciso cal=hace_falta calia=hacia_falta caldra=hara_falta falta=falta ens_cal=necesitamos em_cal=necesito em_fa_falta=me_hace_falta
dic=digo diu=dice diuen=dicen dir=decir dit=dicho digui=diga digueu=diga digui_m=digame dijous=jueves em_dic=soy es_diu=se_llama parlo=hablo parla=habla parlar=hablar parlat=hablado parli=hable parlin=hablen
espero=espero espera=espera esperem=esperamos esperar=esperar esperant=esperando esperava=esperaba esperat=esperado esperi=espere
se=se sap=sabe saber=saber sabeu=saben sabien=sabian conec=conozco conegui=conozca coneix=conoce coneixeu=conocen entenc=entiendo entes=entendido entenen=entienden pensar=pensar penso=pienso pensat=pensado crec=creo creu=cree recordo=recuerdo recorda=recuerda sembla=parece
veig=veo veu=ve veure=ver vist=visto vista=vista veuen=ven mira=mire mireu=mire miri=mire mirar=mirar
porto=llevo porta=lleva portem=llevamos portar=llevar portat=llevado dono=doy dona_m=deme donar=dar donat=dado donada=dada donen=dan doneu=den doni=de donin=den donat_d_alta=dado_de_alta
poso=pongo posar=poner posat=puesto posada=puesta posen=ponen poseu=pongan posi=ponga trec=saco treu=saca treure=sacar tret=sacado traieu=saquen treieu=saquen tragueu=saquen tregui=saque treuen=sacan treguin=saquen traieu_me=saquenme treieu_me=saquenme tragueu_me=saquenme treure_m=sacarme treure_me=sacarme
esborrar=borrar esborreu=borren esborri=borre esborrat=borrado esborreu_me=borrenme esborri_m=borreme elimineu=eliminen eliminar=eliminar desapunteu=borren desapuntar=borrar desapuntar_me=borrarme desapunteu_me=borrenme donar_de_baixa=dar_de_baja doneu_me_de_baixa=denme_de_baja doni_m_de_baixa=deme_de_baja donar_me_de_baixa=darme_de_baja baixa=baja baixes=bajas doneu_de_baixa=den_de_baja
apuntat=anotado apuntada=anotada apunteu=anoten apunti=anote apunto=anoto apuntar=anotar llista=lista d_espera=de_espera deixo=dejo deixa=deja deixeu=dejen deixi=deje deixar=dejar deixat=dejado deixin=dejen deixada=dejada mantinguin=mantengan mantingueu=mantengan mantenir=mantener segueixo=sigo segueix=sigue seguim=seguimos seguir=seguir continuo=sigo continua=sigue continuem=seguimos continuar=seguir quedo=quedo queda=queda quedar=quedar quedi=quede surto=salgo surt=sale sortir=salir passo=paso passa=pasa passat=pasado passar=pasar passi=pase
visita=consulta visites=consultas visitar=atender visitat=atendido visitada=atendida visiten=atienden visito=me_atiendo visiti=atienda hora=hora hores=horas cita=hora dia=dia dies=dias setmana=semana setmanes=semanas any=ano anys=anos mesos=meses un_mes=un_mes aquest_mes=este_mes el_mes=el_mes minut=minuto moment=momento temps=tiempo estona=rato mati=manana matins=mananas tarda=tarde tardes=tardes nit=noche vegada=vez vegades=veces cop=vez
dilluns=lunes dimarts=martes dimecres=miercoles dijous=jueves divendres=viernes dissabte=sabado diumenge=domingo gener=enero febrer=febrero marc=marzo abril=abril maig=mayo juny=junio juliol=julio agost=agosto setembre=septiembre octubre=octubre novembre=noviembre desembre=diciembre estiu=verano hivern=invierno primavera=primavera tardor=otono nadal=navidad
operacio=operacion operar=operar operat=operado operada=operada opero=opero operin=operen operi=opere operar_me=operarme operar_se=operarse cirurgia=cirugia quirofan=quirofano intervencio=operacion intervingut=intervenido prova=examen proves=examenes analitica=examen ressonancia=resonancia ecografia=ecografia colonoscopia=colonoscopia radiografia=radiografia especialista=especialista metge=medico metges=medicos metgessa=medica doctor=doctor doctora=doctora infermera=enfermera cirurgia_general=cirugia traumatoleg=traumatologo cardioleg=cardiologo oculista=oculista oftalmoleg=oftalmologo dermatoleg=dermatologo psicoleg=psicologo psiquiatre=psiquiatra pediatre=pediatra logopeda=fonoaudiologo llevadora=matrona reumatoleg=reumatologo dentista=dentista uroleg=urologo ginecoleg=ginecologo capcalera=cabecera metge_de_capcalera=medico_de_cabecera hospital=hospital clinica=clinica privat=privado privada=privada privadament=por_la_privada per_privat=por_lo_privado de_pagament=pagando pagant=pagando particular=particular publica=publica public=publico publics=publicos seguretat_social=seguridad_social ambulatori=ambulatorio cap_de=centro_de_salud al_cap=en_el_centro_de_salud urgencies=urgencias consulta=consulta
asseguranca=seguro_privado mutua=seguro_privado mutualitat=seguro_privado assegurada=asegurada canviat=cambiado canviada=cambiada canvi=cambio canvio=cambio canviar=cambiar canvieu=cambien canvii=cambie canviin=cambien m_he_canviat=me_he_cambiado ja_no_soc_de=ya_no_soy_de he_contractat=tengo contractat=contratado
curat=curado curada=curada curar=curar recuperat=recuperado recuperada=recuperada millorat=mejorado millora=mejora millorar=mejorar trobo_be=siento_bien em_trobo=me_siento es_troba=se_siente trobo=siento troba=siente sento=siento sent=siente desaparegut=desaparecido marxat=ido ha_marxat=se_fue passat_sol=pasado_solo fa_mal=duele em_fa_mal=me_duele li_fa_mal=le_duele mal_de=dolor_de dolor=dolor dolors=dolores mal_al_pit=dolor_en_el_pecho pit=pecho cor=corazon genoll=rodilla maluc=cadera esquena=espalda espatlla=hombro ull=ojo ulls=ojos ma=mano peu=pie cap=ningun orella=oido melic=ombligo hernia=hernia cataractes=cataratas pedra=piedra pedres=piedras ronyo=rinon bony=bulto piga=lunar os=hueso ossos=huesos galindons=juanetes varius=varices prostata=prostata ventre=barriga panxa=barriga coll=cuello braç=brazo brac=brazo cama=pierna cames=piernas mal_de_cap=dolor_de_cabeza
pitjor_que=peor_que empitjorat=empeorado empitjora=empeora empitjorant=empeorando vaig_a_pitjor=voy_peor va_a_pitjor=va_peor aguanto=aguanto puc_mes=puedo_mas no_puc_mes=no_puedo_mas caminar=caminar camino=camino dormo=duermo dormir=dormir respiro=respiro respirar=respirar respira=respira ofego=ahogo ofegant=ahogando m_ofego=me_ahogo desmaiat=desmayado desmaiada=desmayada inconscient=inconsciente sang=sangre sagna=sangra sagnant=sangrando sagno=sangro caigut=caido caiguda=caida cau=cae convulsions=convulsiones convulsio=convulsion infart=infarto ictus=derrame ferida=herida verí=veneno veri=veneno lleixiu=cloro empassat=tragado pres=tomado pastilles=pastillas_todas ganivet=cuchillo sobte=golpe de_sobte=de_repente paralitzada=paralizada paralitzat=paralizado mig=medio mitja=media
morir=morir mort=muerto morta=muerta mori=muera moro=muero em_moro=me_muero defunció=defuncion defuncio=defuncion difunt=difunto difunta=difunta traspassar=fallecer va_traspassar=fallecio traspassat=fallecido traspassada=fallecida va_morir=murio es_va_morir=se_murio ens_va_deixar=fallecio ha_mort=murio s_ha_mort=se_murio es_va_suicidar=se_suicido enterrem=enterramos enterren=entierran enterrament=funeral funeral=funeral cel=cielo al_cel=en_el_cielo depen=descanse descansi=descanse repos=descanso viure=vivir viu=vive viva=viva visc=vivo viuria=viviria suicidar=suicidar suicidar_me=suicidarme matar=matar matar_me=matarme mataré=matare em_matare=me_mato matara=matara pega=pega em_pega=me_pega pegat=pegado amenaca=amenaza tirar=tirar llencar=tirar llencar_me=tirarme acabar_amb_tot=acabar_con_todo fer_me_mal=hacerme_dano
telefon=telefono telefons=telefonos mobil=celular numero=numero numeros=numeros trucar=llamar truqueu=llamen truquin=llamen truqui=llame truquen=llaman truca=llama trucat=llamado trucades=llamadas trucada=llamada trucar_me=llamarme truqueu_me=llamenme truqui_m=llameme trucareu=llamaran truco=llamo missatge=mensaje missatges=mensajes escriure=escribir escriviu=escriban escriguin=escriban escrigueu=escriban escrigui=escriba escriguis=escribas escriuen=escriben escrit=escrito escrius=escribes envieu=envien enviar=enviar enviaments=envios enviin=envien envii=envie rebre=recibir rebo=recibo rebut=recibido rebuda=recibida contestar=contestar contesto=contesto respon=responde respondre=responder molestar=molestar molesteu=molesten molestin=molesten molestia=molestia molesties=molestias prou_missatges=basta_de_mensajes pareu=paren parar=parar para=pare deixeu_me_en_pau=dejenme_en_paz en_pau=en_paz pau=paz persona=persona algu_que=alguien_que huma=humano humana=humana operador=operador operadora=operadora maquina=maquina robot=robot
equivocat=equivocado equivocada=equivocada equivoca=equivoca s_equivoca=se_equivoca s_ha_equivocat=se_equivoco us_heu_equivocat=se_equivocaron error=error erroni=equivocado confonen=confunden confos=confundido nom=nombre cognom=apellido aqui_no_hi_ha=aqui_no_hay no_hi_ha=no_hay hi_ha=hay hi_havia=habia
una_altra=otra un_altre=otro nomes_faltaria=claro_que_si ajupir=agachar aviseu_me=avisenme aviseu=avisen avisi=avise a_la_primavera=en_primavera a_l_estiu=en_verano a_la_tardor=en_otono a_l_hivern=en_invierno vaig_liat=estoy_complicado vaig_liada=estoy_complicada i_ja_esta=y_punto i_prou=y_punto
pel_meu_compte=por_mi_cuenta boja=loca boig=loco deixeu_ho_correr=dejenlo_asi deixi_ho_correr=dejelo_asi deixeu_ho_estar=dejenlo_asi a_fora=fuera fins_per=hasta fins_a=hasta
adreca=direccion carrer=calle placa=plaza avinguda=avenida pis=piso poble=pueblo ciutat=ciudad casa=casa domicili=domicilio mudat=mudado mudada=mudada m_he_mudat=me_cambie_de_casa m_he_traslladat=me_cambie_de_casa traslladat=mudado traslladada=mudada he_canviat_d_adreca=me_cambie_de_casa he_canviat_de_casa=me_cambie_de_casa visc_ara=ahora_vivo ara_visc=ahora_vivo
data=fecha quina_data=que_fecha quan_em_toca=cuando_me_toca toca=toca tocara=tocara avancar=adelantar endarrerir=retrasar ajornar=postergar ajornem=postergamos posposar=postergar anul·lar=cancelar anul·leu=cancelen anul·li=cancele anul·lada=cancelada cancel·lar=cancelar cancel·leu=cancelen cancel·lo=cancelo cancel·lada=cancelada cancel·li=cancele reprogramar=reprogramar desprogramar=cancelar assistir=asistir assistire=asistire acudir=acudir confirmo=confirmo confirmar=confirmar confirmat=confirmado hi_sere=ahi_estare hi_anire=ire alla_estare=ahi_estare
cobrar=cobrar cobro=cobro cobrat=cobrado cobrare=cobrare paguen=pagan pagueu=pagan pagareu=pagaran pagament=pago pagat=pagado pagar=pagar pago=pago pagui=pague prestacio=prestacion prestacions=prestaciones nomina=sueldo ingres=abono ingresseu=abonan ingressat=hospitalizado abonament=abono maternitat=maternidad incapacitat=incapacidad invalidesa=invalidez pensio=pension diners=plata euros=euros prestec=prestamo
recepta=receta receptes=recetas medicacio=medicacion medicament=remedio medicaments=remedios farmacia=farmacia informe=informe informes=informes justificant=justificante certificat=certificado paper=papel papers=papeles historia_clinica=ficha_clinica baixa_laboral=licencia_medica la_baixa_laboral=la_licencia alta=alta resultats=resultados resultat=resultado queixa=reclamo queixar_me=reclamar reclamacio=reclamo vergonya=verguenza lamentable=pesimo horroros=pesimo
feina=trabajo treballar=trabajar treballo=trabajo empresa=empresa cotxe=auto autobus=bus autocar=bus viatge=viaje fred=frio calor=calor engany=engano estafa=estafa enganyar=enganar d_on_heu_tret=de_donde_sacaron d_on_han_tret=de_donde_sacaron d_on=de_donde dubte=duda por=miedo tinc_por=tengo_miedo em_fa_por=me_da_miedo fa_por=da_miedo em_nego=me_niego prefereixo=prefiero agrairia=agradeceria agraeixo=agradezco avisar=avisar aviseu=avisen pregunta=pregunta preguntar=preguntar pregunto=pregunto demanar=pedir demano=pido demanat=pedido demanada=pedida demana=pide resposta=respuesta renuncio=renuncio decidit=decidido decidir=decidir donar_el_lloc=dar_el_lugar lloc=lugar placa_a=lugar_a atendre=atender ates=atendido atesa=atendida tractat=tratado tractada=tratada solucionat=solucionado resolt=resuelto arreglat=arreglado arreglada=arreglada ja_esta=ya_esta llest=listo llesta=lista a_punt=listo fins_aviat=hasta_luego ganes=ganas riure=reir gana=hambre voluntaria=voluntaria
em_dona_igual=me_da_igual no_ho_se=no_lo_se no_ho_tinc_clar=no_lo_tengo_claro depen_de=depende_de si_de_cas=por_si_acaso perdut=perdido trobat=encontrado perdona=perdona tranquil=tranquilo tranquila=tranquila vostra_ajuda=su_ajuda no_cal=no_hace_falta ja_no_cal=ya_no_hace_falta ja_no_em_cal=ya_no_la_necesito ja_no_la_necessito=ya_no_la_necesito no_caldra=no_hara_falta no_em_fa_falta=no_me_hace_falta
quirofans=quirofanos nora=nuera el_seu_home=su_esposo el_meu_home=mi_esposo la_seva_dona=su_esposa la_meva_dona=mi_esposa liquid=liquido vaig_enrere=voy_peor vaig_cap_enrere=voy_peor em_van_avancar=me_adelantaron em_quedo_amb=me_quedo_con no_us_fallare=no_faltare no_fallare=no_faltare fallare=faltare llestos=listo xat=chat cartes=cartas carta=carta linia=linea malalt=enfermo malalta=enferma triat=elegido triar=elegir atenen=atienden demanades=pedidas de_part_de_qui=quien_es dsps=despues horeta=rato d_aqui_a=en d_aqui_una=en_una hi_ha_algu=hay_alguien presa_de_pel=burla qan=cuando si_k=si_que sik=si_que moure=cambiar m_pots=me_puedes feu_ho=saquenme fer_ho=hacerlo ja_hi_veig=ya_veo hi_veig=veo no_hi_veig=no_veo hi_sent=oye hi_som=vamos hi_soc=ahi_estare vindre_hi=venir arriba=llega arribar=llegar arribat=llegado m_arriba=me_llega parit=dado_a_luz embarassada=embarazada part=parto embaras=embarazo estudis=estudios examens=examenes vacances=vacaciones collita=cosecha casament=matrimonio
posat_la=puesto_la protesi=protesis passat_per_quirofan=pasado_por_pabellon me_l_han_fet=me_la_hicieron me_la_van_fer=me_la_hicieron m_ho_van_fer=me_lo_hicieron ja_m_ho_van_fer=ya_me_lo_hicieron ja_m_han_operat=ya_me_operaron m_han_operat=me_operaron m_hi_van_operar=me_operaron m_han_visitat=me_atendieron m_ha_visitat=me_atendio ja_em_van_visitar=ya_me_atendieron ja_em_porta=ya_me_atiende em_porta=me_atiende ja_esta_feta=ya_esta_hecha ja_esta_fet=ya_esta_hecho ha_caigut_sola=se_cayo_sola va_caure_sola=se_cayo_sola ja_no_hi_es=ya_no_esta m_ha_passat=se_me_paso se_m_ha_passat=se_me_paso em_va_passar=se_me_paso me_va_passar=se_me_paso se_n_ha_anat=se_fue s_ha_arreglat=se_arreglo s_ha_curat=se_curo estic_curat=estoy_sano estic_curada=estoy_sana m_he_curat=me_cure m_he_recuperat=me_recupere m_he_operat=me_opere m_he_passat_a=me_cambie_a m_he_fet_de=me_cambie_a soc_de_muface=tengo_muface muface=muface cass=seguro_privado
no_em_fio=no_confio em_fa_respecte=me_da_miedo respecte=miedo no_va_amb_mi=no_quiero no_es_per_mi=no_quiero no_m_opero=no_me_opero no_em_vull_operar=no_me_quiero_operar no_vull_que=no_quiero_que toqui=toque toquin=toquen tort=malo
confonen=confunden numero_equivocat=numero_equivocado us_equivoqueu=se_equivocan no_conec=no_conozco jo_em_dic=yo_me_llamo em_dic=me_llamo va_faltar=fallecio ens_va_deixar=fallecio ha_faltat=fallecio
poca_solta=pesimo vergonyos=verguenza mala_educacio=mala_atencion esperant_se=esperando dejú=ayunas deju=ayunas nn=no
perdre=perder guanyar=ganar agafar=tomar agafo=tomo prendre=tomar viatjar=viajar entrar=entrar rebutjar=rechazar retirar=retirar retireu=saquen oblidar=olvidar oblidat=olvidado patir=sufrir pateixo=sufro sofrir=sufrir millorar=mejorar
pas=
`;

/** Infinitive, then the Spanish preterite of I, he or she, we, they: "vaig anar" is "fui". */
export const PRETERITES = `
anar fui fue fuimos fueron
fer hice hizo hicimos hicieron
operar opere opero operamos operaron
dir dije dijo dijimos dijeron
venir vine vino vinimos vinieron
posar puse puso pusimos pusieron
treure saque saco sacamos sacaron
donar di dio dimos dieron
visitar atendi atendio atendimos atendieron
atendre atendi atendio atendimos atendieron
veure vi vio vimos vieron
pagar pague pago pagamos pagaron
morir mori murio morimos murieron
deixar deje dejo dejamos dejaron
passar pase paso pasamos pasaron
trucar llame llamo llamamos llamaron
canviar cambie cambio cambiamos cambiaron
curar cure curo curamos curaron
marxar fui fue fuimos fueron
caure cai cayo caimos cayeron
demanar pedi pidio pedimos pidieron
quedar quede quedo quedamos quedaron
tractar trate trato tratamos trataron
arreglar arregle arreglo arreglamos arreglaron
esperar espere espero esperamos esperaron
perdre perdi perdio perdimos perdieron
parlar hable hablo hablamos hablaron
ingressar hospitalice hospitalizo hospitalizamos hospitalizaron
contractar contrate contrato contratamos contrataron
avisar avise aviso avisamos avisaron
dur lleve llevo llevamos llevaron
portar lleve llevo llevamos llevaron
tenir tuve tuvo tuvimos tuvieron
enviar envie envio enviamos enviaron
desapareixer desapareci desaparecio desaparecimos desaparecieron
agafar tome tomo tomamos tomaron
oferir ofreci ofrecio ofrecimos ofrecieron
resoldre resolvi resolvio resolvimos resolvieron
solucionar solucione soluciono solucionamos solucionaron
sortir sali salio salimos salieron
tornar volvi volvio volvimos volvieron
acabar termine termino terminamos terminaron
entrar entre entro entramos entraron
tocar toque toco tocamos tocaron
cobrar cobre cobro cobramos cobraron
rebre recibi recibio recibimos recibieron
expulsar expulse expulso expulsamos expulsaron
extirpar extirpe extirpo extirpamos extirparon
millorar mejore mejoro mejoramos mejoraron
adjudicar adjudique adjudico adjudicamos adjudicaron
avancar adelante adelanto adelantamos adelantaron
`;
