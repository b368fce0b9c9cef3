/** Getting one picked file to the server: shrink it if it must be, send it, try again on a bad line. */

const RETRIES = 5;
const PATIENCE_MS = 4000; // An original that the line moves within this is sent as it is.
const STALL_MS = 30_000;
const WORKER_MS = 15_000;
const SPEED = "uplink-bytes-per-ms";

let worker;

/**
 * Return {photo, hint} for a picked file: the blob to send, itself or a smaller JPEG of it, and what
 * keeps it from being read (photo-look.js) or null. `how` is {target, policy, isFace}. An aborted
 * `signal` ends the work, and what is returned is of no use.
 */
export async function prepare(file, how, signal) {
  // PDF and HEIC go as they are: browsers cannot shrink the one and most cannot read the other.
  const isReadable = /^image\/(jpeg|png|webp)$/.test(file.type) && window.OffscreenCanvas;
  if (!isReadable) return { photo: file, hint: null };
  const found = await askWorker({ file, ...how, isFast: isFast(file.size) }, signal);
  return { photo: found?.photo ?? file, hint: found?.hint ?? null };
}

/** Return what keeps a picture of a document from being read, or null. */
export async function glance(file, signal) {
  if (!window.OffscreenCanvas) return null;
  return (await askWorker({ file, isGlance: true }, signal))?.hint ?? null;
}

/** Fetch the worker before the first photo needs it. */
export function warmUp() {
  if (window.OffscreenCanvas) worker ??= newWorker();
}

function newWorker() {
  const made = new Worker(new URL("./photo-worker.js", import.meta.url));
  made.onerror = () => {
    // Its script did not come, before anybody asked: the next photo tries again.
    if (worker === made) worker = undefined;
  };
  return made;
}

/**
 * Post `fields` to `url`. Answers {kind: "stored" | "refused" | "tooLarge" | "moved" | "lost", …}.
 * `hooks.progress(percent)` and `hooks.retrying(n)` tell how it goes. An aborted `signal` ends it as
 * lost, unless all bytes have left: then the server's answer still counts.
 */
export async function send(url, fields, hooks, signal) {
  for (let failures = 0; ; ) {
    const answer = await post(url, fields, hooks.progress, signal);
    if (answer) return answer;
    failures += 1;
    if (failures > RETRIES || !navigator.onLine || signal.aborted) return { kind: "lost" };
    hooks.retrying(failures);
    await sleep(pause(failures), signal);
    if (signal.aborted) return { kind: "lost" };
  }
}

function sleep(milliseconds, signal) {
  return new Promise((done) => {
    setTimeout(done, milliseconds);
    signal.addEventListener("abort", done, { once: true });
  });
}

/** Return a part of a hundred as the page's language writes it, in digits from 0 to 9. */
export function asPercent(part) {
  const language = `${document.documentElement.lang}-u-nu-latn`;
  return new Intl.NumberFormat(language, { style: "percent" }).format(part / 100);
}

/** Return a fresh key; `randomUUID` is missing where the page came by plain http. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Return milliseconds to wait: 2, 4, 8, 16 seconds and no more, give or take a fifth. */
function pause(failures) {
  return Math.min(2 ** failures, 16) * 1000 * (0.8 + Math.random() * 0.4);
}

function isFast(bytes) {
  const speed = Number(sessionStorage.getItem(SPEED));
  return !navigator.connection?.saveData && speed > 0 && bytes / speed <= PATIENCE_MS;
}

function askWorker(message, signal) {
  worker ??= newWorker();
  const asked = worker;
  return new Promise((answer) => {
    const end = (found) => {
      clearTimeout(patience);
      signal.removeEventListener("abort", giveUp);
      answer(found);
    };
    const giveUp = () => {
      // Asked again while it is busy, it would answer the next question with this photo.
      worker = undefined;
      asked.terminate();
      end(null);
    };
    const patience = setTimeout(giveUp, WORKER_MS);
    signal.addEventListener("abort", giveUp);
    asked.onmessage = ({ data }) => end(data);
    asked.onerror = giveUp;
    asked.postMessage(message);
  });
}

/** Post once; answers null where trying again may help: no answer, a stall, or a fault of ours. */
function post(url, fields, progress, signal) {
  return new Promise((answer) => {
    const request = new XMLHttpRequest();
    const began = performance.now();
    let stall;
    const stop = () => request.abort();
    const watch = () => {
      clearTimeout(stall);
      stall = setTimeout(stop, STALL_MS);
    };
    signal.addEventListener("abort", stop);
    request.upload.onprogress = ({ loaded, total }) => {
      watch();
      progress(Math.round((loaded / total) * 100));
    };
    request.upload.onload = ({ loaded }) => {
      sessionStorage.setItem(SPEED, loaded / (performance.now() - began));
      signal.removeEventListener("abort", stop);
    };
    request.onloadend = () => {
      clearTimeout(stall);
      signal.removeEventListener("abort", stop);
      answer(read(request));
    };
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    watch();
    request.send(fields);
  });
}

function read(request) {
  const { status } = request;
  if (status === 0 || status === 429 || status >= 500) return null;
  if (status === 413) return { kind: "tooLarge" };
  const isJson = request.getResponseHeader("Content-Type")?.startsWith("application/json");
  // A page instead of JSON: this step is no longer the customer's next, or the session has ended.
  if (!isJson) return { kind: "moved", url: request.responseURL };
  return { kind: status === 200 ? "stored" : "refused", ...JSON.parse(request.responseText) };
}
