/** Asking the server again and again for a few bytes: often at first, rarely later, never unseen. */

export class Polling {
  /** `hooks.show(answer)` gets each new answer, `hooks.gone()` is told when the session has ended. */
  constructor(url, hooks) {
    this.url = url;
    this.hooks = hooks;
    this.began = performance.now();
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.ask();
    });
    this.ask();
  }

  /** Return seconds until the next turn: 2 for two minutes, 5 up to a quarter of an hour, then 15. */
  interval() {
    const waited = (performance.now() - this.began) / 1000;
    if (waited < 120) return 2;
    return waited < 900 ? 5 : 15;
  }

  async ask() {
    clearTimeout(this.timer);
    try {
      const headers = this.tag ? { "If-None-Match": this.tag } : {};
      const answer = await fetch(this.url, { headers });
      if (answer.status === 200) {
        this.tag = answer.headers.get("ETag");
        this.hooks.show(await answer.json());
      } else if (answer.status >= 400 && answer.status < 429) {
        this.hooks.gone();
      }
    } catch {
      // The line is down; the next turn asks again.
    }
    clearTimeout(this.timer);
    if (document.hidden) return;
    const seconds = this.interval();
    if (seconds === 15) this.hooks.slow?.();
    this.timer = setTimeout(() => this.ask(), seconds * 1000);
  }
}
