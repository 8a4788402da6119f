import { databaseProperties } from './database.js';

databaseProperties(1);
