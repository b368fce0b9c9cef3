/** The waiting page: asks how far it is, shows it in words, and goes on by itself. */

class Progress {
  constructor(element) {
    this.element = element;
    this.words = JSON.parse(element.dataset.strings);
    this.status = element.querySelector("[data-status]");
    this.began = performance.now();
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.poll();
    });
    this.status.textContent = this.words.waiting;
    this.schedule();
  }

  schedule() {
    clearTimeout(this.timer);
    if (!document.hidden) this.timer = setTimeout(() => this.poll(), this.interval() * 1000);
  }

  /** Return seconds: often at first, rarely later. */
  interval() {
    const waited = (performance.now() - this.began) / 1000;
    if (waited < 120) return 2;
    return waited < 900 ? 5 : 15;
  }

  async poll() {
    clearTimeout(this.timer);
    try {
      const headers = this.tag ? { "If-None-Match": this.tag } : {};
      const answer = await fetch(this.element.dataset.url, { headers });
      if (answer.status === 200) {
        this.tag = answer.headers.get("ETag");
        this.show(await answer.json());
      } else if (answer.status >= 400 && answer.status < 429) {
        // The session or its time has ended: the page itself says which.
        location.reload();
      }
    } catch {
      // The line is down; the next turn asks again.
    }
    this.sayHowLong();
    this.schedule();
  }

  show({ next, lines }) {
    if (next) location.assign(next);
    for (const line of lines) {
      const status = this.element.querySelector(`[data-testid="status-${line.type}"]`);
      status.textContent = line.text;
      status.className = `status status-${line.tone}`;
      status.dataset.state = line.state;
    }
  }

  sayHowLong() {
    const waited = (performance.now() - this.began) / 1000;
    const text = waited > 120 ? this.words.longer : waited > 20 ? this.words.long : "";
    if (text && this.status.textContent !== text) this.status.textContent = text;
  }
}

for (const element of document.querySelectorAll('[data-module="progress"]')) new Progress(element);
