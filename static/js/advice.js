/** The panel that says what may keep a photo from being read. Advice: nothing waits for it. */

export class Advice {
  /** `on.anyway()` and `on.again()` are called when one of its buttons is pressed. */
  constructor(panel, on) {
    this.panel = panel;
    this.words = JSON.parse(panel.dataset.strings);
    this.told = new Set();
    panel.querySelector("[data-anyway]").addEventListener("click", () => this.end(on.anyway));
    panel.querySelector("[data-again]").addEventListener("click", () => this.end(on.again));
  }

  /** Say what was seen in a file, unless it was said of this file before. */
  show(hint, file) {
    const name = `${file.name} ${file.size} ${file.lastModified}`;
    if (!hint || this.told.has(name)) return;
    this.told.add(name);
    const { title, body } = this.words[hint];
    this.panel.querySelector(".notice-title").textContent = title;
    this.panel.querySelector(".notice-body").textContent = body;
    this.panel.hidden = false;
    this.panel.focus();
  }

  hide() {
    this.panel.hidden = true;
  }

  end(action) {
    this.hide();
    action();
  }
}
