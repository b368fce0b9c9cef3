/**
 * The same short journey in Firefox and in WebKitGTK: start, choose, passport, selfie, send.
 *
 *   node journey.mjs '{"engine": "firefox", "modules": …, "program": …, "link": …, "files": {…}}'
 *
 * Prints what each page was called; ends with 1, and a picture of the page, where it stops.
 */

import { createRequire } from "node:module";
import { writeFile } from "node:fs/promises";

const task = JSON.parse(process.argv[2]);
const load = createRequire(`${task.modules}/`);
const PATIENCE_MS = 60_000;

const hook = (name) => `[data-testid="${name}"]`;

/** Firefox by WebDriver BiDi, which it speaks itself. */
async function firefox() {
  const puppeteer = load("puppeteer-core");
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: task.program,
    args: ["-headless"],
  });
  const page = await browser.newPage();
  return {
    open: (url) => page.goto(url),
    click: (selector) => page.click(selector),
    attach: async (selector, file) => (await page.$(selector)).uploadFile(file),
    evaluate: (script) => page.evaluate(script),
    picture: () => page.screenshot(),
    close: () => browser.close(),
  };
}

/** WebKitGTK by WebDriver; its MiniBrowser needs a display, which the caller provides. */
async function webkit() {
  const { Builder, By, Capabilities } = load("selenium-webdriver");
  const capabilities = new Capabilities({
    browserName: "MiniBrowser",
    "webkitgtk:browserOptions": { binary: task.program, args: ["--automation"] },
  });
  const driver = await new Builder().usingServer(task.server).withCapabilities(capabilities).build();
  const find = (selector) => driver.findElement(By.css(selector));
  return {
    open: (url) => driver.get(url),
    click: async (selector) => (await find(selector)).click(),
    attach: async (selector, file) => (await find(selector)).sendKeys(file),
    evaluate: (script) => driver.executeScript(`return (${script});`),
    picture: async () => Buffer.from(await driver.takeScreenshot(), "base64"),
    close: () => driver.quit(),
  };
}

async function until(browser, condition, what) {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    // A page that is being left answers nothing for a moment.
    if (await browser.evaluate(condition).catch(() => false)) return;
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error(`waited in vain for ${what}`);
}

async function arrive(browser, name) {
  await until(browser, `!!document.querySelector('${hook(name)}')`, name);
  console.log(await browser.evaluate("document.querySelector('h1').textContent.trim()"));
}

async function handIn(browser, side, file) {
  await arrive(browser, `file-${side}`);
  const here = await browser.evaluate("location.href");
  await browser.attach(hook(`file-${side}`), file);
  const received = "document.querySelector('[data-status]').textContent.includes('received')";
  await until(browser, received, `${side} to be received`);
  await browser.click(hook("send"));
  await until(browser, `location.href !== '${here}'`, `the page after ${side}`);
}

async function walk(browser) {
  await browser.open(task.link);
  await arrive(browser, "start");
  await browser.click(hook("start"));
  await arrive(browser, "subtype-passport");
  await browser.click(hook("subtype-passport"));
  await browser.click(hook("send"));
  await handIn(browser, "front", task.files.front);
  await handIn(browser, "selfie", task.files.selfie);
  await until(browser, "location.pathname.endsWith('/review')", "the review");
  await arrive(browser, "send");
  await browser.click(hook("send"));
  const done = "document.querySelector('h1')?.textContent.includes('Done')";
  await until(browser, done, "the end");
  console.log(await browser.evaluate("document.querySelector('h1').textContent.trim()"));
}

const browser = await (task.engine === "firefox" ? firefox() : webkit());
try {
  await walk(browser);
} catch (error) {
  console.error(error.message, await browser.evaluate("location.href"));
  process.exitCode = 1;
} finally {
  await writeFile(task.picture, await browser.picture());
  await browser.close();
}
