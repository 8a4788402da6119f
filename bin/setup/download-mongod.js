/** Runs in a process of its own, so that it can be ended when nothing arrives. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { MongoBinary } = require('mongodb-memory-server-core/lib/util/MongoBinary');

// Exactly this folder: not a binary that another program left in its own cache, and may remove.
process.env.MONGOMS_PREFER_GLOBAL_PATH = 'false';
await MongoBinary.getPath({ downloadDir: process.argv[2], checkMD5: true });
