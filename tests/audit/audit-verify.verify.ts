import { injected } from './injected.js';

injected(1_000);
