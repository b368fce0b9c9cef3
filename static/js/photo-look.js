/**
 * What keeps a photo from being read, seen on a small copy of it: "small" (too far away), "blurry",
 * "glare", "dark" or "cut". Only the first of these is told. Thresholds are far on the safe side: a wrong alarm costs
 * a good photo, while the server judges every photo again.
 */

const TILE = 32;
const CELL = 4;
// Mean square of the Laplacian in the sharpest tenth of the tiles, contrast evened out.
const SHARP = 120;
// Mean grey, and grey of the lightest twentieth: a white card on a black table is well lit.
const DARK = [45, 120];
// Every channel above it: nothing of the drawing is left.
const BURNT = 250;
const GLARE_SHARE = 0.004;
// Right around a reflection it is almost burnt, some way off it is not.
const [FADING, SURROUNDINGS] = [215, 245];
// Shares of an edge of the picture that the paper covers: it leaves the picture, or does not.
const [LEAVES, CLEAR] = [0.15, 0.05];
// A step between cells that is drawn and no noise, and how many pixels of the photo that is sent all
// that is drawn must span: of drawn papers the server reads some down to 225 pixels, none below.
const [DRAWN, LEGIBLE] = [16, 220];

/**
 * Return the name of the first fault of a picture (ImageData), or null. `scale` is how many pixels
 * of the photo that is sent one of this copy stands for.
 */
self.look = (pixels, isFace, scale) => {
  const found = measure(pixels);
  // A face has too few edges to tell how sharp it is, and nothing to reflect or to cut.
  if (isFace) return found.isDark ? "dark" : null;
  // So small, it has too few edges to tell how sharp it is.
  if (!found.isDark && found.span * scale < LEGIBLE) return "small";
  // In the dark there is no sharpness to be judged.
  if (!found.isDark && found.sharpness < SHARP) return "blurry";
  if (found.glare > GLARE_SHARE) return "glare";
  if (found.isDark) return "dark";
  return found.isCut ? "cut" : null;
};

/** Return the measures behind `look`. */
function measure({ data, width, height }) {
  const grey = new Float32Array(width * height);
  const least = new Uint8Array(width * height);
  const counts = new Uint32Array(256);
  let sum = 0;
  for (let i = 0, at = 0; i < grey.length; i += 1, at += 4) {
    grey[i] = 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2];
    least[i] = Math.min(data[at], data[at + 1], data[at + 2]);
    counts[grey[i] | 0] += 1;
    sum += grey[i];
  }
  const level = (share) => levelAt(counts, share * grey.length);
  const cells = toCells(grey, width, height);
  return {
    isDark: sum / grey.length < DARK[0] && level(0.95) < DARK[1],
    sharpness: sharpness(grey, width, height, level(0.02), level(0.98)),
    glare: glare(toCells(least, width, height), cells),
    isCut: leavesPicture(cells),
    span: span(cells),
  };
}

function levelAt(counts, most) {
  let seen = 0;
  return counts.findIndex((count) => (seen += count) >= most);
}

/** As app/analysis/quality.py measures it, on fewer pixels. */
function sharpness(grey, width, height, low, high) {
  // An empty page has nothing that could be blurred.
  if (high - low < 12) return Infinity;
  const gain = (255 / (high - low)) ** 2;
  const tiles = [];
  for (let top = 1; top + TILE < height; top += TILE) {
    for (let left = 1; left + TILE < width; left += TILE) {
      let sum = 0;
      for (let y = top; y < top + TILE; y += 1) {
        for (let i = y * width + left; i < y * width + left + TILE; i += 1) {
          const edge = grey[i - 1] + grey[i + 1] + grey[i - width] + grey[i + width] - 4 * grey[i];
          sum += edge * edge;
        }
      }
      tiles.push((sum * gain) / TILE ** 2);
    }
  }
  tiles.sort((a, b) => a - b);
  const best = tiles.slice(-Math.max(1, Math.round(tiles.length / 10)));
  // The calmest tiles show the noise of the sensor, which must not pass for sharpness.
  return best.reduce((a, b) => a + b, 0) / best.length - tiles[tiles.length >> 2];
}

/** Return means of small squares: {values, width, height}. */
function toCells(grey, width, height) {
  const [across, down] = [Math.floor(width / CELL), Math.floor(height / CELL)];
  const values = new Float32Array(across * down);
  for (let y = 0; y < down * CELL; y += 1) {
    const row = Math.floor(y / CELL) * across;
    for (let x = 0; x < across * CELL; x += 1) {
      values[row + ((x / CELL) | 0)] += grey[y * width + x];
    }
  }
  for (let cell = 0; cell < values.length; cell += 1) values[cell] /= CELL ** 2;
  return { values, width: across, height: down };
}

