/** What a dossier says to people, in order, whatever it is printed on: rows of a name and a value, or numbered items. */
import type { Dossier } from './dossier.js';
import { REFUSALS } from './policy/decision.js';

/** `strong`: the person's own words; `code`: what a program wrote. */
export interface Line {
  readonly text: string;
  readonly as: 'plain' | 'strong' | 'code';
}

export interface Section {
  readonly title: string;
  readonly rows?: readonly (readonly [name: string, value: string])[];
  /** Each item is one or more lines. */
  readonly items?: readonly (readonly Line[])[];
  /** Said where there is no item. */
  readonly empty?: string;
}

export interface DossierContent {
  readonly title: string;
  readonly sections: readonly Section[];
  readonly foot: string;
}

const plain = (text: string): Line => ({ text, as: 'plain' });
const code = (text: string): Line => ({ text, as: 'code' });
const said = (value: unknown): string => String(value ?? '');

export function contentOf(dossier: Dossier): DossierContent {
  const { entry, person, proposal, decided, transcript, messages, evidence, holds, audit } = dossier;
  return {
    title: `Expediente de egreso ${said(entry['sigteId'])}`.trim(),
    sections: [
      {
        title: 'Solicitud y persona',
        rows: [
          ['Folio SIGTE', said(entry['sigteId'])],
          ['Código local', said(entry['localId'])],
          ['Prestación', said(entry['careCode'])],
          ['Fecha de entrada', said(entry['enteredOn'])],
          ['Persona', [person['names'], person['surname'], person['secondSurname']].map(said).join(' ').trim()],
          ['Documento', said(person['document'])],
          ['Respuesta', proposal.is],
          ['Estado', proposal.state],
          ['Nivel de identidad', said(proposal.assurance)],
        ],
      },
      {
        title: 'Decisión',
        rows: [
          ['Norma', decided.norm ? `${decided.norm.id}: ${decided.norm.title}` : 'ninguna'],
          ['Decidido', decided.at],
          ['Resultado', inWords(decided.decision)],
          ['Aprobaciones', proposal.approvals.map(({ by, at }) => `${by} (${at})`).join(', ') || 'ninguna'],
          ['Lote', proposal.batch ?? '—'],
        ],
      },
      {
        title: 'Evidencia',
        items: evidence.map((each) => [
          plain(`${said(each['kind'])}, ${said(each['source'])}:`),
          code(JSON.stringify(each['says'])),
        ]),
        empty: 'No hay evidencia externa.',
      },
      { title: 'Conversación', items: transcript.map(turnLines), empty: 'No hubo conversación.' },
      {
        title: 'Envíos y acuses',
        items: messages.map((each) => [
          plain(
            [(each['at'] as Date).toISOString(), each['direction'], each['channel'], each['state']]
              .map(said)
              .join(' · '),
          ),
        ]),
        empty: 'No hay envíos.',
      },
      { title: 'Retenciones', items: holds.map((each) => [code(JSON.stringify(each))]), empty: 'Ninguna.' },
      {
        title: 'Registro de auditoría',
        items: audit.map(({ stream, seq, at, event, link }) => [
          plain(`${stream} ${seq} · ${at}`),
          code(event),
          code(link),
        ]),
        empty: 'Vacío.',
      },
    ],
    foot: `Hecho el ${dossier.madeAt} con ${dossier.software}. Se comprueba con: vigente dossier verify`,
  };
}

function turnLines(turn: Dossier['transcript'][number]): Line[] {
  const heard = turn['heard'] as { text: string | null; choice: string | null; media: string | null } | null;
  const sent = turn['said'] as readonly { text: string }[];
  return [
    plain(
      `${said(turn['at'])} · ${said(turn['channel'])} · identidad ${said(turn['assurance'])} · ${said(turn['dialog'])}`,
    ),
    ...(heard ? [{ text: `Persona: ${said(heard.text ?? heard.choice ?? heard.media)}`, as: 'strong' } as const] : []),
    ...sent.map(({ text }) => plain(`Mensaje: ${text}`)),
  ];
}

function inWords(decision: Dossier['decided']['decision']): string {
  if (decision === null) return 'sin decisión';
  switch (decision.is) {
    case 'allowed':
      return `Causal ${decision.cause}, fecha de salida ${decision.exitOn}`;
    case 'waits':
      return `Espera: ${decision.for.join(', ')}`;
    case 'refused':
      return decision.why.map((why) => REFUSALS[why].es).join('; ');
    default:
      return decision satisfies never;
  }
}
