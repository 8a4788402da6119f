#!/usr/bin/env node
/**
 * Trains src/understanding/data/model-<language>.json: node scripts/train-understanding.mjs [--language es] [--out file]
 * Multinomial logistic regression (AdaGrad, L2) over the hashed features of src/understanding/features.ts,
 * on labelled messages and on phrases composed from src/understanding/data/grammar-es.txt. No randomness: run twice, same bytes.
 * `--measure` writes nothing: it trains on two thirds of the messages, three times, and says how rules and model together do on the rest.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformFileSync } from '@swc/core';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const data = path.join(root, 'src/understanding/data');
const fixtures = path.join(root, 'tests/fixtures/understanding');
/** Chosen by how well the third left out is foretold (`--measure`): more epochs, or less L2, gain nothing. */
const EPOCHS = 20;
const RATE = 0.5;
const L2 = 5e-6;
/** A composed phrase counts less than a message: many say nearly the same. */
const COMPOSED_WEIGHT = 0.5;
/** Phrases per line of the grammar and question, at most. */
const PHRASES_PER_LINE = 8;
/** Places kept in the file: the ones that weigh most. 33,000 rows of 30 labels stay under 1.5 MB. */
const MOST_PLACES = 33_000;
const FOLDS = 3;
/** A Spanish message for a language that is read as Spanish. */
const LENT_WEIGHT = 0.8;

/** Rows of `locale question text label [trap]`. */
export function readRows(file) {
  return fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => /^[a-z]{2}-[A-Z]{2}\t/.test(line))
    .map((line) => line.split('\t'))
    .map(([locale, question, text, label]) => ({ locale, question, text, label }));
}

/** The TypeScript sources, compiled into a temporary folder: the trainer must see exactly what the running code sees. */
export async function loadSources() {
  const out = fs.mkdtempSync(path.join(os.tmpdir(), 'train-understanding-'));
  fs.writeFileSync(path.join(out, 'package.json'), '{"type":"module"}');
  const compile = (folder) => {
    fs.mkdirSync(path.join(out, folder), { recursive: true });
    for (const entry of fs.readdirSync(path.join(root, 'src', folder), { withFileTypes: true })) {
      const name = path.join(folder, entry.name);
      if (entry.isDirectory()) compile(name);
      else if (name.endsWith('.ts')) {
        const { code } = transformFileSync(path.join(root, 'src', name), {
          jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
          module: { type: 'es6' },
        });
        fs.writeFileSync(path.join(out, name.replace(/\.ts$/, '.js')), code);
      }
    }
  };
  compile('understanding');
  compile('domain');
  const load = (name) => import(pathToFileURL(path.join(out, name)).href);
  return {
    ...(await load('understanding/reading.js')),
    ...(await load('understanding/features.js')),
    ...(await load('understanding/hashing.js')),
    ...(await load('understanding/model.js')),
    ...(await load('understanding/decide.js')),
    ...(await load('understanding/languages.js')),
    ...(await load('domain/meaning.js')),
  };
}

/** A generator of whole numbers below n, always the same. */
function sequence(seed) {
  return (n) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 4294967296) * n);
  };
}

/** Labelled phrases from the grammar: `@slot = a | b`, `# question=label …`, then templates with `{slot}` and `(a|b|)`. */
export function compose(file, locale, perLine = PHRASES_PER_LINE) {
  const slots = new Map();
  const next = sequence(7);
  const phrases = [];
  let heads = [];
  const size = (node) => {
    if (typeof node === 'string') return 1;
    if (node.slot) return slots.get(node.slot).length;
    return node.choices.reduce((sum, parts) => sum + parts.reduce((product, part) => product * size(part), 1), 0);
  };
  const draw = (node) => {
    if (typeof node === 'string') return node;
    if (node.slot) return slots.get(node.slot)[next(slots.get(node.slot).length)];
    return node.choices[next(node.choices.length)].map(draw).join('');
  };
  for (const line of fs.readFileSync(file, 'utf8').split('\n')) {
    if (line.trim() === '' || line.startsWith(';')) continue;
    if (line.startsWith('@')) {
      const [name, values] = line.slice(1).split(' = ');
      slots.set(
        name,
        values.split('|').map((value) => value.trim()),
      );
      continue;
    }
    if (line.startsWith('#')) {
      heads = line
        .slice(1)
        .trim()
        .split(/\s+/)
        .map((head) => head.split('='));
      continue;
    }
    const template = parseTemplate(line);
    const most = Math.min(Math.ceil(size(template) / 2), Math.ceil(perLine / Math.sqrt(heads.length / 2)));
    for (const [question, label] of heads) {
      const seen = new Set();
      for (let tries = 0; tries < most * 2 && seen.size < most; tries++) {
        const phrase = draw(template).replace(/\s+/g, ' ').replace(/ ,/g, ',').replace(/,$/, '').trim();
        if (phrase === '' || seen.has(phrase)) continue;
        seen.add(phrase);
        phrases.push({ locale, question, label, text: typed(phrase, next, label) });
      }
    }
  }
  return phrases;
}

