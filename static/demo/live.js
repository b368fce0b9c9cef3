// Fetches the changing part of an order's page every two seconds while the page is seen.
const live = document.querySelector('[data-live]');
let seen = live.innerHTML;

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(live.dataset.live, { headers: { Accept: 'text/html' } });
    const html = answer.ok ? await answer.text() : seen;
    // Replaced only when something changed, so that an opened line stays open meanwhile.
    if (html.trim() !== seen.trim()) {
      seen = html;
      live.innerHTML = html;
    }
  } catch {
    // The server may be restarting; the next round tries again.
  }
}

setInterval(refresh, 2000);
document.addEventListener('visibilitychange', refresh);
