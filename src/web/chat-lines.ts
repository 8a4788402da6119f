/** What was said, as a phone shows it: the words of a clicked answer instead of its id, and words instead of the signs of media. */
import type { Spoken } from '../store/queries/talkOf.js';

export interface PhoneLine extends Spoken {
  readonly channelName: string;
}

const CHANNEL_NAMES: Readonly<Record<string, string>> = { sms: 'SMS', whatsapp: 'WhatsApp', portal: 'Página web' };
/** Not every computer has a font for the signs. */
const SIGNS: Readonly<Record<string, string>> = { '🎤': '(nota de voz)', '📷': '(foto)' };
const CLICKED = '▸ ';

/** In the order of the record. */
export function phoneLines(spoken: readonly Spoken[]): readonly PhoneLine[] {
  const labels = new Map<string, string>();
  return spoken.map((line) => {
    if (line.by === 'vigente') for (const { id, label } of line.choices) labels.set(id, label);
    return {
      ...line,
      text: line.by === 'person' ? wordsOf(line.text, labels) : line.text,
      channelName: CHANNEL_NAMES[line.channel] ?? line.channel,
    };
  });
}

function wordsOf(text: string, labels: ReadonlyMap<string, string>): string {
  const label = text.startsWith(CLICKED) ? labels.get(text.slice(CLICKED.length)) : undefined;
  return label ?? SIGNS[text] ?? text;
}
