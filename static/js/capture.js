/** The capture form: sends each file as soon as it is picked, and shows it meanwhile. */

import { newKey, prepare, send } from "./sending.js";
import { Viewer } from "./viewer.js";

const MAX_BYTES = 12 * 1024 * 1024;

class Capture {
  constructor(form) {
    this.form = form;
    this.words = JSON.parse(form.dataset.strings);
    this.pages = document.querySelector("[data-gathered]");
    this.isPages = this.pages !== null;
    this.alert = form.querySelector("[data-alert]");
    this.bar = form.querySelector("[data-bar]");
    this.status = form.querySelector("[data-status]");
    this.viewer = new Viewer(form.querySelector("[data-viewer]"), this.words.photo);
    this.main = form.querySelector('[data-testid="send"]');
    this.mark = `camera:${location.pathname}`;
    this.turn = new AbortController();
    this.work = Promise.resolve();
    this.busy = 0;
    this.buttons = [...form.querySelectorAll('input[type="file"]')].map((i) => this.upgrade(i));
    form.addEventListener("submit", (event) => this.submit(event));
    this.takeDropsAndPastes();
    this.tellLostCamera();
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
      if (input.capture) sessionStorage.setItem(this.mark, "open");
      input.click();
    });
    input.addEventListener("cancel", () => sessionStorage.removeItem(this.mark));
    input.addEventListener("change", () => this.pick(input));
    // Picked while this script was still on its way.
    if (input.files.length) this.pick(input);
    return button;
  }

  pick(input) {
    const files = [...input.files];
    // Emptied, so that the form never sends the bytes twice and the same photo can be picked again.
    input.value = "";
    sessionStorage.removeItem(this.mark);
    this.take(files, input.name);
  }

  /** Send files one after the other, after those that are already on their way. */
  take(files, source) {
    if (!files.length) return;
    // Of a side the newest photo counts: the one before it need not arrive any more.
    if (!this.isPages) this.turn.abort();
    this.turn = new AbortController();
    const { signal } = this.turn;
    this.isLeaving = false;
    this.busy += 1;
    this.work = this.work
      .then(() => this.sendAll(files, source, signal))
      // Whatever broke, the next photo must not wait for this one.
      .catch(() => this.refuse(this.words.lostTitle, this.words.lostBody))
      .finally(() => {
        this.busy -= 1;
        if (!this.busy && this.isLeaving) this.leave();
      });
  }

  async sendAll(files, source, signal) {
    this.hideAlert();
    this.isRefused = false;
    for (const file of files) {
      this.viewer.show(file);
      this.say(this.words.preparing);
      if (!(await this.sendOne(file, source, signal))) return;
    }
  }

  /** Send one file; answers whether the next may follow. */
  async sendOne(file, source, signal) {
    const photo = await prepare(file, Number(this.form.dataset.targetPixels), signal);
    if (signal.aborted) return false;
    if (!photo.size) return this.refuse(this.words.emptyTitle, this.words.emptyBody);
    if (photo.size > MAX_BYTES) return this.refuse(this.words.largeTitle, this.words.largeBody);
    const fields = new FormData();
    fields.set("csrf_token", this.form.elements.csrf_token.value);
    fields.set("upload_key", newKey());
    fields.set(source, photo, "photo");
    for (;;) {
      const answer = await send(this.form.action, fields, this.hooks(), signal);
      this.bar.hidden = true;
      if (answer.kind === "stored") return this.receive(answer);
      if (signal.aborted) return false;
      if (answer.kind === "refused") return this.refuse(answer.title, answer.body);
      if (answer.kind === "tooLarge") {
        return this.refuse(this.words.largeTitle, this.words.largeBody);
      }
      if (answer.kind === "moved") {
        location.assign(answer.url || location.href);
        return false;
      }
      await this.waitForLine(signal);
      if (signal.aborted) return false;
    }
  }

  hooks() {
    let told = -1;
    return {
      progress: (percent) => {
        this.bar.hidden = false;
        this.bar.value = percent;
        // Spoken at quarters only: more would drown the page for who listens to it.
        const quarter = Math.floor(percent / 25) * 25;
        if (quarter !== told) this.say(this.words.sending.replace("{percent}", asPercent(quarter)));
        told = quarter;
      },
      retrying: (n) => this.say(this.words.retrying.replace("{n}", n)),
    };
  }

  receive(answer) {
    this.next = answer.next;
    this.viewer.keep();
    this.main.classList.remove("button-waiting");
    if (!this.isPages) this.main.textContent = this.words.use;
    for (const button of this.buttons) {
      button.classList.add("button-second");
      const again = this.isPages ? "more" : button.dataset.again;
      if (button.dataset.again === "again" || !this.isPages) button.textContent = this.words[again];
    }
    this.say(`${answer.status} ${this.isPages ? "" : this.words.check}`);
    if (this.isPages) this.showGathered(answer.gathered);
    return true;
  }

  /** Show the server's list of pages, and the drawing again for the next one. */
  showGathered(html) {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    this.pages.replaceChildren(...parsed.body.childNodes);
    this.viewer.clear();
  }

  refuse(title, body) {
    this.isRefused = true;
    this.isLeaving = false;
    this.viewer.restore();
    this.say("");
    this.showAlert(title, body);
    return false;
  }

  /** Wait until the customer presses Try again or picks anew, or the browser is back online. */
  waitForLine(signal) {
    const { words } = this;
    this.say("");
    if (navigator.onLine) this.showAlert(words.lostTitle, words.lostBody);
    else this.showAlert(words.offlineTitle, words.offlineBody);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-second";
    button.textContent = words.retry;
    this.alert.append(button);
    return new Promise((goOn) => {
      button.addEventListener("click", goOn, { once: true });
      addEventListener("online", goOn, { once: true });
      signal.addEventListener("abort", goOn, { once: true });
    }).then(() => this.hideAlert());
  }

  submit(event) {
    if (this.busy) {
      event.preventDefault();
      this.isLeaving = true;
      if (this.alert.hidden) this.say(this.words.moving);
      else this.alert.focus();
    } else if (this.next) {
      event.preventDefault();
      this.leave();
    } else if (this.isRefused) {
      event.preventDefault();
      this.alert.focus();
    }
  }

  leave() {
    if (this.next) location.assign(this.next);
  }

  takeDropsAndPastes() {
    const { form } = this;
    form.addEventListener("dragover", (event) => event.preventDefault());
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      this.take([...event.dataTransfer.files], "file");
    });
    addEventListener("paste", (event) => this.take([...event.clipboardData.files], "file"));
  }

  /** Phones short of memory close the page while their camera is open, and the photo is gone. */
  tellLostCamera() {
    if (!sessionStorage.getItem(this.mark)) return;
    sessionStorage.removeItem(this.mark);
    if (this.form.dataset.received !== "true" && this.alert.hidden) {
      this.showAlert(this.words.cameraTitle, this.words.cameraBody);
    }
  }

  showAlert(title, body) {
    this.alert.querySelector(".notice-title").textContent = title;
    this.alert.querySelector(".notice-body").textContent = body;
    this.alert.hidden = false;
    this.alert.focus();
  }

  hideAlert() {
    // Who was reading it goes on from where the photo is sent, not from the top of the page.
    if (this.alert.contains(document.activeElement)) this.main.focus();
    this.alert.hidden = true;
    this.alert.querySelector("button")?.remove();
  }

  say(text) {
    this.status.textContent = text;
  }
}

/** Return a part of a hundred as the page's language writes it, in digits from 0 to 9. */
function asPercent(part) {
  const language = `${document.documentElement.lang}-u-nu-latn`;
  return new Intl.NumberFormat(language, { style: "percent" }).format(part / 100);
}

for (const form of document.querySelectorAll('[data-module="capture"]')) new Capture(form);
