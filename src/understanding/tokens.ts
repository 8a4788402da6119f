/** Cuts a plainly typed message into words and clause marks in one walk: the common case of what `cleaned` in normalise.ts does for any. */

const UNKNOWN = 0;
const LETTER = 1;
const DIGIT = 2;
const BLANK = 3;
const COMMA = 4;
const STOP = 5;
const ASK = 6;
/** With as many digits there may be a telephone among them. */
const TOO_MANY_DIGITS = 4;

const DOT = '.'.charCodeAt(0);
const KINDS = new Uint8Array(0x2040);
const assign = (characters: string, kind: number) => {
  for (const character of characters) KINDS[character.charCodeAt(0)] = kind;
};
assign('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ', LETTER);
assign('áàâäãåçéèêëíìîïñóòôöõúùûüýÿÁÀÂÄÃÅÇÉÈÊËÍÌÎÏÑÓÒÔÖÕÚÙÛÜÝ', LETTER);
assign('0123456789', DIGIT);
assign(' \t¿¡"“”\'’`*_()[]{}<>|«»/\\#~^=+%&$@-', BLANK);
assign(',;:…', COMMA);
assign('.!\n\r', STOP);
assign('?', ASK);

/** Words as they were typed and the marks `,` `.` `?`; nothing when there is more to it: an emoji, a number, another alphabet. */
export function tokensOf(text: string): string[] | undefined {
  const tokens: string[] = [];
  const kindAt = (at: number) => KINDS[text.charCodeAt(at)] ?? UNKNOWN;
  let begun = -1;
  let digits = 0;
  for (let at = 0; at < text.length; at++) {
    const kind = kindAt(at);
    if (kind === LETTER || kind === DIGIT) {
      if (begun < 0) begun = at;
      if (kind === DIGIT && ++digits === TOO_MANY_DIGITS) return undefined;
      continue;
    }
    if (kind === UNKNOWN) return undefined;
    if (begun >= 0) tokens.push(text.slice(begun, at));
    begun = -1;
    if (kind === BLANK) continue;
    // A comma or a dot between digits belongs to their number.
    if (kind !== ASK && digits > 0 && kindAt(at - 1) === DIGIT && kindAt(at + 1) === DIGIT) return undefined;
    if (kind === COMMA) tokens.push(',');
    else if (kind === ASK) {
      tokens.push('?');
      while (kindAt(at + 1) === ASK) at++;
    } else if (isDot(text, at) && isDot(text, at + 1)) {
      tokens.push(',');
      while (isDot(text, at + 1)) at++;
    } else {
      tokens.push('.');
      while (kindAt(at + 1) === STOP && !(isDot(text, at + 1) && isDot(text, at + 2))) at++;
    }
  }
  if (begun >= 0) tokens.push(text.slice(begun));
  return tokens;
}

const isDot = (text: string, at: number) => text.charCodeAt(at) === DOT;
