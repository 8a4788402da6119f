/** The words of a PDF whose streams are not packed, as a reader shows them: hexadecimal strings of Windows-1252, a line each. */
export function pdfText(pdf: Uint8Array): string {
  const lines: string[] = [];
  for (const [, shown = ''] of Buffer.from(pdf)
    .toString('latin1')
    .matchAll(/\[(<[^\]]*)\] TJ/g))
    lines.push([...shown.matchAll(/<([0-9a-f]*)>/g)].map(([, hex = '']) => decoded(Buffer.from(hex, 'hex'))).join(''));
  return lines.join('\n');
}

/** On one line, without the foot of each page: where a line or a page was broken is the printer's matter. */
export const flowing = (text: string): string =>
  text
    .replace(/^.* · página \d+ de \d+$/gm, '')
    .replace(/\s+/g, ' ')
    .trim();

/** 0x80–0x9f; Node 20's own decoder takes them for Latin-1. */
const UPPER = '€?‚ƒ„…†‡ˆ‰Š‹Œ?Ž??‘’“”•–—˜™š›œ?žŸ';
const decoded = (bytes: Buffer): string =>
  bytes.toString('latin1').replace(/[\x80-\x9f]/g, (sign) => UPPER[sign.charCodeAt(0) - 0x80] ?? '?');
