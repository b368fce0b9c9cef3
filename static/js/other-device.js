/** Tells on one device what the other one sends, and ends with the handoff. */

import { Polling } from "./polling.js";

for (const element of document.querySelectorAll('[data-module="other-device"]')) {
  const template = element.querySelector("template");
  new Polling(element.dataset.url, {
    show({ received, text }) {
      if (!received || received === element.dataset.received) return;
      const notice = template.content.cloneNode(true);
      notice.querySelector("[data-text]").textContent = text;
      notice.querySelector("a").href = location.href;
      element.replaceChildren(template, notice);
    },
    // The page itself says that this phone was disconnected.
    gone: () => location.reload(),
  });
}
