/** The bar that shows how much of a photo has left, and which of its steps are worth saying. */

export class SendingBar {
  constructor(element) {
    this.element = element;
    this.percents = JSON.parse(element.dataset.percents);
    this.hide();
  }

  /** Show a part of a hundred; answers how it is written when it is to be said, or undefined. */
  show(percent) {
    this.element.hidden = false;
    this.element.value = percent;
    // Spoken at quarters only: more would drown the page for who listens to it.
    const quarter = Math.floor(percent / 25);
    if (quarter === this.told) return undefined;
    this.told = quarter;
    return this.percents[quarter];
  }

  hide() {
    this.element.hidden = true;
    this.told = -1;
  }
}
