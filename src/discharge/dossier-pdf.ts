/** The dossier as a PDF that is printed and filed: the same words as the page, the same bytes for the same dossier. */
import type PdfDocument from 'pdfkit';
import type { DossierContent, Line, Section } from './dossier-content.js';

const PAGE = { size: 'A4', margins: { top: 56, bottom: 64, left: 56, right: 56 } } as const;
/** Of the standard fonts, which every reader has: nothing is embedded, nothing comes from outside. */
const FONT = { plain: 'Helvetica', strong: 'Helvetica-Bold', code: 'Courier' } as const satisfies Record<
  Line['as'],
  string
>;
const NAME_WIDTH = 130;

/** `madeAt` stands as the time of the document: nothing in the file depends on when or where it was printed. */
export async function printed(content: DossierContent, madeAt: string): Promise<Uint8Array> {
  // Loaded when somebody prints: it costs 150 ms that no other command should pay.
  const { default: PDFDocument } = await import('pdfkit');
  const made = new Date(madeAt);
  const document = new PDFDocument({
    ...PAGE,
    lang: 'es-CL',
    displayTitle: true,
    pdfVersion: '1.7',
    bufferPages: true, // the foot says how many pages there are
    compress: false, // the same bytes with every version of zlib
    info: { Title: content.title, Producer: 'vigente', Creator: 'vigente', CreationDate: made, ModDate: made },
  });
  const whole = collect(document);
  document.font(FONT.strong).fontSize(18).text(inFont(content.title)).moveDown(0.5);
  for (const section of content.sections) printSection(document, section);
  document.moveDown().font(FONT.plain).fontSize(9).text(inFont(content.foot));
  numberPages(document, content.title);
  document.end();
  return whole;
}

type Document = InstanceType<typeof PdfDocument>;

function printSection(document: Document, { title, rows = [], items, empty = '' }: Section): void {
  const { left, right } = document.page.margins;
  const width = document.page.width - left - right;
  document.moveDown().font(FONT.strong).fontSize(13).text(inFont(title), left).moveDown(0.3);
  document.outline.addItem(inFont(title));
  document.fontSize(10);
  for (const [name, value] of rows) {
    const text = inFont(value) || '—';
    // A row is not torn: what does not fit stands on the next page.
    const height = document.font(FONT.plain).heightOfString(text, { width: width - NAME_WIDTH });
    if (document.y + height > document.page.maxY()) document.addPage();
    const { y } = document;
    document.font(FONT.strong).text(inFont(name), left, y, { width: NAME_WIDTH - 10 });
    const under = document.y;
    document.font(FONT.plain).text(text, left + NAME_WIDTH, y, { width: width - NAME_WIDTH });
    document.y = Math.max(document.y, under) + 2;
    document.x = left;
  }
  if (items === undefined) return;
  if (items.length === 0) document.font(FONT.plain).text(inFont(empty));
  items.forEach((lines, at) => {
    lines.forEach(({ text, as }, line) => {
      document.font(FONT[as]).fontSize(as === 'code' ? 8 : 10);
      document.text(inFont(line === 0 ? `${at + 1}. ${text}` : text), left + (line === 0 ? 0 : 14), document.y, {
        width: width - (line === 0 ? 0 : 14),
      });
    });
    document.x = left;
    document.y += 4;
  });
}

function numberPages(document: Document, title: string): void {
  const { count } = document.bufferedPageRange();
  for (let page = 0; page < count; page += 1) {
    document.switchToPage(page);
    const { margins, width, height } = document.page;
    // Below the margin: with it, the text would open another page.
    const { bottom } = margins;
    margins.bottom = 0;
    document
      .font(FONT.plain)
      .fontSize(8)
      .text(inFont(`${title} · página ${page + 1} de ${count}`), margins.left, height - 40, {
        width: width - margins.left - margins.right,
        align: 'center',
        lineBreak: false,
      });
    margins.bottom = bottom;
  }
}

/** What the standard fonts have: Latin-1 and some signs of Windows-1252 (PDF 32000-1, annex D). */
const KNOWN = /^[\n\x20-\x7e\xa0-\xff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]$/u;

/** A sign that the fonts lack is named by its number, never left out: the words as they came are in the JSON. */
export const inFont = (text: string): string =>
  [...text.normalize('NFC').replace(/\r\n?/g, '\n').replace(/\t/g, '    ')]
    .map((sign) =>
      KNOWN.test(sign) ? sign : `[U+${sign.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}]`,
    )
    .join('');

async function collect(document: Document): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of document) chunks.push(chunk as Buffer);
  return new Uint8Array(Buffer.concat(chunks));
}
