/** The signed writing as a PDF: what was shown, who signed, when, and how it was known who they are. The same writing is always the same bytes. */
import PDFDocument from 'pdfkit';

export interface WritingSheet {
  readonly title: string;
  readonly sender: string;
  readonly statement: string;
  /** Lines below it: name, time, proof, hash. */
  readonly facts: readonly string[];
  readonly at: Date;
  /** BCP 47. */
  readonly language: string;
}

export function writingPdf({ title, sender, statement, facts, at, language }: WritingSheet): Promise<Buffer> {
  const pdf = new PDFDocument({
    size: 'A4',
    margin: 64,
    lang: language,
    displayTitle: true,
    info: { Title: title, Author: sender, CreationDate: at, ModDate: at },
  });
  const parts: Buffer[] = [];
  const whole = new Promise<Buffer>((resolve, reject) => {
    pdf.on('data', (part: Buffer) => void parts.push(part));
    pdf.on('end', () => resolve(Buffer.concat(parts)));
    pdf.on('error', reject);
  });
  pdf.font('Helvetica').fontSize(11).text(inLatin(sender));
  pdf.moveDown().font('Helvetica-Bold').fontSize(18).text(inLatin(title));
  pdf.moveDown().font('Helvetica').fontSize(13).text(inLatin(statement), { lineGap: 4 });
  pdf.moveDown(2).fontSize(11);
  for (const fact of facts) pdf.text(inLatin(fact), { lineGap: 3 });
  pdf.end();
  return whole;
}

/** The fonts every reader has know Western letters: others lose their marks, and what has no such form is a question mark. */
const inLatin = (text: string): string =>
  [...text.normalize('NFC').replaceAll('’', "'")]
    .map((letter) => {
      if (letter === '\n' || /[\x20-\x7e\xa0-\xff]/.test(letter)) return letter;
      const plain = letter.normalize('NFD').replace(/\p{M}/gu, '');
      return /^[\x20-\x7e]+$/.test(plain) ? plain : '?';
    })
    .join('');
