import { race } from './race.js';

race(60, 12);
