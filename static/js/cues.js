/** Short instructions beside a camera, as status text and, where asked for, spoken. */

const GAP_MS = 2000;

export class Cues {
  /** `toggle` is a checkbox; it is hidden where the browser cannot speak. */
  constructor(status, toggle) {
    this.status = status;
    this.toggle = toggle;
    this.saidAt = -GAP_MS;
    toggle.closest("label").hidden = !window.speechSynthesis;
    toggle.addEventListener("change", () => {
      if (toggle.checked) this.speak(this.status.textContent);
      else this.hush();
    });
  }

  /** Give a cue, unless it is the one before or comes too soon after it. */
  hint(text) {
    const now = performance.now();
    if (text === this.status.textContent || now - this.saidAt < GAP_MS) return;
    this.say(text);
  }

  /** Say something that must not wait. */
  say(text) {
    this.saidAt = performance.now();
    this.status.textContent = text;
    this.speak(text);
  }

  speak(text) {
    if (!this.toggle.checked || !window.speechSynthesis || !text) return;
    this.hush();
    const spoken = new SpeechSynthesisUtterance(text);
    spoken.lang = document.documentElement.lang;
    speechSynthesis.speak(spoken);
  }

  hush() {
    window.speechSynthesis?.cancel();
  }
}
