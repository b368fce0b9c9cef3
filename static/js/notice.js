/** What went wrong and what to do, in the place of the form where the server says it too. */

export class Notice {
  /** `after` takes the focus from whoever was reading when the notice goes. */
  constructor(element, after) {
    this.element = element;
    this.after = after;
  }

  get isShown() {
    return !this.element.hidden;
  }

  show(title, body) {
    this.element.querySelector(".notice-title").textContent = title;
    this.element.querySelector(".notice-body").textContent = body;
    this.element.hidden = false;
    this.focus();
  }

  focus() {
    this.element.focus();
  }

  /** Say that the line is gone; wait until Try again is pressed, the line is back, or `signal`. */
  untilRetried(words, signal) {
    if (navigator.onLine) this.show(words.lostTitle, words.lostBody);
    else this.show(words.offlineTitle, words.offlineBody);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-second";
    button.textContent = words.retry;
    this.element.append(button);
    return new Promise((goOn) => {
      button.addEventListener("click", goOn, { once: true });
      addEventListener("online", goOn, { once: true });
      signal.addEventListener("abort", goOn, { once: true });
    }).then(() => this.hide());
  }

  hide() {
    if (this.element.contains(document.activeElement)) this.after.focus();
    this.element.hidden = true;
    this.element.querySelector("button")?.remove();
  }
}
