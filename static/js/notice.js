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

  /** Add a button and return it; it goes with the notice. */
  addButton(label) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-second";
    button.textContent = label;
    this.element.append(button);
    return button;
  }

  hide() {
    if (this.element.contains(document.activeElement)) this.after.focus();
    this.element.hidden = true;
    this.element.querySelector("button")?.remove();
  }
}
