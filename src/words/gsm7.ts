/** The alphabet of an SMS (3GPP TS 23.038): 160 characters in GSM-7, 70 in UCS-2; 153 and 67 each when a text needs several. */

const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** These cost two characters. */
const EXTENDED = new Set('^{}\\[~]|€');

/** Characters outside GSM-7 that have a good neighbour in it. */
const NEIGHBOURS: Readonly<Record<string, string>> = {
  á: 'a', í: 'i', ó: 'o', ú: 'u', Á: 'A', Í: 'I', Ó: 'O', Ú: 'U', È: 'E', À: 'A', Ì: 'I', Ò: 'O', Ù: 'U',
  ï: 'i', Ï: 'I', ç: 'c', '·': '.', '’': "'", '‘': "'", '“': '"', '”': '"', '«': '"', '»': '"', '–': '-', '—': '-',
  '…': '...', '\u00a0': ' ', '\u202f': ' ', '\u2007': ' ', º: 'o', ª: 'a', '´': "'", '`': "'",
}; // prettier-ignore

/** The text in GSM-7 letters: accents that cost a whole alphabet are dropped, what has no neighbour becomes "?". */
export function toGsm7(text: string): string {
  let out = '';
  for (const char of text.normalize('NFC')) {
    if (BASIC.has(char) || EXTENDED.has(char)) out += char;
    else out += NEIGHBOURS[char] ?? plainLetter(char);
  }
  return out;
}

function plainLetter(char: string): string {
  const bare = char.normalize('NFD').replace(/\p{M}/gu, '');
  return [...bare].every((letter) => BASIC.has(letter)) && bare !== '' ? bare : '?';
}

/** SMS segments the text is sent as. */
export function segmentsOf(text: string): number {
  let septets = 0;
  for (const char of text) {
    if (BASIC.has(char)) septets += 1;
    else if (EXTENDED.has(char)) septets += 2;
    else return Math.max(1, text.length <= 70 ? 1 : Math.ceil(text.length / 67));
  }
  return septets <= 160 ? 1 : Math.ceil(septets / 153);
}
