/**
 * Shrinks a photo off the main thread. Answers with a JPEG, or null: send the original.
 * In: {file, target (long edge, px), isSmall (few bytes), isFast (the line moves the original)}.
 */

const QUALITY = 0.85;
// What the server takes (app/domain/documents.py): above it the original cannot be sent at all.
const MAX_PIXELS = 50_000_000;
const MAX_SIDE = 12_000;

onmessage = async ({ data }) => {
  try {
    postMessage(await shrink(data));
  } catch {
    postMessage(null);
  }
};

async function shrink({ file, target, isSmall, isFast }) {
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  const { width, height } = image;
  const longEdge = Math.max(width, height);
  const isTaken = width * height <= MAX_PIXELS && longEdge <= MAX_SIDE;
  if (isTaken && (isFast || (isSmall && longEdge <= target))) return null;
  const scale = Math.min(1, target / longEdge);
  const canvas = draw(image, Math.round(width * scale), Math.round(height * scale));
  image.close();
  // Some phones decode a huge photo to one flat colour; the original is better than that.
  if (isUniform(canvas)) return null;
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
  return isTaken && blob.size >= file.size ? null : blob;
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

function isUniform(canvas) {
  const sample = draw(canvas, 16, 16).getContext("2d").getImageData(0, 0, 16, 16).data;
  return Math.max(...sample.filter((_, i) => i % 4 < 3)) - Math.min(...sample) < 4;
}
