/** A part of what `npm run verify` plays (database.verify.ts). */
import { databaseProperties } from './database.js';

databaseProperties(0.02);
