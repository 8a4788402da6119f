#!/usr/bin/env node
/**
 * Hostile payloads against the live port: `node bench/mutations.mjs [--count 200000] [--seed 1] [--json]` (needs `npm run build`).
 * Every fixture of tests/fixtures/providers is the seed of mutated requests: bytes flipped, cut, doubled, structures nested and swapped, headers
 * and queries changed; two thirds are signed again after the change, so that the parsers see them. Exit 1 on an answer 5xx, on a connection
 * that gets no answer, on an unsigned request that is accepted, or when the server is gone.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openApp } from '../dist/src/app.js';
import { readConfig } from '../dist/src/config.js';
import { Random } from '../dist/src/domain/random.js';
import { claimKind } from '../dist/src/store/store.js';
import { caseBody, formBody, metaSignature, parseForm, twilioSignature } from '../tests/fixtures/providers/sign.mjs';

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? Number(process.argv[at + 1]) : otherwise;
};
const count = option('count', 200_000);
const random = new Random(option('seed', 1));
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const BASE = 'https://bot.example.org';
const TOKEN = 'test-twilio-token';
const SECRET = 'test-app-secret';

const cases = ['twilio', 'whatsapp-cloud']
  .flatMap((provider) =>
    readdirSync(here(`../tests/fixtures/providers/${provider}`))
      .sort()
      .map((file) => {
        const c = JSON.parse(readFileSync(here(`../tests/fixtures/providers/${provider}/${file}`), 'utf8'));
        return { provider, method: c.method, path: c.url.slice(BASE.length), headers: c.headers, body: caseBody(c) };
      }),
  )
  .filter(({ body }) => body.length < 100_000);

const ODD = [
  '',
  '\u0000',
  '\ud800',
  'ñ'.repeat(300),
  '9'.repeat(400),
  '-1',
  '1e309',
  'null',
  '[]',
  '{}',
  '__proto__',
  'constructor',
  'whatsapp:',
  '+',
  '%',
  '%ZZ',
  '\r\n',
  '🙏🏽',
  '../../etc/passwd',
  '${x}',
  '<b>',
  '0',
  'true',
];
const ODD_VALUES = [
  null,
  true,
  0,
  -1,
  1e308,
  '',
  [],
  {},
  [[[[]]]],
  { a: { b: { c: {} } } },
  'x'.repeat(5000),
  { $gt: '' },
  { __proto__: null },
];
const pick = (items) => items[random.between(0, items.length - 1)];

function mutateBytes(body) {
  const bytes = Buffer.from(body);
  switch (random.between(0, 4)) {
    case 0:
      for (let n = random.between(1, 8); n > 0 && bytes.length > 0; n -= 1)
        bytes[random.between(0, bytes.length - 1)] = random.between(0, 255);
      return bytes;
    case 1:
      return bytes.subarray(0, random.between(0, bytes.length));
    case 2:
      return Buffer.concat([bytes, bytes.subarray(random.between(0, bytes.length))]);
    case 3:
      return Buffer.concat([bytes.subarray(0, random.between(0, bytes.length)), Buffer.from(pick(ODD)), bytes]);
    default:
      return Buffer.from(Array.from({ length: random.between(0, 200) }, () => random.between(0, 255)));
  }
}
function mutateForm(body) {
  const pairs = parseForm(body.toString());
  for (let n = random.between(1, 4); n > 0; n -= 1) {
    const at = random.between(0, Math.max(0, pairs.length - 1));
    if (pairs.length === 0 || random.chance(0.2))
      pairs.push([pick([...ODD, 'Body', 'NumMedia', 'MediaUrl0', 'From', 'OptOutType', 'MessageStatus']), pick(ODD)]);
    else if (random.chance(0.25)) pairs.splice(at, 1);
    else if (random.chance(0.2)) pairs[at] = [pick(ODD), pairs[at][1]];
    else pairs[at] = [pairs[at][0], pick(ODD)];
  }
  return Buffer.from(formBody(pairs));
}
function mutateJson(body) {
  let value;
  try {
    value = JSON.parse(body.toString());
  } catch {
    return mutateBytes(body);
  }
  const places = [];
  (function walk(node) {
    if (node && typeof node === 'object')
      for (const key of Object.keys(node)) {
        places.push([node, key]);
        walk(node[key]);
      }
  })(value);
  for (let n = random.between(1, 4); n > 0 && places.length > 0; n -= 1) {
    const [node, key] = pick(places);
    if (random.chance(0.25)) delete node[key];
    else if (random.chance(0.2) && places.length > 1) node[key] = pick(places)[0];
    else node[key] = random.chance(0.5) ? pick(ODD_VALUES) : pick(ODD);
  }
  try {
    return Buffer.from(JSON.stringify(value) ?? '');
  } catch {
    return mutateBytes(body); // it swallowed itself
  }
}

function mutated() {
  const c = pick(cases);
  const json = c.provider === 'whatsapp-cloud';
  const structured = random.chance(0.7);
  const body = structured ? (json ? mutateJson(c.body) : mutateForm(c.body)) : mutateBytes(c.body);
  const headers = { ...c.headers };
  let path = c.path;
  if (random.chance(0.1))
    path =
      path.split('?')[0] + pick(['?a=%', '?bodySHA256=x', '?ref=' + 'r'.repeat(500), "?x='%22", '?', '/status?ref=1']);
  for (const name of Object.keys(headers)) if (/signature/i.test(name)) delete headers[name];
  if (random.chance(0.05))
    headers['Content-Type'] = pick([
      'text/plain',
      'application/json',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded',
      '',
    ]);
  const signed = random.chance(0.66);
  if (signed && json) headers['X-Hub-Signature-256'] = metaSignature(SECRET, body);
  else if (signed) headers['X-Twilio-Signature'] = twilioSignature(TOKEN, BASE + path, body.toString());
  else if (random.chance(0.7))
    headers[json ? 'X-Hub-Signature-256' : 'X-Twilio-Signature'] = pick([
      ...ODD.filter((v) => /^[\x20-\x7e]*$/.test(v)),
      'sha256=' + '0'.repeat(64),
      metaSignature('other', body),
      twilioSignature('other', BASE + path, body.toString()),
      'A'.repeat(28),
    ]);
  return {
    method: random.chance(0.95) ? 'POST' : pick(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD']),
    path,
    headers,
    body,
    signed,
  };
}

const folder = mkdtempSync(join(tmpdir(), 'vigente-mutations-'));
const port = 22_000 + (process.pid % 9_000);
const env = {
  ...process.env, VIGENTE_DATA: join(folder, 'data'), VIGENTE_KEYS_FOLDER: join(folder, 'keys'), LOG_LEVEL: 'silent', PORT: String(port),
  VIGENTE_KEYS: `k1:${randomBytes(32).toString('base64')}`, VIGENTE_INDEX_KEY: randomBytes(32).toString('base64'),
  PUBLIC_URL: BASE, TWILIO_AUTH_TOKEN: TOKEN, WHATSAPP_APP_SECRET: SECRET, WHATSAPP_VERIFY_TOKEN: 'test-verify-token',
}; // prettier-ignore
const app = await openApp(readConfig(env), { say: () => {} });
let server;
try {
  await claimKind(app.services.store, 'real');
  // The whole program: what gets through is also applied, by the worker.
  server = spawn(process.execPath, [here('../bin/vigente.js'), 'start', '--port', String(port)], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let gone = null;
  server.once('exit', (code, signal) => (gone = `${code ?? signal}`));
  for (let n = 0; n < 300; n += 1) {
    if (
      await fetch(`http://127.0.0.1:${port}/healthz`).then(
        (r) => r.ok,
        () => false,
      )
    )
      break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const agent = new http.Agent({ keepAlive: true, maxSockets: 32 });
  const statuses = {};
  let unsignedAccepted = 0;
  let unanswered = 0;
  const examples = [];
  let made = 0;
  const send = ({ method, path, headers, body, signed }) =>
    new Promise((resolve) => {
      const request = http.request(
        { agent, host: '127.0.0.1', port, method, path, headers: { ...headers, 'Content-Length': body.length } },
        (response) => {
          response.resume();
          response.once('end', () => {
            const status = response.statusCode;
            statuses[status] = (statuses[status] ?? 0) + 1;
            // The handshake of Meta carries a token of its own, and no signature.
            const handshake = method === 'GET' && path.includes('hub.verify_token=test-verify-token');
            if (!signed && status >= 200 && status < 300 && !handshake) unsignedAccepted += 1;
            if (status >= 500) examples.push(`${method} ${path.slice(0, 60)} → ${status}`);
            resolve();
          });
        },
      );
      request.setTimeout(20_000, () => request.destroy());
      request.once('error', (error) => {
        // A body that is refused unread closes the connection.
        if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') unanswered += 1;
        else statuses[error.code] = (statuses[error.code] ?? 0) + 1;
        resolve();
      });
      request.end(body);
    });
  const started = performance.now();
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      while (made < count && gone === null) {
        made += 1;
        let request;
        try {
          request = mutated();
          await send(request);
        } catch {
          made -= 1; // a header that Node itself does not send
        }
        if (made % 20_000 === 0) process.stderr.write(`${made} …\n`);
      }
    }),
  );
  const alive =
    gone === null &&
    (await fetch(`http://127.0.0.1:${port}/healthz`).then(
      (r) => r.ok,
      () => false,
    ));
  const fiveHundreds = Object.entries(statuses).reduce((sum, [status, n]) => sum + (/^5/.test(status) ? n : 0), 0);
  const result = {
    name: 'mutations', engine: app.server.engine, value: made, unit: 'requests', seconds: Math.round((performance.now() - started) / 1000), statuses, fiveHundreds,
    unsignedAccepted, unanswered, alive, crashed: gone, stored: await app.services.store.inbound.countDocuments({}), examples: examples.slice(0, 10),
  }; // prettier-ignore
  console.log(process.argv.includes('--json') ? JSON.stringify([result]) : JSON.stringify(result, null, 1));
  if (!alive || fiveHundreds > 0 || unsignedAccepted > 0 || unanswered > 0) process.exitCode = 1;
} finally {
  server?.kill('SIGKILL');
  await app.stop();
  rmSync(folder, { recursive: true, force: true });
}
