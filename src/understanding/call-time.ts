/** "¿A qué hora conviene llamar?": is the best time to call asked for? Five languages, pure. */
const ASKED: readonly RegExp[] = [
  /\b(?:mejor|buena?) (?:hora|horario|momento) (?:para|de) (?:llamar|telefonear|comunicar\w*)\b/,
  /\b(?:cuando|a que hora) (?:conviene|es mejor|me conviene|es buen momento para|llamo mejor) ?(?:llamar)?\b/,
  /\bcuanto (?:se )?(?:espera|demora\w*|tarda\w*) (?:en atender|en contestar|al telefono|por telefono|en la linea|la llamada|si llamo)/,
  /\bcuando hay menos (?:espera|gente|cola|llamadas)\b/,
  /\bmillor (?:hora|moment) per (?:a )?trucar\b/,
  /\b(?:quan|a quina hora) (?:es millor|conve) (?:de )?trucar\b/,
  /\bquant s ?espera (?:al telefon|si truco)/,
  /\b(?:quando|a che ora) (?:conviene|e meglio|mi conviene) (?:chiamare|telefonare)\b/,
  /\b(?:orario|momento|ora) migliore per (?:chiamare|telefonare)\b/,
  /\bmiglior (?:orario|momento) per (?:chiamare|telefonare)\b/,
  /\bquanto si (?:aspetta|attende) (?:al telefono|in linea|se chiamo)/,
];

export function asksWhenToCall(text: string): boolean {
  const plain = text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\d]+/gu, ' ');
  return ASKED.some((words) => words.test(plain));
}
