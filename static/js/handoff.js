/** The computer's page while a phone takes the photos: follows the phone, keeps the code fresh. */

import { Polling } from "./polling.js";

const FIRST_EVENT_MS = 4000; // A proxy that gathers the stream would keep the first event back.

class Handoff {
  constructor(element) {
    this.element = element;
    this.words = JSON.parse(element.dataset.strings);
    this.phase = element.dataset.phase;
    this.status = this.find("status");
    this.form = this.find("renew");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.renew();
    });
    this.find("copy").addEventListener("click", () => this.copy());
    this.find("check").addEventListener("click", () => this.polling.ask());
    document.addEventListener("visibilitychange", () => this.wake());
    this.keepFresh(element.dataset.seconds);
    this.follow();
  }

  find(name) {
    return this.element.querySelector(`[data-${name}]`);
  }

  wake() {
    if (document.hidden) {
      this.source?.close();
      return;
    }
    if (this.isStale()) this.renew();
    if (!this.polling) this.follow();
  }

  /** Hear of changes as they happen; poll where the server or the line between has no room. */
  follow() {
    if (document.hidden) return;
    if (!window.EventSource) return this.poll();
    const source = new EventSource(this.element.dataset.events);
    this.source?.close();
    this.source = source;
    const timer = setTimeout(() => this.poll(), FIRST_EVENT_MS);
    source.addEventListener("message", ({ data }) => {
      clearTimeout(timer);
      this.show(JSON.parse(data));
    });
    source.addEventListener("over", () => location.reload());
    source.addEventListener("error", () => {
      if (source.readyState !== EventSource.CLOSED) return;
      clearTimeout(timer);
      this.poll();
    });
  }

  poll() {
    this.source?.close();
    this.polling ??= new Polling(this.element.dataset.state, {
      show: (answer) => this.show(answer),
      gone: () => location.reload(),
      slow: () => {
        this.find("check").hidden = false;
      },
    });
  }

  show({ phase, text, next }) {
    if (next) {
      this.source?.close();
      location.assign(next);
      return;
    }
    const wasWaiting = this.phase === "waiting";
    this.phase = phase;
    if (this.status.textContent !== text) this.status.textContent = text;
    const isConnected = phase === "connected";
    this.find("connected").hidden = !isConnected;
    this.form.hidden = isConnected;
    if (phase !== "waiting") this.find("code").hidden = true;
    if (phase === "out-of-date" || phase === "none" || (phase === "ended" && wasWaiting)) {
      this.renew();
    }
  }

  /** Renew the code before its time is over; timers sleep with the machine, so clocks are read. */
  keepFresh(seconds) {
    clearTimeout(this.timer);
    this.freshUntil = seconds ? Date.now() + seconds * 1000 : Infinity;
    if (seconds) this.timer = setTimeout(() => this.wake(), seconds * 1000 + 50);
  }

  isStale() {
    return this.phase === "waiting" && Date.now() >= this.freshUntil;
  }

  async renew() {
    if (document.hidden || this.isRenewing) return;
    this.isRenewing = true;
    try {
      const answer = await fetch(this.form.action, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams(new FormData(this.form)),
      });
      if (!answer.ok || answer.redirected) return location.reload();
      const code = await answer.json();
      if (code) this.draw(code);
    } catch {
      // The line is down: the old code says itself when it is out of date.
      this.keepFresh(15);
    } finally {
      this.isRenewing = false;
    }
  }

  draw({ size, path, address, number, seconds }) {
    const qr = this.find("qr");
    qr.setAttribute("viewBox", `0 0 ${size} ${size}`);
    qr.lastElementChild.setAttribute("d", path);
    this.find("address").textContent = address;
    this.find("number").textContent = number ?? "";
    this.find("match").hidden = number === null;
    this.find("code").hidden = false;
    this.phase = "waiting";
    this.keepFresh(seconds);
  }

  async copy() {
    const address = this.find("address");
    try {
      await navigator.clipboard.writeText(address.textContent);
      this.status.textContent = this.words.copied;
    } catch {
      // Not allowed, or a page that came by plain http: marked, one key copies it.
      getSelection().selectAllChildren(address);
      this.status.textContent = this.words.marked;
    }
  }
}

for (const element of document.querySelectorAll('[data-module="handoff"]')) new Handoff(element);
