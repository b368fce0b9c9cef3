/** The ways a photo comes to the page: two buttons, a drop, a paste, our camera screen. */

export class Pickers {
  /** `take(files, source)` is called with what was picked. */
  constructor(form, take) {
    this.form = form;
    this.take = take;
    this.mark = `camera:${location.pathname}`;
    this.buttons = [...form.querySelectorAll('input[type="file"]')].map((i) => this.upgrade(i));
    form.addEventListener("dragover", (event) => event.preventDefault());
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      take([...event.dataTransfer.files], "file");
    });
    addEventListener("paste", (event) => take([...event.clipboardData.files], "file"));
    form.querySelector("[data-drop]")?.classList.add("drop-on");
  }

  /** Put a button, which voice control can press, in place of the label of a file input. */
  upgrade(input) {
    const label = this.form.querySelector(`label[for="${input.id}"]`);
    const button = document.createElement("button");
    button.type = "button";
    button.className = label.className;
    button.textContent = label.textContent;
    button.dataset.again = label.dataset.again;
    button.setAttribute("aria-describedby", input.getAttribute("aria-describedby"));
    label.replaceWith(button);
    input.hidden = true;
    button.addEventListener("click", () => {
      this.isAgain = false;
      this.open(input);
    });
    input.addEventListener("cancel", () => this.tick(null));
    input.addEventListener("change", () => this.pick(input));
    // Picked while this script was still on its way.
    if (input.files.length) {
      this.tick(null);
      queueMicrotask(() => this.pick(input));
    }
    return button;
  }

  /** Ask for another photo in place of the last one. */
  again() {
    this.buttons[0].click();
    this.isAgain = true;
  }

  /** Open what takes the photo: our camera screen where there is one, else the phone's own. */
  async open(input) {
    const dialog = input.name === "camera" && document.querySelector("[data-viewfinder]");
    if (dialog) {
      try {
        const { openViewfinder } = await import("./viewfinder.js");
        return openViewfinder(dialog, {
          take: (file) => this.take([file], "camera"),
          native: () => this.openNative(input),
          file: () => this.form.elements.file.click(),
        });
      } catch {
        // Its script did not come: the phone's own camera serves as well.
      }
    }
    return this.openNative(input);
  }

  openNative(input) {
    if (input.capture) this.tick("open");
    input.click();
  }

  pick(input) {
    const files = [...input.files];
    // Emptied, so that the form never sends the bytes twice and the same photo can be picked again.
    input.value = "";
    this.tick(null);
    this.take(files, input.name);
  }

  /** Note what must be told should the page be closed now: "open" (camera), "sending", or null. */
  tick(what) {
    if (what) sessionStorage.setItem(this.mark, what);
    else sessionStorage.removeItem(this.mark);
  }

  /**
   * Phones short of memory close the page while their camera is open, and the photo is gone; so it
   * is when the page is loaded again before the photo was sent. Told once.
   */
  tellInterrupted(notice, words) {
    const found = sessionStorage.getItem(this.mark);
    if (found && !notice.isShown) {
      if (found === "sending") notice.show(words.closedTitle, words.closedBody);
      else if (this.form.dataset.received !== "true") {
        notice.show(words.cameraTitle, words.cameraBody);
      }
    }
    this.tick(null);
  }

  /** Show that another photo may be picked in place of, or after, the one that has arrived. */
  offerAgain(words, isPages) {
    for (const button of this.buttons) {
      const { again } = button.dataset;
      button.classList.add("button-second");
      if (again === "again" || !isPages) button.textContent = words[isPages ? "more" : again];
    }
  }
}
