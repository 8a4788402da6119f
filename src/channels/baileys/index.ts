export { baileysChannel, type BaileysOptions } from './channel.js';
