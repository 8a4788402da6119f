/** `/waits`: how long callers wait, for anybody, without scripts; as JSON to whoever asks for that. */
import { Router } from 'express';
import { DateTime } from 'luxon';
import type { Locale } from '../domain/meaning.js';
import type { WaitTable } from '../domain/call-waits.js';
import type { Programme } from '../programmes/programme.js';
import { waitTableOf } from '../store/queries/waitTable.js';
import type { Services } from '../turn/services.js';
import { waitsWords } from '../words/waits-words.js';

export function waitsPage(services: Services, render: (page: string, data: object) => string): Router {
  const router = Router();
  router.get('/waits{/:programme}', async (request, response, next) => {
    const { programme: id } = request.params;
    const telling = [...services.programmes.values()].filter(({ sources }) => sources.waits);
    const shown = id === undefined ? telling : telling.filter((each) => each.id === id);
    if (id !== undefined && shown.length === 0) {
      next();
      return;
    }
    const asked = typeof request.query['lang'] === 'string' ? request.query['lang'] : '';
    const tables = await Promise.all(
      shown.map((programme) => waitTableOf(services.store, programme, services.clock.now())),
    );
    if (request.accepts(['html', 'json']) === 'json') {
      response.json({ waits: shown.map(({ id: programme }, index) => ({ programme, ...tables[index] })) });
      return;
    }
    const views = shown.flatMap((programme, index) => {
      const table = tables[index];
      return table ? [viewOf(programme, table, asked)] : [];
    });
    const lang = views[0]?.locale ?? 'es-ES';
    response.type('html').send(render('waits', { views, lang, words: waitsWords(lang) }));
  });
  return router;
}

/** What the page writes: whole minutes, a day as people say it. */
function viewOf(programme: Programme, table: WaitTable, asked: string) {
  const locale: Locale = programme.locales.find((each) => each === asked) ?? programme.locale;
  const words = waitsWords(locale);
  const minutes = (count: number) => words.minutes(Math.round(count));
  const day = table.asOf === null ? '' : DateTime.fromISO(table.asOf).setLocale(locale).toLocaleString(DateTime.DATE_FULL);
  const faces = programme.sources.waits?.faces ?? { green: 0, yellow: 0 };
  return {
    id: programme.id,
    name: programme.name,
    number: programme.numbers.info,
    locale,
    /** The others that it speaks. */
    languages: programme.locales.filter((each) => each !== locale).map((each) => ({ locale: each, name: nameOf(each) })),
    words,
    is: table.is,
    best: table.best ? words.best(table.best.from, table.best.to, minutes(table.best.average)) : '',
    note:
      table.is === 'fresh'
        ? words.source(table.source ?? '', day)
        : table.is === 'stale'
          ? words.stale(table.source ?? '', day)
          : words.missing,
    legend: {
      green: words.upTo(minutes(faces.green)),
      yellow: words.upTo(minutes(faces.yellow)),
      red: words.over(minutes(faces.yellow)),
    },
    lines: table.lines.map(({ from, to, known }) => ({
      from,
      to,
      known: known && {
        face: known.face,
        average: Math.round(known.average),
        least: known.least === null ? '–' : Math.round(known.least),
        most: known.most === null ? '–' : Math.round(known.most),
        spoken: words.spoken(minutes(known.average), words.faces[known.face]),
      },
    })),
  };
} // prettier-ignore

/** The language in its own words. */
const nameOf = (locale: Locale): string =>
  new Intl.DisplayNames([locale], { type: 'language' }).of(locale.slice(0, 2)) ?? locale;
