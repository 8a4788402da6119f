/** The dossier as a page for people: no script, no link, nothing from outside; prints well. */
import type { Dossier } from './dossier.js';
import { REFUSALS } from './policy/decision.js';

const escape = (value: unknown): string =>
  String(value ?? '').replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const rows = (pairs: readonly (readonly [string, unknown])[]): string =>
  `<table>${pairs.map(([name, value]) => `<tr><th scope="row">${escape(name)}</th><td>${escape(value)}</td></tr>`).join('')}</table>`;
const list = (items: readonly string[], empty: string): string =>
  items.length === 0 ? `<p>${empty}</p>` : `<ol>${items.map((item) => `<li>${item}</li>`).join('')}</ol>`;

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#111}table{border-collapse:collapse;width:100%}th{text-align:left;width:14rem;vertical-align:top}td,th{border-bottom:1px solid #ddd;padding:.25rem .5rem}li{margin:.5rem 0}.said{color:#333}.heard{font-weight:600}code{font-size:.8em;word-break:break-all}';

export function readable(dossier: Dossier): string {
  const { entry, person, proposal, decided, transcript, messages, evidence, holds, audit } = dossier;
  const { decision } = decided;
  return `<!doctype html>
<html lang="es"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Expediente ${escape(entry['sigteId'])}</title><style>${STYLE}</style></head>
<body><h1>Expediente de egreso</h1>
${rows([
  ['Folio SIGTE', entry['sigteId']],
  ['Código local', entry['localId']],
  ['Prestación', entry['careCode']],
  ['Fecha de entrada', entry['enteredOn']],
  ['Persona', `${String(person['names'])} ${String(person['surname'])} ${String(person['secondSurname'])}`],
  ['Documento', person['document']],
  ['Respuesta', proposal.is],
  ['Estado', proposal.state],
  ['Nivel de identidad', proposal.assurance],
])}
<h2>Decisión</h2>
${rows([
  ['Norma', decided.norm ? `${decided.norm.id}: ${decided.norm.title}` : 'ninguna'],
  ['Decidido', decided.at],
  [
    'Resultado',
    decision === null
      ? 'sin decisión'
      : decision.is === 'allowed'
        ? `Causal ${decision.cause}, fecha de salida ${decision.exitOn}`
        : decision.is === 'waits'
          ? `Espera: ${decision.for.join(', ')}`
          : decision.why.map((why) => REFUSALS[why].es).join('; '),
  ],
  ['Aprobaciones', proposal.approvals.map(({ by, at }) => `${by} (${at})`).join(', ') || 'ninguna'],
  ['Lote', proposal.batch ?? '—'],
])}
<h2>Evidencia</h2>
${list(
  evidence.map(
    (each) =>
      `${escape(each['kind'])}, ${escape(each['source'])}: <code>${escape(JSON.stringify(each['says']))}</code>`,
  ),
  'No hay evidencia externa.',
)}
<h2>Conversación</h2>
${list(
  transcript.map((turn) => {
    const heard = turn['heard'] as { text: string | null; choice: string | null; media: string | null } | null;
    const said = turn['said'] as readonly { text: string }[];
    return `${escape(turn['at'])} · ${escape(turn['channel'])} · identidad ${escape(turn['assurance'])} · ${escape(turn['dialog'])}${heard ? `<div class="heard">Persona: ${escape(heard.text ?? heard.choice ?? heard.media)}</div>` : ''}${said.map(({ text }) => `<div class="said">Mensaje: ${escape(text)}</div>`).join('')}`;
  }),
  'No hubo conversación.',
)}
<h2>Envíos y acuses</h2>
${list(
  messages.map(
    (each) =>
      `${escape((each['at'] as Date).toISOString())} · ${escape(each['direction'])} · ${escape(each['channel'])} · ${escape(each['state'])}`,
  ),
  'No hay envíos.',
)}
<h2>Retenciones</h2>
${list(
  holds.map((each) => escape(JSON.stringify(each))),
  'Ninguna.',
)}
<h2>Registro de auditoría</h2>
${list(
  audit.map(
    ({ stream, seq, at, event, link }) =>
      `${escape(stream)} ${seq} · ${escape(at)} · <code>${escape(event)}</code> · <code>${escape(link)}</code>`,
  ),
  'Vacío.',
)}
<p>Hecho el ${escape(dossier.madeAt)} con ${escape(dossier.software)}. Se comprueba con: vigente dossier verify</p>
</body></html>
`;
}
