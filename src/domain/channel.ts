/** Ways to reach a person, as data (DESIGN §7). */
export const CHANNELS = ['sms', 'whatsapp', 'portal', 'operator'] as const;
export type Channel = (typeof CHANNELS)[number];
