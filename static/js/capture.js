/** The capture form: sends each file as soon as it is picked, and shows it meanwhile. */

import { Advice } from "./advice.js";
import { Notice } from "./notice.js";
import { Pickers } from "./pickers.js";
import { SendingBar } from "./sending-bar.js";
import { newKey, prepare, send, warmUp } from "./sending.js";
import { Viewer } from "./viewer.js";

const MAX_BYTES = 12 * 1024 * 1024;

class Capture {
  constructor(form) {
    this.form = form;
    this.cancel = form.querySelector("[data-cancel]");
    this.words = { ...JSON.parse(form.dataset.strings), ...JSON.parse(this.cancel.dataset.strings) };
    this.pages = document.querySelector("[data-gathered]");
    this.isPages = this.pages !== null;
    this.bar = new SendingBar(form.querySelector("[data-bar]"));
    this.status = form.querySelector("[data-status]");
    this.viewer = new Viewer(form.querySelector("[data-viewer]"), this.words.photo);
    this.main = form.querySelector('[data-testid="send"]');
    // Who was reading it goes on from where the photo is sent, not from the top of the page.
    this.notice = new Notice(form.querySelector("[data-alert]"), this.main);
    this.turn = new AbortController();
    this.work = Promise.resolve();
    this.originals = null;
    this.busy = 0;
    this.advice = new Advice(form.querySelector("[data-advice]"), {
      anyway: () => this.useAnyway(),
      again: () => this.takeAgain(),
    });
    this.pickers = new Pickers(form, (files, source) => this.take(files, source));
    this.cancel.addEventListener("click", () => this.letGo());
    form.addEventListener("submit", (event) => this.submit(event));
    document.querySelector(".languages form")?.addEventListener("submit", (e) => this.switchTo(e));
    this.pickers.tellInterrupted(this.notice, this.words);
    // Whoever only reads the page does without the worker; it is there when a photo has been taken.
    for (const sign of ["pointerdown", "focusin"]) {
      form.addEventListener(sign, warmUp, { once: true });
    }
  }

  /** Send files one after the other, after those that are already on their way. */
  take(files, source) {
    if (!files.length) return;
    // Of a side the newest photo counts: the one before it need not arrive any more.
    if (!this.isPages) this.turn.abort();
    if (this.turn.signal.aborted) this.turn = new AbortController();
    const { signal } = this.turn;
    this.isLeaving = false;
    this.withOriginals((originals) => originals.pause());
    this.busy += 1;
    this.pickers.tick("sending");
    this.work = this.work
      .then(() => this.sendAll(files, source, signal))
      // Whatever broke, the next photo must not wait for this one.
      .catch(() => this.refuse(this.words.lostTitle, this.words.lostBody))
      .finally(() => {
        this.busy -= 1;
        if (this.busy) return;
        this.cancel.hidden = true;
        this.pickers.tick(null);
        if (this.isLeaving) this.leave();
        else this.withOriginals((originals) => originals.resume());
      });
  }

  async sendAll(files, source, signal) {
    if (signal.aborted) return;
    this.notice.hide();
    this.isRefused = false;
    for (const file of files) {
      this.advice.hide();
      this.cancel.hidden = false;
      this.viewer.show(file);
      this.say(this.words.preparing);
      if (!(await this.sendOne(file, source, signal))) return;
    }
  }

