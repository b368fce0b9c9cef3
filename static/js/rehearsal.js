/**
 * Lets the camera screen of a page in the catalogue of states find what a browser may answer: the
 * name of an error, "webview" for an app without a camera, or nothing, which is a camera that waits.
 */

{
  const { answer } = document.currentScript.dataset;
  const refuse = () => Promise.reject(new DOMException("", answer));
  const isApp = answer === "webview";
  const camera = { getUserMedia: refuse, enumerateDevices: () => Promise.resolve([]) };
  Object.defineProperty(navigator, "mediaDevices", { value: isApp ? undefined : camera });
  if (isApp) Object.defineProperty(navigator, "userAgent", { value: "FBAN" });

  addEventListener("load", () => {
    const screen = document.querySelector("[data-viewfinder]");
    const trouble = screen.querySelector('[data-part="trouble"]');
    new MutationObserver(() => {
      const isPriming = screen.open && !screen.querySelector('[data-part="priming"]').hidden;
      if (isPriming && answer && !isApp) screen.querySelector('[data-part="on"]').click();
      // Whoever looks at the page waits for this.
      if (answer ? !trouble.hidden : isPriming) document.documentElement.dataset.rehearsed = "";
    }).observe(screen, { attributes: true, subtree: true });
    document.querySelector("#capture button[data-again]").click();
  });
}
