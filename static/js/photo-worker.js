/**
 * Shrinks a photo off the main thread, and looks whether it can be read.
 * In: {file, target (long edge, px), policy, isFast (the line moves the original), isFace, isGlance
 * (look only)}. Out: {photo: a JPEG, or null for the original, hint: a name, or null}.
 */

importScripts("./photo-look.js");

const QUALITY = 0.85;
const SMALL_BYTES = 1.5 * 1024 * 1024;
// What the server takes (app/domain/documents.py): above it the original cannot be sent at all.
const MAX_PIXELS = 50_000_000;
const MAX_SIDE = 12_000;
const MAX_BYTES = 12 * 1024 * 1024;
// Long edge in pixels of the copy that is looked at.
const LOOK_SIDE = 640;

onmessage = async ({ data }) => {
  try {
    postMessage(await work(data));
  } catch {
    postMessage({ photo: null, hint: null });
  }
};

async function work(order) {
  const image = await createImageBitmap(order.file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LOOK_SIDE / Math.max(image.width, image.height));
  const { width, height } = image;
  const small = draw(image, Math.round(width * scale), Math.round(height * scale));
  const pixels = small.getContext("2d").getImageData(0, 0, small.width, small.height);
  // Some phones decode a huge photo to one flat colour, which tells nothing of the photo.
  const isLost = isUniform(pixels.data);
  const original = isOriginal(image, order);
  // What is only glanced at has no target, so that no size is too small (NaN compares with nothing).
  const sent = original ? 1 : Math.min(1, order.target / Math.max(width, height));
  const hint = isLost ? null : self.look(pixels, order.isFace, sent / scale);
  const photo = isLost || original || order.isGlance ? null : await shrink(image, sent, order.file);
  image.close();
  return { photo, hint };
}

/** Tell whether the server takes the photo as it is. */
function isTaken({ width, height }, file) {
  const isLarge = width * height > MAX_PIXELS || Math.max(width, height) > MAX_SIDE;
  return !isLarge && file.size <= MAX_BYTES;
}

/** Tell whether the photo is to be sent as it is. */
function isOriginal(image, { file, target, policy, isFast }) {
  const isSmall = file.size <= SMALL_BYTES && Math.max(image.width, image.height) <= target;
  const asItIs = policy !== "optimised" && (isFast || isSmall);
  return asItIs && isTaken(image, file);
}

async function shrink(image, scale, file) {
  const canvas = draw(image, Math.round(image.width * scale), Math.round(image.height * scale));
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
  return isTaken(image, file) && blob.size >= file.size ? null : blob;
}

function draw(image, width, height) {
  const canvas = new OffscreenCanvas(Math.max(1, width), Math.max(1, height));
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function isUniform(pixels) {
  let low = 255;
  let high = 0;
  for (let i = 0; i < pixels.length; i += 1) {
    // Every fourth value says how opaque the pixel is.
    if (i % 4 === 3) continue;
    low = Math.min(low, pixels[i]);
    high = Math.max(high, pixels[i]);
  }
  return high - low < 4;
}