function parseTemplate(text) {
  let at = 0;
  const choices = (nested) => {
    const all = [[]];
    let letters = '';
    const close = () => {
      if (letters !== '') all[all.length - 1].push(letters);
      letters = '';
    };
    for (; at < text.length; at++) {
      const c = text[at];
      if (nested && c === ')') break;
      if (nested && c === '|') {
        close();
        all.push([]);
      } else if (c === '(') {
        close();
        at++;
        all[all.length - 1].push(choices(true));
      } else if (c === '{') {
        close();
        const end = text.indexOf('}', at);
        all[all.length - 1].push({ slot: text.slice(at + 1, end) });
        at = end;
      } else letters += c;
    }
    close();
    return { choices: all };
  };
  return choices(false);
}

const BEFORE = ['hola ', 'buenas, ', 'señorita ', 'oiga ', 'buenas tardes, ', 'mire, ', 'disculpe, '];
const AFTER = [' gracias', ', gracias', ' por favor', ' saludos', ' señorita', ' 🙏', ', bendiciones'];
const UNADORNED = ['greeting', 'thanks', 'unclear', 'emergency'];

/** As a thumb types it: greetings around, no accents, no commas, a slip. */
function typed(phrase, next, label) {
  let text = phrase;
  if (!UNADORNED.includes(label)) {
    if (next(9) === 0) text = BEFORE[next(BEFORE.length)] + text;
    if (next(9) === 0 && !/graci|favor|señorita/.test(text)) text += AFTER[next(AFTER.length)];
  }
  const manner = next(10);
  if (manner < 4)
    text = text
      .normalize('NFD')
      .replace(/\u0301/g, '')
      .normalize('NFC');
  if (manner === 9) text = `${text[0].toUpperCase()}${text.slice(1)}.`;
  if (next(12) === 0) text = text.replace(/,/g, '');
  if (next(7) === 0) {
    const words = text.split(' ');
    const i = next(words.length);
    const word = words[i];
    if (word.length > 4 && !/\d/.test(word)) {
      const j = 1 + next(word.length - 2);
      words[i] = word.slice(0, j) + (next(2) ? '' : word[j + 1] + word[j]) + word.slice(j + (next(2) ? 1 : 2));
    }
    text = words.join(' ');
  }
  return text;
}

export function train(rows, src) {
  const labels = [...new Set(rows.map((row) => row.label))].sort();
  const count = labels.length;
  const size = 1 << src.PLACES_BITS;
  const samples = rows.map((row) => {
    row.features ??= featuresOf(row, src);
    return { places: row.features, label: labels.indexOf(row.label), weight: row.weight ?? 1 };
  });
  const w = new Float32Array(size * count);
  const g = new Float32Array(size * count).fill(1e-3);
  const bias = new Float32Array(count);
  const p = new Float64Array(count);
  let seed = 12345;
  const next = (n) => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) % n;
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (let i = samples.length - 1; i > 0; i--) {
      const j = next(i + 1);
      [samples[i], samples[j]] = [samples[j], samples[i]];
    }
    for (const { places, label, weight } of samples) {
      const length = Math.sqrt(places.length);
      p.fill(0);
      for (const place of places) for (let l = 0, at = place * count; l < count; l++, at++) p[l] += w[at];
      let top = -Infinity;
      for (let l = 0; l < count; l++) top = Math.max(top, (p[l] = p[l] / length + bias[l]));
      let total = 0;
      for (let l = 0; l < count; l++) total += p[l] = Math.exp(p[l] - top);
      for (let l = 0; l < count; l++) p[l] = weight * (p[l] / total - (l === label ? 1 : 0));
      for (let l = 0; l < count; l++) bias[l] -= 0.01 * p[l];
      for (const place of places)
        for (let l = 0, at = place * count; l < count; l++, at++) {
          const step = p[l] / length + L2 * w[at];
          g[at] += step * step;
          w[at] -= (RATE * step) / Math.sqrt(g[at]);
        }
    }
  }
  return { ...quantise(w, bias, labels, size, src.PLACES_BITS), words: wordsOf(rows, src) };
}

