/** SMS through an aggregator that exchanges files: messages out in one folder, answers and receipts in from another. */
import { randomBytes } from 'node:crypto';
import { access, constants, mkdir } from 'node:fs/promises';
import type { Clock } from '../../domain/clock.js';
import { UserError, type SendFailure } from '../../domain/failure.js';
import type { PhoneCountry } from '../../domain/phone.js';
import type { ChannelPort, OutboundMessage, Probe, SendResult } from '../port.js';
import { watchFolder, type FileTrouble } from './in-folder.js';
import { Doubtful, OutFiles } from './out-files.js';
import { CARRIES, refusalOf, SMS } from './short-messages.js';

export interface SmsGatewayFilesOptions {
  /** The gateway picks up from here. */
  readonly outFolder: string;
  /** The gateway puts answers and receipts here. */
  readonly inFolder: string;
  readonly clock: Clock;
  /** Messages a second that the contract allows; 0 (default) = no limit. */
  readonly perSecond?: number;
  /** Of numbers that come without their country. Default CL. */
  readonly country?: PhoneCountry;
  /** Milliseconds that messages are collected for one file, 1,000 at most. Default 500. */
  readonly collectMs?: number;
  /** Messages of one file, 5,000 at most (default). */
  readonly lines?: number;
  /** Milliseconds between two looks into `inFolder`. Default 3,000. */
  readonly intervalMs?: number;
  /**
   * 32 bytes that key the ids of answers without one; the same after every start. Default: drawn at this start, so that such an
   * answer counts again when its file is put back after the next.
   */
  readonly idKey?: Buffer;
  /** Told once of a file that somebody must look at, for nothing else would show it. */
  readonly onTrouble?: (code: FileTrouble) => void;
}

/**
 * The channel `sms-gateway` over files. `send` waits for the file, so messages must be sent side by side, not one by one.
 * Throws UserError when `idKey` has not 32 bytes.
 */
export function smsGatewayFiles(options: SmsGatewayFilesOptions): ChannelPort {
  const { outFolder, inFolder, clock, country = 'CL', perSecond = 0, intervalMs = 3000 } = options;
  const { idKey = randomBytes(32), onTrouble = () => undefined } = options;
  if (idKey.length !== 32) throw new UserError('sms-gateway-key', 'The key of the SMS gateway must have 32 bytes.');
  const files = new OutFiles({
    folder: outFolder,
    clock,
    collectMs: Math.min(options.collectMs ?? 500, 1000),
    lines: Math.min(options.lines ?? 5000, 5000),
  });

  async function send(message: OutboundMessage): Promise<SendResult> {
    const refused = refusalOf(message);
    if (refused) return { ok: false, failure: refused };
    try {
      await files.write({ id: message.id, number: message.to, text: message.text });
      return { ok: true, providerId: message.id };
    } catch (error) {
      return { ok: false, failure: diskFailure(error) };
    }
  }
  return {
    id: 'sms-gateway',
    carries: CARRIES,
    reaches: 'real',
    capabilities: { ...SMS, receipts: false, perSecond },
    send,
    probe: async () => [await probeFolder('out', outFolder), await probeFolder('in', inFolder)],
    listen: (deliver) =>
      watchFolder({ folder: inFolder, clock, country, idKey, intervalMs, deliver, onTrouble }).catch((error: unknown) =>
        Promise.reject(
          new UserError(
            'sms-gateway-folder',
            `The folder of the SMS gateway's answers cannot be used (${errorCode(error)}).`,
            'Make it, or give this program the right to write in it.',
          ),
        ),
      ),
  };
}

/** A full disk or a missing right is ours to mend; the message waits. */
function diskFailure(error: unknown): SendFailure {
  if (error instanceof Doubtful) return { kind: 'unknown', retryable: true, code: `file-${errorCode(error.cause)}` };
  return { kind: 'misconfigured', retryable: true, code: `file-${errorCode(error)}` };
}

const errorCode = (error: unknown): string => (error as NodeJS.ErrnoException | undefined)?.code ?? 'error';

async function probeFolder(which: 'out' | 'in', folder: string): Promise<Probe> {
  const name = `sms-gateway ${which} folder`;
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.R_OK | constants.W_OK);
    return { name, ok: true, what: 'can be read and written', hint: '' };
  } catch (error) {
    return { name, ok: false, what: errorCode(error), hint: `Make ${folder} and let this program write in it.` };
  }
}
