/** The root of a Merkle tree over some heads (RFC 6962: leaves and nodes hash under different prefixes), base64url. */
import { createHash } from 'node:crypto';

export function merkleRoot(leaves: readonly string[]): string {
  if (leaves.length === 0) return hash(Buffer.alloc(0)).toString('base64url');
  let level = leaves.map((leaf) => hash(Buffer.concat([LEAF, Buffer.from(leaf)])));
  while (level.length > 1) {
    const above: Buffer[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at] as Buffer, level[at + 1]];
      above.push(right ? hash(Buffer.concat([NODE, left, right])) : left);
    }
    level = above;
  }
  return (level[0] as Buffer).toString('base64url');
}

const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);
const hash = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
