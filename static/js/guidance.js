/** Where a face is before the camera, told by the server from small pictures that nobody keeps. */

const [LONG_SIDE, QUALITY] = [320, 0.6];
const GAP_MS = 600;
const PATIENCE_MS = 1500;
// After so many answers that failed or came late it stays quiet.
const MOST_MISSED = 3;
const [FAR_ASIDE, FAR_OFF, SMALL, LARGE, DIM] = [0.14, 0.18, 0.26, 0.8, 70];

/** Return the name of the cue for what the server saw. Left and right are the customer's own. */
export function cueFor({ face, dx, dy, size, light }) {
  if (light < DIM) return "light";
  if (!face) return "look";
  if (size < SMALL) return "closer";
  if (size > LARGE) return "back";
  // The picture is not mirrored: its right is the customer's left.
  if (Math.abs(dx) > FAR_ASIDE) return dx > 0 ? "right" : "left";
  if (Math.abs(dy) > FAR_OFF) return dy > 0 ? "lower" : "higher";
  return "hold";
}

/**
 * Ask about `video` again and again and call `tell(cue)`, until `signal` is aborted or the line is
 * too slow for it to be of use.
 */
export async function guide(video, { url, token }, tell, signal) {
  for (let missed = 0; !signal.aborted && missed < MOST_MISSED; ) {
    const began = performance.now();
    const found = await ask(video, url, token, signal);
    if (signal.aborted) return;
    if (found) tell(cueFor(found));
    missed = found ? 0 : missed + 1;
    await new Promise((go) => setTimeout(go, GAP_MS - (performance.now() - began)));
  }
}

async function ask(video, url, token, signal) {
  const canvas = document.createElement("canvas");
  const scale = LONG_SIDE / Math.max(video.videoWidth, video.videoHeight);
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((give) => canvas.toBlob(give, "image/jpeg", QUALITY));
  const form = new FormData();
  form.set("csrf_token", token);
  form.set("frame", blob, "frame.jpg");
  const late = new AbortController();
  const stop = () => late.abort();
  const patience = setTimeout(stop, PATIENCE_MS);
  signal.addEventListener("abort", stop);
  try {
    const answer = await fetch(url, { method: "POST", body: form, signal: late.signal });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  } finally {
    clearTimeout(patience);
    signal.removeEventListener("abort", stop);
  }
}
