/**
 * Words that mean "no more", "again" or "help" when they are all that was written (DOMAIN §4). Providers act on the English
 * ones at most; the others must be seen here. What to do about a word is decided later: a doctor also gives an "alta".
 */
export type OptOutAction = 'stop' | 'start' | 'help';

const WORDS: Readonly<Record<OptOutAction, readonly string[]>> = {
  stop: [
    'STOP', 'UNSUBSCRIBE', 'END', 'QUIT', 'STOPALL', 'REVOKE', 'OPTOUT', 'CANCEL', // Twilio's own
    'BAJA', 'ALTO', 'NO MOLESTAR', 'CANCELAR SUSCRIPCION', // es
    'BAIXA', 'ATURA', // ca
    'CANCELLA', 'ANNULLA', 'BASTA', 'BASTA SMS', // it
  ], // prettier-ignore
  // Never YES or SI, which Twilio takes for START: here they are answers.
  start: ['START', 'UNSTOP', 'ALTA', 'RITORNO'],
  help: ['HELP', 'AYUDA', 'AJUDA', 'AIUTO'],
};

const ACTIONS: ReadonlyMap<string, OptOutAction> = new Map(
  (['stop', 'start', 'help'] as const).flatMap((action) =>
    WORDS[action].map((words): [string, OptOutAction] => [bare(words), action]),
  ),
);
const LONGEST = Math.max(...[...ACTIONS.keys()].map(({ length }) => length));

/** Letters and digits only, upper case, without accents. */
function bare(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toUpperCase();
}

/** What the whole message means; null = it is something else. Case, accents, punctuation and spaces do not count. */
export function optOutAction(text: string): OptOutAction | null {
  if (text.length > 8 * LONGEST) return null; // a letter, not a word
  return ACTIONS.get(bare(text)) ?? null;
}
