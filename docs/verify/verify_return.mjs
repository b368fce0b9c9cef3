/**
 * Verify a signed return, offline, with nothing but Node (18 or later).
 *
 *     node verify_return.mjs 'https://shop.example/return?info=success&request=...' SECRET
 *
 * A signature says that the portal sent this customer back, and when. It does not say that this is
 * the first time: refuse a `time` older than a few minutes, and a `revision` not higher than the
 * last one you took for the same `request`.
 */

import { createHmac, timingSafeEqual } from "node:crypto";
import { fileURLToPath } from "node:url";

const NAMES = ["request", "revision", "info", "time"];

/** Return request, revision, info and time, or null when the signature does not hold. */
export function verify(url, secret) {
  const query = new URL(url).searchParams;
  if ([...NAMES, "signature"].some((name) => query.getAll(name).length !== 1)) return null;
  const values = Object.fromEntries(NAMES.map((name) => [name, query.get(name)]));
  const text = ["kyc-return-v1", ...Object.values(values)].join("\n");
  const expected = Buffer.from(`v1-${createHmac("sha256", secret).update(text).digest("hex")}`);
  // While a secret is changed there are two signatures, parted by a dot.
  const holds = query.get("signature").split(".").some((each) => {
    const given = Buffer.from(each);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  return holds ? values : null;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = verify(process.argv[2], process.argv[3]);
  console.log(found ? JSON.stringify(found) : "NOT VALID");
  process.exit(found ? 0 : 1);
}
