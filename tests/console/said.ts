/** Every Spanish text the console can say: what its pages and its code give to `t` and `say`, and its tables of words. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { REFUSALS } from '../../src/discharge/policy/decision.js';
import { PATHS } from '../../src/paths.js';

const SRC = join(PATHS.root, 'src');
const PAGES = join(SRC, 'web/pages');
/** Pages of whoever is no user of the console: in Spanish, in the patient's language, or in English for whoever programs. */
const OF_OTHERS = /^(home|counts|waits|chat.*|portal-.*|api-docs)\.eta$/;

export interface Said {
  /** Text → where it was found. */
  readonly keys: ReadonlyMap<string, string>;
  /** Text that reaches nobody's language: outside `t`, or given to it as something else than a literal. */
  readonly unsaid: readonly string[];
}

export async function allSaid(): Promise<Said> {
  const keys = new Map<string, string>();
  const unsaid: string[] = [];
  const add = (texts: Iterable<string>, where: string) => {
    for (const text of texts) if (!NAMES.test(text)) keys.set(text, where);
  };
  for (const name of readdirSync(PAGES).filter((each) => !OF_OTHERS.test(each))) {
    const page = readFileSync(join(PAGES, name), 'utf8');
    add([...page.matchAll(GIVEN)].map(([, text = '']) => text), name); // prettier-ignore
    unsaid.push(...strayIn(page).map((text) => `${name}: ${text}`));
  }
  for (const name of modules()) {
    const path = join(SRC, name);
    add(literalsOf(path, name.startsWith('console/')), `src/${name}`);
    if (!/^console\/(.*[/-])?words\.ts$/.test(name)) continue;
    const tables = Object.values((await import(pathToFileURL(path).href)) as Record<string, unknown>);
    add(leaves(tables.filter((each) => !Array.isArray(each))), `src/${name}`);
  }
  add(Object.values(REFUSALS).map(({ es }) => es), 'src/discharge/policy/decision.ts'); // prettier-ignore
  return { keys, unsaid };
}

/** The console, and whoever else speaks its languages. */
const modules = (): string[] =>
  readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
    (name) =>
      name.endsWith('.ts') &&
      name !== 'console/language.ts' &&
      (name.startsWith('console/') || readFileSync(join(SRC, name), 'utf8').includes('console/language.js')),
  );

/** `t('…')` in a page: no page writes an apostrophe in one. */
const GIVEN = /\bt\('([^']*)'/g;

/** What a page says without `t`: letters outside its tags, and words in its code. */
function strayIn(page: string): string[] {
  const code = [...page.matchAll(/<%[\s\S]*?%>/g)].map(([each]) => each);
  const markup = page.replace(/<%[\s\S]*?%>/g, '').replace(/<!doctype html>|<code>[^<]*<\/code>|<style[\s\S]*?<\/style>/g, '');
  const shown = markup.replace(/<[^>]*>/g, '\n').replace(/&#?\w+;/g, '').split('\n');
  const attributes = [...markup.matchAll(/(?:aria-label|data-of|title|alt)="([^"]*)"/g)].map(([, each = '']) => each);
  const strings = code.flatMap((each) =>
    [...each.replace(GIVEN, '').matchAll(/'([^']*)'|`([^`]*)`/g)].map(([, one, two]) => one ?? two ?? '').filter((each) => readsAsText(each) && !NAMES.test(each)),
  );
  const computed = code.flatMap((each) => [...each.matchAll(/\bit\.t\((?!')[^)]*\)/g)].map(([call]) => call));
  return [...[...shown, ...attributes].map((each) => each.trim()).filter((each) => /\p{L}{2}/u.test(each) && !NAMES.test(each)), ...strings, ...computed];
} // prettier-ignore

/** The same in every language. */
const NAMES = /^(· vigente|vigente|WhatsApp|[^\p{Ll}]+)$/u;

/** Begins like a sentence, has two words, or a letter English has not. Attributes, classes and codes do not. */
const readsAsText = (text: string): boolean =>
  /^[¿¡]?\p{Lu}\p{Ll}+/u.test(text) || /\p{L}\p{Ll}+[,:;]? \p{Ll}/u.test(text) || /[áéíóúñ¿¡]/i.test(text)
    ? !/^[ \w-]*class=|^HX-|^\w+\/[\w-]+;|^console (campaign|desk)$/.test(text)
    : false;

/** Calls whose words are for the machine, its log, or whoever runs commands. */
const NOT_SHOWN = /^(UserError|Error|RegExp|setHeader|logAct|hash|update|error|warn|info|generateURI)$/;

/** Literals of a module: what it gives to `say` or `problem`, and (`tables`) whatever else reads as text. */
function literalsOf(path: string, tables = true): string[] {
  const found: string[] = [];
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node, said: boolean): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
      if (said || (tables && readsAsText(node.text))) found.push(node.text);
      return;
    }
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const callee = node.expression;
      const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : ts.isIdentifier(callee) ? callee.text : '';
      if (NOT_SHOWN.test(name)) return;
      visit(callee, false);
      const given = node.arguments ?? [];
      if (name === 'say') for (const [at, each] of given.entries()) visit(each, at === 0);
      else if (name === 'problem') for (const [at, each] of given.entries()) visit(each, at >= 2);
      else for (const each of given) visit(each, false);
      return;
    }
    if (ts.isPropertyAssignment(node)) return visit(node.initializer, false); // its name is shown to nobody
    if (ts.isElementAccessExpression(node)) return visit(node.expression, said); // so is the name in brackets
    if (ts.isConditionalExpression(node)) {
      visit(node.condition, false);
      visit(node.whenTrue, said);
      return visit(node.whenFalse, said);
    }
    const passes = ts.isBinaryExpression(node) || ts.isParenthesizedExpression(node);
    ts.forEachChild(node, (child) => visit(child, passes && said));
  };
  visit(source, false);
  return found;
} // prettier-ignore

/** The texts of tables, and of tables in tables; what a module computes is no table. */
function* leaves(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (value !== null && typeof value === 'object') for (const each of Object.values(value)) yield* leaves(each);
}
