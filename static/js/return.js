/** After success: back to the merchant by itself, said before it happens and easy to stop. */

for (const element of document.querySelectorAll('[data-module="return"]')) {
  const words = JSON.parse(element.dataset.strings);
  const { seconds } = element.dataset;
  const status = element.querySelector("[data-status]");
  const stay = element.querySelector("[data-stay]");
  const link = element.querySelector('[data-testid="return"]');
  const mark = `returned:${location.pathname}`;
  // Once only: who comes back with the Back button wants to read this page.
  if (sessionStorage.getItem(mark)) continue;
  status.textContent = words.going;
  stay.hidden = false;
  const timer = setTimeout(() => {
    sessionStorage.setItem(mark, "yes");
    location.assign(link.href);
  }, seconds * 1000);
  stay.addEventListener("click", () => {
    clearTimeout(timer);
    status.textContent = words.staying;
    stay.hidden = true;
    link.focus();
  });
}
