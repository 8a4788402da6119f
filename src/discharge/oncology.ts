/** Does what the file says of a diagnosis suspect cancer? In doubt yes: then a clinician calls before anything is believed. */

/** ICD-10 C00–C97, D00–D09 (in situ), D37–D48 (uncertain): chapters of neoplasms that are or may be malignant. */
const CODES = /\b(?:C\d\d|D0\d|D3[7-9]|D4[0-8])(?:\.?\d)?\b/i;
const WORDS =
  /\b(?:canc(?:er|eros[oa])|ca(?=\.| de\b)|neo(?:plasi[ac]o?|plasico)?(?=\b)|tumor(?:al|es|acion)?|carcinoma|adenocarcinoma|sarcoma|linfoma|leucemia|melanoma|mieloma|metasta\w*|malign\w*|oncolog\w*|nodulo (?:mamario|pulmonar)|birads ?[45]|bi-rads ?[45])\b/;

export const suspectsCancer = (...texts: readonly string[]): boolean =>
  texts.some((text) => CODES.test(text) || WORDS.test(bare(text)));

const bare = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