/** Every word of the messages that say something; what `unclear` messages hold may be no words. */
function wordsOf(rows, src) {
  const words = new Set();
  for (const row of rows) {
    if (row.label === 'unclear' || row.weight !== undefined) continue;
    for (const word of new src.Reading(row.text, src.LANGUAGES[row.locale]).words)
      if (/^[a-zñ]{2,}$/.test(word)) words.add(word);
  }
  return [...words].sort().join(' ');
}

function quantise(w, bias, labels, size, bits) {
  const count = labels.length;
  const scale = labels.map((_, l) => {
    let most = 1e-9;
    for (let place = 0; place < size; place++) most = Math.max(most, Math.abs(w[place * count + l]));
    return most / 127;
  });
  const weigh = (place) => {
    let sum = 0;
    for (let l = 0; l < count; l++) sum += w[place * count + l] ** 2;
    return sum;
  };
  const heaviest = new Set(
    Array.from({ length: size }, (_, place) => [place, weigh(place)])
      .sort((one, other) => other[1] - one[1] || one[0] - other[0])
      .slice(0, MOST_PLACES)
      .map(([place]) => place),
  );
  const kept = [];
  const bytes = [];
  for (let place = 0; place < size; place++) {
    if (!heaviest.has(place)) continue;
    const row = labels.map((_, l) => Math.round(w[place * count + l] / scale[l]));
    if (row.every((value) => value === 0)) continue;
    kept.push(place);
    bytes.push(...row);
  }
  return {
    bits,
    labels,
    scale: scale.map((value) => Number(value.toPrecision(6))),
    bias: [...bias].map((value) => Number(value.toPrecision(6))),
    places: Buffer.from(Uint16Array.from(kept).buffer).toString('base64'),
    weights: Buffer.from(Int8Array.from(bytes).buffer).toString('base64'),
  };
}

function featuresOf(row, src) {
  const m = new src.Reading(row.text, src.LANGUAGES[row.locale]);
  return src.places.slice(0, src.features(m.words, m.lexicon, m.ideas, row.question));
}

/** Right, false removals and abstentions of rules and model together. */
export function judge(rows, model, src) {
  const tally = { rows: rows.length, right: 0, falseRemovals: 0, abstained: 0, clear: 0 };
  for (const row of rows) {
    const said = src.decide(new src.Reading(row.text, src.LANGUAGES[row.locale]), row.question, model);
    if (row.label !== 'unclear') tally.clear++;
    if (said.label === row.label) tally.right++;
    else {
      if (src.leadsToRemoval(said.label, row.question) && !src.leadsToRemoval(row.label, row.question))
        tally.falseRemovals++;
      if (said.label === 'unclear') tally.abstained++;
    }
  }
  return tally;
}

/** Half of the other dialects' messages: nobody reads them, only their figures are looked at. */
export function isUnread({ locale, text }) {
  if (locale === 'es-CL') return false;
  let h = 0x811c9dc5;
  for (const c of text) h = Math.imul(h ^ c.charCodeAt(0), 0x01000193) >>> 0;
  h ^= h >>> 15;
  return Math.abs(h % 2) === 1;
}

