#!/usr/bin/env node
/**
 * Trains src/understanding/data/model-es.json: node scripts/train-understanding.mjs [--folds 5] [--out file] [more.tsv …]
 * Multinomial logistic regression (AdaGrad, L2) over the hashed features of src/understanding/features.ts. No randomness: run twice, same bytes.
 * `--folds k` also reports what cross-validation gives with rules and model together, and writes nothing.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformFileSync } from '@swc/core';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const EPOCHS = 24;
const RATE = 0.25;
const L2 = 2e-5;

/** Rows of `locale question text label [trap]`. */
export function readRows(file) {
  return fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .slice(1)
    .filter((line) => line.startsWith('es-CL\t'))
    .map((line) => line.split('\t'))
    .map(([, question, text, label]) => ({ question, text, label }));
}

/** The TypeScript sources, compiled into a temporary folder: the trainer must see exactly what the running code sees. */
export async function loadSources() {
  const out = fs.mkdtempSync(path.join(os.tmpdir(), 'train-understanding-'));
  fs.writeFileSync(path.join(out, 'package.json'), '{"type":"module"}');
  for (const folder of ['understanding', 'domain']) {
    fs.mkdirSync(path.join(out, folder));
    for (const file of fs.readdirSync(path.join(root, 'src', folder)).filter((name) => name.endsWith('.ts'))) {
      const { code } = transformFileSync(path.join(root, 'src', folder, file), {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'es6' },
      });
      fs.writeFileSync(path.join(out, folder, file.replace(/\.ts$/, '.js')), code);
    }
  }
  const load = (name) => import(pathToFileURL(path.join(out, name)).href);
  return {
    ...(await load('understanding/reading.js')),
    ...(await load('understanding/features.js')),
    ...(await load('understanding/model.js')),
    ...(await load('understanding/decide.js')),
    ...(await load('understanding/es-CL.js')),
    ...(await load('domain/meaning.js')),
  };
}

export function train(rows, src) {
  const labels = [...new Set(rows.map((row) => row.label))].sort();
  const count = labels.length;
  const size = 1 << src.PLACES_BITS;
  const samples = rows.map((row) => {
    row.features ??= featuresOf(row, src);
    return { places: row.features, label: labels.indexOf(row.label) };
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
    for (const { places, label } of samples) {
      const length = Math.sqrt(places.length);
      p.fill(0);
      for (const place of places) for (let l = 0, at = place * count; l < count; l++, at++) p[l] += w[at];
      let top = -Infinity;
      for (let l = 0; l < count; l++) top = Math.max(top, (p[l] = p[l] / length + bias[l]));
      let total = 0;
      for (let l = 0; l < count; l++) total += p[l] = Math.exp(p[l] - top);
      for (let l = 0; l < count; l++) p[l] = p[l] / total - (l === label ? 1 : 0);
      for (let l = 0; l < count; l++) bias[l] -= 0.01 * p[l];
      for (const place of places)
        for (let l = 0, at = place * count; l < count; l++, at++) {
          const step = p[l] / length + L2 * w[at];
          g[at] += step * step;
          w[at] -= (RATE * step) / Math.sqrt(g[at]);
        }
    }
  }
  return quantise(w, bias, labels, size, src.PLACES_BITS);
}

function quantise(w, bias, labels, size, bits) {
  const count = labels.length;
  const scale = labels.map((_, l) => {
    let most = 1e-9;
    for (let place = 0; place < size; place++) most = Math.max(most, Math.abs(w[place * count + l]));
    return most / 127;
  });
  const kept = [];
  const bytes = [];
  for (let place = 0; place < size; place++) {
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
  const m = new src.Reading(row.text, src.chileanSpanish);
  return src.features(m.words, src.ideasOf(m), row.question);
}

/** Right, false removals and abstentions of rules and model together on rows that the model has not seen. */
export function judge(rows, model, src, onWrong = () => {}) {
  const tally = { rows: rows.length, right: 0, falseRemovals: 0, abstained: 0, clear: 0 };
  for (const row of rows) {
    const said = src.decide(new src.Reading(row.text, src.chileanSpanish), row.question, model);
    if (row.label !== 'unclear') tally.clear++;
    if (said.label === row.label) tally.right++;
    else {
      const falseRemoval = src.leadsToRemoval(said.label, row.question) && !src.leadsToRemoval(row.label, row.question);
      if (falseRemoval) tally.falseRemovals++;
      if (said.label === 'unclear') tally.abstained++;
      onWrong(row, said, falseRemoval);
    }
  }
  return tally;
}

async function main() {
  const args = process.argv.slice(2);
  const option = (name) => (args.includes(name) ? args.splice(args.indexOf(name), 2)[1] : undefined);
  const folds = Number(option('--folds') ?? 0);
  const out = option('--out') ?? path.join(root, 'src/understanding/data/model-es.json');
  const files =
    args.length > 0
      ? args
      : [
          'src/understanding/data/learn-es-CL.tsv',
          'src/understanding/data/own-es-CL.tsv',
          'tests/fixtures/understanding/utterances-dev.tsv',
        ].map((name) => path.join(root, name));
  const src = await loadSources();
  const rows = files.filter((name) => fs.existsSync(name)).flatMap(readRows);
  if (folds > 1) {
    for (let fold = 0; fold < folds; fold++) {
      const model = new src.LinearModel(train(rows.filter((_, i) => i % folds !== fold), src)); // prettier-ignore
      console.log(JSON.stringify(judge(rows.filter((_, i) => i % folds === fold), model, src))); // prettier-ignore
    }
    return;
  }
  const json = JSON.stringify(train(rows, src));
  fs.writeFileSync(out, `${json}\n`);
  console.log(`${rows.length} messages, ${(json.length / 1024).toFixed(0)} KB: ${path.relative(root, out)}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
