/**
 * Bars as SVG, made on the server: they need no script, print, and follow the colours of the style sheet. Decoration: what they show stands
 * beside them in digits, so readers of screens skip them. Returns markup made of numbers only.
 */

const WIDTH = 100;
const HEIGHT = 10;
const n = (value: number): string => String(Math.round(value * 100) / 100);
const SVG = 'preserveAspectRatio="none" aria-hidden="true" focusable="false"';

/** A share of the whole, 0…1; with its interval as a whisker. */
export function bar(share: number, of?: { readonly low: number; readonly high: number }): string {
  const whisker = of
    ? `<path class="whisker" vector-effect="non-scaling-stroke" d="M${n(of.low * WIDTH)} 5H${n(of.high * WIDTH)}M${n(of.low * WIDTH)} 2V8M${n(of.high * WIDTH)} 2V8"/>`
    : '';
  return `<svg class="bar" viewBox="0 0 ${WIDTH} ${HEIGHT}" ${SVG}><rect class="track" width="${WIDTH}" height="${HEIGHT}"/><rect class="fill" width="${n(share * WIDTH)}" height="${HEIGHT}"/>${whisker}</svg>`;
}

/** One column, as high as its share of the highest. */
export function column(share: number): string {
  const height = share === 0 ? 0 : Math.max(1, share * WIDTH);
  return `<svg class="column" viewBox="0 0 ${HEIGHT} ${WIDTH}" ${SVG}><rect class="track" width="${HEIGHT}" height="${WIDTH}"/><rect class="fill" y="${n(WIDTH - height)}" width="${HEIGHT}" height="${n(height)}"/></svg>`;
}
