#!/usr/bin/env node
/**
 * How many distinct messages a second are understood on one core? `node bench/understand.mjs [--messages 40000] [--json]` (needs `npm run build`).
 * No message comes twice. The first half is read before the clock starts, as a running service has met people's words before.
 * Baseline, in the same run: the same rules and models, but every idea's pattern is asked by itself and every rule is read.
 */
import { readFileSync } from 'node:fs';
import { decide } from '../dist/src/understanding/decide.js';
import { LANGUAGES } from '../dist/src/understanding/languages.js';
import { understand } from '../dist/src/understanding/index.js';
import { LinearModel } from '../dist/src/understanding/model.js';
import { Reading } from '../dist/src/understanding/reading.js';
import { distinctMessages } from './support/messages.mjs';

/** Messages a second that are asked for. */
const BAR = 50_000;
const at = process.argv.indexOf('--messages');
const count = at > 0 ? Number(process.argv[at + 1]) : 40_000;
/** The baseline reads fewer: it is slow, and its rate does not depend on how many. */
const BASELINE_SHARE = 0.1;

class PlainReading extends Reading {
  asked = new Map();
  has(idea) {
    let found = this.asked.get(idea);
    if (found === undefined) this.asked.set(idea, (found = this.language.ideas[idea].test(this.text)));
    return found;
  }
  mentionsAny() {
    return true;
  }
  get ideas() {
    for (const idea of Object.keys(this.language.ideas)) this.has(idea);
    return super.ideas;
  }
}

const modelOf = (language) =>
  new LinearModel(JSON.parse(readFileSync(new URL(`../dist/src/understanding/data/model-${language}.json`, import.meta.url), 'utf8'))); // prettier-ignore
const models = { es: modelOf('es'), ca: modelOf('ca'), it: modelOf('it') };
const plainly = (text, question, locale) =>
  decide(new PlainReading(text, LANGUAGES[locale]), question, models[locale.slice(0, 2)]);

/** Messages per second of the processor, so that a busy machine counts less. */
function rate(messages, read) {
  const before = process.cpuUsage();
  for (const { text, question, locale } of messages) read(text, question, locale);
  const { user, system } = process.cpuUsage(before);
  return Math.round(messages.length / ((user + system) / 1e6));
}

const messages = distinctMessages(count);
// A service speaks to the people of one country: one locale after the other.
const byLocale = (list) => list.sort((a, b) => a.locale.localeCompare(b.locale));
const [met, unmet] = [byLocale(messages.slice(0, count / 2)), byLocale(messages.slice(count / 2))];
const few = (list) => list.filter((_, i) => i % (1 / BASELINE_SHARE) === 0);
rate(few(met), plainly);
const baseline = rate(few(unmet), plainly);
rate(met, understand);
const value = rate(unmet, understand);
const same = few(unmet).every(
  ({ text, question, locale }) =>
    JSON.stringify(plainly(text, question, locale)) === JSON.stringify(understand(text, question, locale)),
);
const figure = {
  name: 'understand', engine: 'none', value, unit: 'messages/s', bar: BAR, messages: unmet.length,
  baseline: { name: 'every pattern asked by itself', value: baseline }, ratio: Number((value / baseline).toFixed(2)), same,
}; // prettier-ignore
console.log(process.argv.includes('--json') ? JSON.stringify([figure]) : JSON.stringify(figure, null, 1));
if (!same) process.exitCode = 1;