/** Return how many pixels all but the outermost hundredths of what is drawn span. */
function span({ values, width, height }) {
  const [columns, rows] = [new Uint32Array(width), new Uint32Array(height)];
  let count = 0;
  for (let cell = width; cell < values.length; cell += 1) {
    const [x, y] = [cell % width, Math.floor(cell / width)];
    const step = (other) => Math.abs(values[cell] - values[other]);
    if (!x || Math.max(step(cell - 1), step(cell - width)) < DRAWN) continue;
    columns[x] += 1;
    rows[y] += 1;
    count += 1;
  }
  const extent = (counts) => levelAt(counts, 0.99 * count) - levelAt(counts, 0.01 * count);
  return count ? CELL * Math.max(extent(columns), extent(rows)) : Infinity;
}

/** Return the share of the picture that the largest reflection burns out. */
function glare(least, cells) {
  const { width, height } = least;
  const blob = largest(least, BURNT, true);
  const share = blob.length / (width * height);
  if (share <= GLARE_SHARE) return 0;
  const rim = meanAround(blob, cells, 2);
  const beyond = meanAround(blob, cells, 8);
  return rim >= FADING && beyond <= SURROUNDINGS && rim > beyond ? share : 0;
}

/** Return the mean grey of the cells that lie `far` cells off an area, to each side. */
function meanAround(blob, { values, width, height }, far) {
  const own = new Set(blob);
  let [sum, count] = [0, 0];
  for (const cell of blob) {
    const [x, y] = [cell % width, Math.floor(cell / width)];
    for (const [dx, dy] of [[far, 0], [-far, 0], [0, far], [0, -far]]) {
      const other = (y + dy) * width + x + dx;
      const isInside = x + dx >= 0 && x + dx < width && y + dy >= 0 && y + dy < height;
      if (isInside && !own.has(other)) [sum, count] = [sum + values[other], count + 1];
    }
  }
  return count ? sum / count : 0;
}

/** Tell whether a light page runs out of the picture at one side or two, and at no other. */
function leavesPicture(cells) {
  const { values, width, height } = cells;
  const paper = new Set(largest(cells, otsu(values), false));
  const share = (cells) => cells.filter((cell) => paper.has(cell)).length / cells.length;
  const row = (y) => Array.from({ length: width }, (_, x) => y * width + x);
  const column = (x) => Array.from({ length: height }, (_, y) => y * width + x);
  const covered = [row(0), row(height - 1), column(0), column(width - 1)].map(share);
  const cut = covered.filter((part) => part >= LEAVES).length;
  const clear = covered.filter((part) => part <= CLEAR).length;
  return (cut === 1 || cut === 2) && cut + clear === 4;
}

/** Return the cells of the largest area above `limit`; `isInner` leaves out those at the edge. */
function largest({ values, width, height }, limit, isInner) {
  const seen = new Uint8Array(values.length);
  const queue = new Int32Array(values.length);
  let best = new Int32Array(0);
  let end = 0;
  const visit = (cell) => {
    if (seen[cell] || !(values[cell] > limit)) return;
    seen[cell] = 1;
    queue[end++] = cell;
  };
  for (let start = 0; start < values.length; start += 1) {
    end = 0;
    visit(start);
    let touches = false;
    for (let at = 0; at < end; at += 1) {
      const cell = queue[at];
      const x = cell % width;
      const [isTop, isBottom] = [cell < width, cell >= values.length - width];
      touches ||= isTop || isBottom || x === 0 || x === width - 1;
      if (x) visit(cell - 1);
      if (x < width - 1) visit(cell + 1);
      if (!isTop) visit(cell - width);
      if (!isBottom) visit(cell + width);
    }
    if (end > best.length && !(isInner && touches)) best = queue.slice(0, end);
  }
  return best;
}

/** Return the grey level that parts dark from light best. */
function otsu(values) {
  const counts = new Uint32Array(256);
  let total = 0;
  for (const value of values) {
    counts[value | 0] += 1;
    total += value | 0;
  }
  let [best, limit, below, sumBelow] = [-1, 0, 0, 0];
  for (let level = 0; level < 256; level += 1) {
    below += counts[level];
    sumBelow += level * counts[level];
    const above = values.length - below;
    if (!below || !above) continue;
    const apart = below * above * (sumBelow / below - (total - sumBelow) / above) ** 2;
    if (apart > best) [best, limit] = [apart, level];
  }
  return limit + 1;
}
