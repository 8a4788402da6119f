/** How Spanish is typed on a telephone: abbreviations, missing h, k for qu, words run together. */
import type { Spelling } from '../normalise.js';

const LIST = `
q ke qe k qu que=que
xq pq porq porke pork xk xke pke pk porqe=porque
x=por
xfa xfavor porfa porfis porfi plis pls please porfavor xfis porfaa=porfa
pa=para
pal=para el
d=de
dl=del
m=me
c=se
tb tmb tbn tbien tambn=tambien
na=nada
nica nicagando nah nop nope nones nel nanai noup=no
toy toi stoy estoi=estoy
ta=esta
tamos=estamos
tan=tan
to=todo
dnd onde aonde donde=donde
bn=bien
bno weno=bueno
grax grcs grx grasias grac thx tks gcias=gracias
ud uste usté vd=usted
uds uds. ustees ustds=ustedes
sr=señor
señorita srta srita seniorita senorita=senorita
señora sra=senora
señor don=senor
dr doc=doctor
dra doctorcita=doctora
wsp wasap whatsapp wassap wapp wp whatsap guasap wsap washap=wsp
cel celu celular fono=telefono
tdv tdvia todvia toavia tovia tavia todabia entodavia=todavia
aun aunn=aun
nesesito nececito nesecito nesesitto necsito nesito necesto nesecita=necesito
nesesita nececita nesecita=necesita
kiero qiero qero=quiero
kieren=quieren
ase=hace
asia=hacia
ospital hosp hospi hsptal=hospital
consul consult consultrio=consultorio
icieron isieron hisieron isieron hizieron=hicieron
ize hize ise hise ice=hice
iso hiso izo=hizo
aser aserme=hacer
boi boy voi=voy
ai=ahi
aki aca aqui ak=aqui
alla=alla
io llo=yo
sy=soy
ia iaa=ya
vdd=verdad
msj msjs mensage mensages msg=mensaje
dsp dps desp dspues depues despue despuecito=despues
tranqui=tranquilo
particu=particular
nuse nose=no se
nopo nopue nopues=no po
sipo sipos sipues sipue=sii po
yapo yapos=ya po
buenopo=bueno po
sip sep yep yes sisi sissi sis=sii
noseñor=no senor
oq=o que
alguin=alguien
mij mijita mijito mija mijo=mijita
mami mamita mamy mamá mama mamitas viejita=mama
papi papito papy=papa
tata tatita taita=abuelo
lela abu abue abueli nona=abuela
marío maridito=marido
telef tel=telefono
fallesio falecio=fallecio
fallesido=fallecido
murio=murio
opraron operarn oprearon opersron=operaron
opre=opere
depue=despues
nomas nomás nama noma=nomas
asique asiq asike aciqe=asi que
osea=o sea
alomejor alomejo=a lo mejor
altiro al-tiro=altiro
sinverguenza=sinverguenza
ombre=hombre
denuevo=de nuevo
tengoque=tengo que
igualito igualita=igual
mejorsito mejorcito mejorcita=mejor
solito solita=solo
aorita ahorita aora haora=ahora
lueguito=luego
abia=habia
abido=habido
ai=ahi
ija=hija
ijo=hijo
ermana=hermana
ermano=hermano
avla abla=habla
ablar=hablar
ora=hora
entonse entonce=entonces
resien recien=recien
isapres=isapre
cancelarla=cancelarla
sta=esta
ps pos pu pue pues poh=po
ola=hola
wena wenas=buenas
blv=
`;

/** What Spain says to "vosotros" is read as said to "ustedes": the ideas then know one form. */
const VOSOTROS = `
os=les
vosotros vosotras=ustedes
vuestro vuestra=su
vuestros vuestras=sus
sois=son
vais=van
habeis=han
habreis=habran
habriais=habrian
podeis=pueden
podriais=podrian
queriais=querian
teneis=tienen
quereis=quieren
sabeis=saben
veis=ven
dais=dan
estais=estan
haceis=hacen
decis=dicen
escribis=escriben
decidme=diganme
ponedme=ponganme
ponedlo=ponganlo
ponedla=ponganla
poned=pongan
hacedlo=haganlo
hacedme=haganme
haced=hagan
tenedme=tenganme
mantenedme=mantenganme
mantenedla=mantenganla
mantened=mantengan
dadme=denme
dadle=denle
dadlo=denlo
dadla=denla
dad=den
quitad=quiten
borrad=borren
sacad=saquen
dejad=dejen
anulad=anulen
cancelad=cancelen
tachad=tachen
llamad=llamen
mandad=manden
eliminad=eliminen
apuntad apuntadme=anoten
guardad=guarden
esperad=esperen
mirad=miren
parad=paren
enviad=envien
cambiad=cambien
pasad=pasen
cerrad=cierren
cerradlo=cierrenlo
seguid=sigan
escribid=escriban
`;

const words = new Map<string, string>();
for (const line of `${LIST}${VOSOTROS}`
  .normalize('NFD')
  .replace(/[\u0300-\u036f]/g, '')
  .split('\n')) {
  const [from, to] = line.split('=');
  if (from === undefined || to === undefined) continue;
  for (const spelt of from.split(' ')) words.set(spelt, to);
}
for (const participle of ['operado', 'llamado', 'atendido', 'hecho', 'visto', 'echo', 'dado', 'sacado', 'avisado'])
  words.set(`an${participle}`, `han ${participle}`);

export const spanishSpelling: Spelling = {
  words,
  endings: [
    ['k', /^(?!kin|kil|km|kg|ket|kar)(\w*)k(?=[ei])/, '$1qu'],
    ['k', /^(?!kin|kil|km|kg|ket|kar)(\w*)k(?=[aou])/, '$1c'],
    // "Quitáis", "quitéis", "quitadme": said to "vosotros".
    ['ais', /^(?!jamais|pais)(\w{2,})ais$/, '$1an'],
    ['eis', /^(?!dieciseis|veintiseis)(\w{2,})eis$/, '$1en'],
    ['cad', /^(\w+)cad(me|nos|las?|los?|les?)$/, '$1quen$2'],
    ['gad', /^(\w+)gad(me|nos|las?|los?|les?)$/, '$1guen$2'],
    ['ad', /^(\w{2,})ad(me|nos|las?|los?|les?)$/, '$1en$2'],
    // The d of -ado is hardly said: operao, equivocao.
    ['ao', /(?<=..)ao(s?)$/, 'ado$1'],
  ],
};
