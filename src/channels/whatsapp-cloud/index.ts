export { whatsappCloudIngress, type WhatsappCloudIngressOptions } from './ingress.js';
export { whatsappCloudChannel, type WhatsappCloudOptions } from './channel.js';
export { whatsappCloudFailure } from './failures.js';
