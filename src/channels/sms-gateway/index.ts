export { smsGatewayHttp, type SmsGatewayHttpOptions } from './http.js';
export { smsGatewayFiles, type SmsGatewayFilesOptions } from './files.js';
export { smsGatewayIngress, type SmsGatewayIngressOptions } from './ingress.js';
export { smsGatewayFailure } from './failures.js';
export type { FileTrouble } from './in-folder.js';
