/** What every page of a session does: say when the time runs out, and never show an old picture. */

const LONGEST_TIMER_MS = 2 ** 31 - 1;

// A page that comes back from the browser's memory may be older than what happened since.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

for (const element of document.querySelectorAll('[data-module="time-limit"]')) {
  const words = JSON.parse(element.dataset.strings);
  const left = Number(element.dataset.seconds);
  const more = document.querySelector("[data-more-time]");
  at(300, () => {
    warn(words.minutes);
    if (more) more.hidden = false;
  });
  at(60, () => warn(words.minute));
  at(0, () => {
    warn(words.over);
    if (more) more.hidden = true;
  });

  /** Run `action` when `seconds` are left; earlier than now is never. */
  function at(seconds, action) {
    const delay = (left - seconds) * 1000;
    if (delay > 0 && delay < LONGEST_TIMER_MS) setTimeout(action, delay);
  }

  function warn(text) {
    const notice = document.createElement("p");
    notice.className = "notice notice-warn";
    notice.textContent = text;
    element.replaceChildren(notice);
  }
}
