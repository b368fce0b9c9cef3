/**
 * Verify a proof of deletion, offline, with nothing but Node (18 or later).
 *
 *     node verify_deletion.mjs proof-of-deletion.json PUBLIC_KEY
 *
 * PUBLIC_KEY is one of those that https://YOUR-PORTAL/privacy/proof-keys tells; note it when you
 * can, and not out of the proof itself, which anybody could have signed with a key of their own.
 * Prints what was deleted and ends with 0, or ends with 1.
 */

import { createPublicKey, verify as verifySignature } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Return what the proof states, or null when its signature does not hold under this key. */
export function verify(proof, publicKey) {
  try {
    const x = Buffer.from(publicKey, "base64").toString("base64url");
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
    const signature = Buffer.from(proof.signature, "base64");
    // The signature covers the text of the statement, byte for byte.
    if (!verifySignature(null, Buffer.from(proof.statement), key, signature)) return null;
    const statement = JSON.parse(proof.statement);
    return statement.type === "proof-of-deletion" ? statement : null;
  } catch {
    return null;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [file, publicKey] = process.argv.slice(2);
  const found = verify(JSON.parse(readFileSync(file, "utf8")), publicKey);
  console.log(found ? JSON.stringify(found, null, 2) : "NOT VALID");
  process.exit(found ? 0 : 1);
}
