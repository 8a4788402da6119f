/** Signed Twilio messages over keep-alive connections, each unlike the others, made before they are sent. */
import { connect } from 'node:net';
import { formBody, twilioSignature } from '../../tests/fixtures/providers/sign.mjs';

const URL_OF = 'https://bot.example.org/webhooks/twilio';

export function requests(count, from = 0) {
  return Array.from({ length: count }, (_, index) => {
    const n = from + index;
    const sid = `SM${n.toString(16).padStart(32, '0')}`;
    const pairs = [
      ['ToCountry', 'CL'], ['SmsMessageSid', sid], ['NumMedia', '0'], ['SmsSid', sid], ['SmsStatus', 'received'], ['Body', 'Sí, todavía la necesito'],
      ['To', '+56448906100'], ['NumSegments', '1'], ['MessageSid', sid], ['AccountSid', 'AC00000000000000000000000000000001'],
      ['From', `+5698${String(1_000_000 + (n % 900_000)).padStart(7, '0')}`], ['ApiVersion', '2010-04-01'],
    ]; // prettier-ignore
    const body = formBody(pairs);
    return Buffer.from(
      `POST /webhooks/twilio HTTP/1.1\r\nHost: bot.example.org\r\nContent-Type: application/x-www-form-urlencoded; charset=UTF-8\r\nX-Twilio-Signature: ${twilioSignature('test-twilio-token', URL_OF, pairs)}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  });
}

/** Sends all; `perSecond` null = as fast as answers come. Returns {seconds, statuses, times (ms, sorted)}; times count from when each was due. */
export async function drive(port, messages, { connections = 128, perSecond = null } = {}) {
  const statuses = {};
  const times = [];
  let next = 0;
  const started = performance.now();
  const dueAt = (n) => (perSecond === null ? performance.now() : started + (n * 1000) / perSecond);
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect(port, '127.0.0.1').setNoDelay(true);
      let answered = () => {};
      let failed = () => {};
      socket.on('data', (data) => answered(data));
      socket.on('error', (error) => failed(error));
      while (next < messages.length) {
        const n = next++;
        const due = dueAt(n);
        const early = due - performance.now();
        if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
        const data = await new Promise((resolve, reject) => {
          answered = resolve;
          failed = reject;
          socket.write(messages[n]);
        });
        const status = data.subarray(9, 12).toString();
        statuses[status] = (statuses[status] ?? 0) + 1;
        times.push(performance.now() - due);
      }
      socket.destroy();
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  times.sort((a, b) => a - b);
  return { seconds, statuses, times };
}
