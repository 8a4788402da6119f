/** WhatsApp straight from Meta: plain HTTPS, no library. */
import type { Capabilities, ChannelPort } from '../port.js';
import { graph, type GraphAccess } from './graph.js';
import { fetchCloudMedia } from './media.js';
import { probeCloud } from './probe.js';
import { sendThrough } from './send.js';
import { cloudTemplates } from './templates.js';

export interface WhatsappCloudOptions extends GraphAccess {
  /** phone_number_id */
  readonly phoneId: string;
  /** WhatsApp Business account, for templates and the webhook. */
  readonly businessId?: string;
  /** Messages a second; Meta gives a number 80 unless it was asked for more. */
  readonly perSecond?: number;
  /** What opens a list of more than three answers, 20 characters at most. */
  readonly listLabel?: string;
}

/** No `find`: Meta cannot be asked for a message, its receipts bring our reference back. */
export function whatsappCloudChannel(options: WhatsappCloudOptions): ChannelPort {
  const { phoneId, businessId, perSecond = 80, listLabel = 'Menú' } = options;
  const api = graph(options);
  const carries = ['whatsapp'] as const;
  const capabilities: Capabilities = {
    buttons: 3,
    rows: 10,
    maxLength: 4096,
    windowHours: 24,
    needsTemplate: true,
    opens: true,
    receipts: true,
    perSecond,
    pair: { seconds: 6, burst: 45 },
  };
  return {
    id: 'whatsapp-cloud',
    carries,
    reaches: 'real',
    capabilities,
    send: (message) => sendThrough(api, { carries, capabilities, phoneId, listLabel }, message),
    fetchMedia: (media) => fetchCloudMedia(api, media),
    ...(businessId === undefined ? {} : { templates: () => cloudTemplates(api, businessId) }),
    probe: () => probeCloud(api, phoneId, businessId ?? null),
  };
}
