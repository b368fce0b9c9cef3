/**
 * Verify a webhook (Standard Webhooks) with nothing but Node (18 or later).
 *
 *     node verify_webhook.mjs SECRET WEBHOOK_ID WEBHOOK_TIMESTAMP WEBHOOK_SIGNATURE BODY_FILE
 *
 * Verify the bytes of the body as they came: JSON that was read and written again has other bytes.
 * A signature does not say that the event comes for the first time: remember each `webhook-id` you
 * took, and ignore a `revision` not higher than the last one you took for the same resource.
 */

import { createHmac, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Older, or further in the future, is taken for a replay. */
const TOLERANCE_SECONDS = 300;

/** Return the event, or null when the signature does not hold or the time is over. */
export function verify(body, headers, secret, now = Date.now() / 1000) {
  const found = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const stamp = found["webhook-timestamp"] ?? "";
  if (!/^\d+$/.test(stamp) || Math.abs(now - Number(stamp)) > TOLERANCE_SECONDS) return null;
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const mac = createHmac("sha256", key).update(`${found["webhook-id"]}.${stamp}.`).update(body);
  const expected = Buffer.from(`v1,${mac.digest("base64")}`);
  // While a secret is changed there are two signatures, parted by a blank.
  const holds = (found["webhook-signature"] ?? "").split(" ").some((each) => {
    const given = Buffer.from(each);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  return holds ? JSON.parse(body.toString()) : null;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [secret, id, timestamp, signature, path] = process.argv.slice(2);
  const headers = {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signature,
  };
  const event = verify(readFileSync(path), headers, secret);
  console.log(event ? JSON.stringify(event) : "NOT VALID");
  process.exit(event ? 0 : 1);
}
