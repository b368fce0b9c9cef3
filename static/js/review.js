// What scripts add at the desk: single keys, zoom and turning. All of it has a way without them.

const SWITCH = "kyc-desk-shortcuts";

const areOn = () => localStorage.getItem(SWITCH) !== "off";

/** Tell whether somebody is writing, so that letters are letters. */
function isWriting(target) {
  return target instanceof Element && Boolean(target.closest("input:not([type=radio]), select, textarea"));
}

/** Move the focus along the rows of the queue. */
function moveAlongRows(step) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return false;
  const at = rows.indexOf(document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step;
  rows[Math.max(0, Math.min(rows.length - 1, next))].focus();
  return true;
}

/** Do what a key stands for; tell whether it stands for anything here. */
function press(key) {
  if (key === "o" && document.activeElement?.matches("[data-row]")) {
    document.activeElement.click();
    return true;
  }
  if ((key === "j" || key === "k") && moveAlongRows(key === "j" ? 1 : -1)) return true;
  // The picture that has the focus is meant before the first one.
  const places = [document.activeElement?.closest("figure"), document];
  const wanted = `[data-shortcut="${CSS.escape(key)}"]`;
  const named = places.map((place) => place?.querySelector(wanted)).find(Boolean);
  named?.click();
  return Boolean(named);
}

/** Show the list of keys, with the switch that turns them off for people who speak to their computer. */
function offerSwitch(section) {
  const button = section.querySelector("[data-switch]");
  const tell = () => {
    button.setAttribute("aria-pressed", String(areOn()));
    button.textContent = `Single-key shortcuts are ${areOn() ? "on" : "off"}`;
  };
  button.addEventListener("click", () => {
    localStorage.setItem(SWITCH, areOn() ? "off" : "on");
    tell();
  });
  tell();
  section.hidden = false;
}

/** Let a picture grow and turn where it stands. */
function view(figure) {
  const picture = figure.querySelector("img");
  let zoom = 1;
  let quarters = 0;
  const draw = () => {
    picture.style.inlineSize = `${zoom * 100}%`;
    picture.style.rotate = `${quarters * 90}deg`;
    // A picture on its side keeps its box: square, so that nothing of it is cut off.
    const lies = quarters % 2 === 1;
    picture.style.aspectRatio = lies ? "1" : "";
    picture.style.objectFit = lies ? "contain" : "";
  };
  for (const button of figure.querySelectorAll("[data-zoom], [data-turn]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      if (button.dataset.zoom) zoom = Math.max(1, Math.min(4, zoom + 0.5 * Number(button.dataset.zoom)));
      else quarters = (quarters + 1) % 4;
      draw();
    });
  }
  figure.querySelector("[data-plain]").hidden = true;
}

document.querySelectorAll('[data-module="shortcuts"]').forEach(offerSwitch);
document.querySelectorAll('[data-module="viewer"]').forEach(view);
document.addEventListener("keydown", (event) => {
  const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.repeat;
  if (!isPlain || !areOn() || isWriting(event.target) || event.key.length !== 1) return;
  if (press(event.key)) event.preventDefault();
});