function measure(sets, composed, src) {
  const all = Object.values(sets).flat();
  const totals = {};
  for (let fold = 0; fold < FOLDS; fold++) {
    const held = new Set(Object.values(sets).flatMap((rows) => rows.filter((_, i) => i % FOLDS === fold)));
    const model = new src.LinearModel(train([...all.filter((row) => !held.has(row)), ...composed], src));
    for (const [name, rows] of Object.entries(sets)) {
      const tally = judge(
        rows.filter((row) => held.has(row)),
        model,
        src,
      );
      totals[name] ??= { rows: 0, right: 0, falseRemovals: 0, abstained: 0, clear: 0 };
      for (const [key, value] of Object.entries(tally)) totals[name][key] += value;
    }
  }
  for (const [name, { rows, right, falseRemovals, abstained, clear }] of Object.entries(totals))
    console.log(
      `${name}: ${rows} messages, right ${((100 * right) / rows).toFixed(1)} %, false removals ${falseRemovals}, left unclear ${((100 * abstained) / clear).toFixed(1)} %`,
    );
}

/** What each language learns from: its sets of messages by name, and a grammar with the locale its phrases are written in. */
const SOURCES = {
  es: () => {
    const dialects = ['learn-es-AR.tsv', 'learn-es-ES.tsv'].flatMap((name) => readRows(path.join(data, name)));
    return {
      sets: {
        'given, es-CL': readRows(path.join(data, 'learn-es-CL.tsv')),
        'opened, es-CL': readRows(path.join(data, 'learn-es-CL-2.tsv')),
        'development, es-CL': development('es-CL'),
        'own, es-CL': readRows(path.join(data, 'own-es-CL.tsv')),
        'own, es-AR and es-ES': readRows(path.join(data, 'own-es-AR-ES.tsv')),
        'look-alikes, es-CL': readRows(path.join(data, 'lookalikes-es-CL.tsv')),
        'fresh, es': readRows(path.join(data, 'fresh-es.tsv')),
        'es-AR and es-ES, the half that was read': dialects.filter((row) => !isUnread(row)),
        'es-AR and es-ES, the half never read': dialects.filter(isUnread),
      },
      grammar: ['grammar-es.txt', 'es-CL'],
    };
  },
  ca: () => near('ca-ES'),
  it: () => near('it-IT'),
};

/** A language that is read as Spanish learns from its own messages and from all the Spanish ones, which count less. */
function near(locale) {
  const spanish = SOURCES.es();
  const lent = Object.values(spanish.sets)
    .flat()
    .map((row) => ({ ...row, weight: LENT_WEIGHT }));
  const sets = {
    [`given, ${locale}`]: [...readRows(path.join(data, `learn-${locale}.tsv`)), ...development(locale)],
    [`own, ${locale}`]: readRows(path.join(data, `own-${locale}.tsv`)),
    [`fresh, ${locale}`]: readRows(path.join(data, `fresh-${locale.slice(0, 2)}.tsv`)),
  };
  return { sets, lent, grammar: spanish.grammar };
}

const development = (locale) =>
  readRows(path.join(fixtures, 'utterances-dev.tsv')).filter((row) => row.locale === locale);

async function main() {
  const args = process.argv.slice(2);
  const option = (name, otherwise) => (args.includes(name) ? args[args.indexOf(name) + 1] : otherwise);
  const language = option('--language', 'es');
  if (!SOURCES[language])
    throw new Error(`--language ${language}: there are no sources for it, only for ${Object.keys(SOURCES).join(', ')}`);
  const { sets, grammar, lent = [] } = SOURCES[language]();
  const src = await loadSources();
  const composed = [
    ...lent,
    ...compose(path.join(data, grammar[0]), grammar[1]).map((row) => ({ ...row, weight: COMPOSED_WEIGHT })),
  ];
  if (args.includes('--measure')) return measure(sets, composed, src);
  const out = option('--out', path.join(data, `model-${language}.json`));
  const rows = Object.values(sets).flat();
  const json = JSON.stringify(train([...rows, ...composed], src));
  fs.writeFileSync(out, `${json}\n`);
  console.log(
    `${rows.length} messages and ${composed.length} phrases, ${(json.length / 1024).toFixed(0)} KB: ${path.relative(root, out)}`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