  /** Send one file; answers whether the next may follow. */
  async sendOne(file, source, signal) {
    const { targetPixels, policy, face } = this.form.dataset;
    const how = { target: Number(targetPixels), policy, isFace: face === "true" };
    const { photo, hint } = await prepare(file, how, signal);
    if (signal.aborted) return false;
    if (!photo.size) return this.refuse(this.words.emptyTitle, this.words.emptyBody);
    if (photo.size > MAX_BYTES) return this.refuse(this.words.largeTitle, this.words.largeBody);
    const fields = new FormData();
    fields.set("csrf_token", this.form.elements.csrf_token.value);
    fields.set("upload_key", newKey());
    fields.set(source, photo, "photo");
    // Of a page set only the page that was found poor makes room for the new one.
    if (this.pickers.isAgain && this.stored) fields.set("again", this.stored);
    this.pickers.isAgain = false;
    this.stored = null;
    // Whoever has pressed Continue has made up their mind.
    if (!this.isLeaving) this.advice.show(hint, file);
    for (;;) {
      const answer = await send(this.form.action, fields, this.hooks(), signal);
      this.bar.hide();
      if (answer.kind === "stored") {
        if (photo !== file) this.withOriginals((originals) => originals.add(answer.original, file));
        return this.receive(answer);
      }
      if (signal.aborted) return false;
      if (answer.kind === "refused") return this.refuse(answer.title, answer.body);
      if (answer.kind === "tooLarge") {
        return this.refuse(this.words.largeTitle, this.words.largeBody);
      }
      if (answer.kind === "moved") {
        location.assign(answer.url || location.href);
        return false;
      }
      this.say("");
      await this.notice.untilRetried(this.words, signal);
      if (signal.aborted) return false;
    }
  }

  /** Do something with the originals that follow, where the merchant wants them at all. */
  withOriginals(act) {
    if (this.form.dataset.policy !== "original") return;
    this.originals ??= import("./originals.js").then(
      ({ Originals }) => new Originals(this.form, MAX_BYTES, send),
    );
    // Where its script does not come, the copies do.
    this.originals.then(act).catch(() => {});
  }

  hooks() {
    return {
      progress: (percent) => {
        const part = this.bar.show(percent);
        // All bytes have left: what the server has, it has.
        if (percent === 100) this.endCancelling();
        if (part) this.say(this.words.sending.replace("{percent}", part));
      },
      retrying: (n) => this.say(this.words.retrying.replace("{n}", n)),
    };
  }

  receive(answer) {
    this.next = answer.next;
    this.stored = answer.file;
    this.viewer.keep();
    this.main.classList.remove("button-waiting");
    if (!this.isPages) this.main.textContent = this.words.use;
    this.pickers.offerAgain(this.words, this.isPages);
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
    this.advice.hide();
    this.say("");
    this.notice.show(title, body);
    return false;
  }

  submit(event) {
    this.language = null;
    if (this.busy) this.leaveLater(event);
    else if (this.next) {
      event.preventDefault();
      this.leave();
    } else if (this.isRefused) {
      event.preventDefault();
      this.notice.focus();
    }
  }

  /** Let the switch of languages wait until the photo has arrived: the new page shows it. */
  switchTo(event) {
    if (!this.busy) return;
    this.language = event.submitter;
    this.leaveLater(event);
  }

  leaveLater(event) {
    event.preventDefault();
    this.isLeaving = true;
    if (this.notice.isShown) this.notice.focus();
    else this.say(this.words.moving);
  }

  /** Let go of the photo that is on its way; the page shows what the server has. */
  letGo() {
    this.isLeaving = false;
    this.turn.abort();
    this.bar.hide();
    this.advice.hide();
    this.viewer.restore();
    this.endCancelling();
    this.say(this.words.cancelled);
  }

  endCancelling() {
    if (document.activeElement === this.cancel) this.main.focus();
    this.cancel.hidden = true;
  }

  useAnyway() {
    this.main.focus();
    if (!this.isPages) this.form.requestSubmit();
  }

  takeAgain() {
    this.pickers.buttons[0].focus();
    if (!this.cancel.hidden) this.letGo();
    this.pickers.again();
  }

  leave() {
    if (this.language) this.language.click();
    else if (this.next) location.assign(this.next);
  }

  say(text) {
    this.status.textContent = text;
  }
}

for (const form of document.querySelectorAll('[data-module="capture"]')) new Capture(form);
