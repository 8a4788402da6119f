/** What somebody hostile sends, raw, and what must never come back. */
import { request as httpRequest } from 'node:http';

export const MARK = 'hostil';
/** Operators, prototype pollution, formulas, scripts, paths, headers, templates, length, odd bytes. */
export const SEEDS = [
  '{"$ne":null}', '{"$gt":""}', '[$ne]', '$where', '{"$regex":".*"}', "'; return true; var x='", '__proto__', 'constructor.prototype', 'constructor', 'toString',
  '{"__proto__":{"role":"TIC"}}', '=cmd|\' /C calc\'!A0', '+HYPERLINK("http://x")', '@SUM(1)', `<script>${MARK}()</script>`, `"><img src=x onerror=${MARK}()>`, `javascript:${MARK}()`,
  '<%= process.env %>', '${7*7}', '{{constructor.constructor("return 1")()}}', '../../../etc/passwd', '..%2f..%2fetc%2fpasswd', '%00', '\u0000', '\r\nSet-Cookie: a=b', '%0d%0aX: y',
  'A'.repeat(10_000), '😀'.repeat(500), '\u202e\u0000\uffff', '-1', 'NaN', '1e309', 'null', 'undefined', 'true', '[]', '{}', '%', '%zz', '\\', "' OR 1=1 --", '*', '.', '..',
]; // prettier-ignore
export const NAMES = [
  'name',
  'password',
  'code',
  'key',
  'what',
  'why',
  'alarm',
  'programme',
  'by',
  'sure',
  'name[$ne]',
  '__proto__[x]',
  'constructor[prototype][x]',
  'why[]',
  'key[$gt]',
];

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: NodeJS.Dict<string | string[]>;
}

/** Raw, so that no client mends what is sent. */
export function sendRaw(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string>,
  body = '',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, method, path, headers: { ...headers, 'content-length': Buffer.byteLength(body) } },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }));
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

export const safe = (text: string) => encodeURIComponent(text.slice(0, 2_000).replace(/[\ud800-\udfff]/g, ''));
export const visible = (text: string) => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 1_000);

/** Markup that came back, what only the machine knows, or a header of somebody else's making. */
export const leaksIn = (answer: Answer): boolean =>
  answer.body.includes(`<script>${MARK}`) || answer.body.includes(`<img src=x onerror=${MARK}`) || /root:x:0|at \/|node_modules|MongoServer|BSON/.test(answer.body) ||
  answer.headers['x'] !== undefined || /a=b/.test(String(answer.headers['set-cookie'] ?? '')); // prettier-ignore
