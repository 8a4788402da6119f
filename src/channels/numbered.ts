/** Answers as numbered lines, where a message has no buttons: "1 Soy yo". The person answers with the number. */
export function numbered(text: string, choices: readonly { readonly label: string }[]): string {
  if (choices.length === 0) return text;
  return `${text}\n\n${choices.map(({ label }, index) => `${index + 1} ${label}`).join('\n')}`;
}

/** Characters as providers count them: code points. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}
