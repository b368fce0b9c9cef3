/**
 * Originals of photos whose smaller copies have arrived. They follow while nothing else wants the
 * line, as long as the page is open; nobody waits for them.
 */

const QUIET = { progress() {}, retrying() {} };

export class Originals {
  /** Files of more than `maxBytes` are not sent: the server would not take them. */
  constructor(form, maxBytes, send) {
    this.form = form;
    this.maxBytes = maxBytes;
    this.send = send;
    this.waiting = [];
    this.turn = new AbortController();
  }

  /** Note a file whose copy has arrived; `url` is where the server takes it, null if it does not. */
  add(url, file) {
    if (!url || file.size > this.maxBytes) return;
    const fields = new FormData();
    fields.set("csrf_token", this.form.elements.csrf_token.value);
    fields.set("file", file, "photo");
    this.waiting.push({ url, fields });
  }

  /** Leave the line to a photo that somebody waits for. */
  pause() {
    this.turn.abort();
  }

  /** Send what waits, one after the other; what was interrupted begins anew. */
  async resume() {
    this.turn = new AbortController();
    const { signal } = this.turn;
    while (this.waiting.length) {
      const { url, fields } = this.waiting[0];
      await this.send(url, fields, QUIET, signal);
      if (signal.aborted) return;
      // Taken or not, the server has its copy.
      this.waiting.shift();
    }
  }
}
