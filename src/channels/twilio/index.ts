export { twilioIngress, type TwilioIngressOptions } from './ingress.js';
export { twilioChannels, type TwilioChannelOptions } from './channels.js';
export { twilioFailure } from './failures.js';
export { twilioLookup, type LineType, type Lookup } from './lookup.js';
