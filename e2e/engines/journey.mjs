/**
 * The same short journey in Firefox and in WebKitGTK: start, choose, passport, consent, selfie, send.
 *
 *   node journey.mjs '{"engine": "firefox", "modules": …, "program": …, "link": …, "files": {…}}'
 *
 * Prints each step and what its page was called; ends with 1, the name of the step and a picture of
 * the page where it stops. A browser that answers nothing stops the walk like a page that never
 * comes: no command waits for longer than its time.
 */

import { createRequire } from "node:module";
import { writeFile } from "node:fs/promises";

const task = JSON.parse(process.argv[2]);
const load = createRequire(`${task.modules}/`);
/** For what the portal does between two pages, its worker's judgement of the documents included. */
const PATIENCE_MS = 60_000;
/** For one command to the browser, a picture of the page among them. */
const COMMAND_MS = 20_000;

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

/** Return what `answer` resolves to, unless that takes longer than one command may. */
function inTime(answer, what) {
  let timer;
  const tooLate = new Promise((_, reject) => {
    const complain = () => reject(new Error(`the browser did not answer to ${what}`));
    timer = setTimeout(complain, COMMAND_MS);
  });
  return Promise.race([answer, tooLate]).finally(() => clearTimeout(timer));
}

/** Return the browser with a limit on each of its commands. */
function limited(browser) {
  const commands = Object.entries(browser).map(([name, run]) => [
    name,
    (...values) => inTime(run(...values), name),
  ]);
  return Object.fromEntries(commands);
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

const arrive = (browser, name) =>
  until(browser, `!!document.querySelector('${hook(name)}')`, `[data-testid=${name}]`);

async function handIn(browser, side, file) {
  await arrive(browser, `file-${side}`);
  await browser.attach(hook(`file-${side}`), file);
  const received = "document.querySelector('[data-status]').textContent.includes('received')";
  await until(browser, received, `the ${side} to be received`);
  const here = await browser.evaluate("location.href");
  await browser.click(hook("send"));
  await until(browser, `location.href !== '${here}'`, `the page after the ${side}`);
}

const STEPS = {
  start: async (browser) => {
    await browser.open(task.link);
    await arrive(browser, "start");
    await browser.click(hook("start"));
  },
  choose: async (browser) => {
    await arrive(browser, "subtype-passport");
    await browser.click(hook("subtype-passport"));
    await browser.click(hook("send"));
  },
  passport: (browser) => handIn(browser, "front", task.files.front),
  consent: async (browser) => {
    await arrive(browser, "agree");
    await browser.click(hook("agree"));
  },
  selfie: (browser) => handIn(browser, "selfie", task.files.selfie),
  send: async (browser) => {
    await until(browser, "location.pathname.endsWith('/review')", "the review");
    await arrive(browser, "send");
    await browser.click(hook("send"));
  },
  fulfilled: (browser) =>
    until(browser, "document.querySelector('h1')?.textContent.includes('Done')", "the end"),
};

/** Tell where a walk stopped; a browser that is stuck cannot even say its address. */
async function explain(browser, name, error) {
  const where = await browser.evaluate("`${document.title} at ${location.href}`").catch(() => "?");
  console.error(`stopped at the step "${name}": ${error.message}; the page: ${where}`);
  process.exitCode = 1;
  await takePicture(browser);
}

async function walk(browser) {
  for (const [name, act] of Object.entries(STEPS)) {
    console.log(name);
    try {
      await act(browser);
    } catch (error) {
      await explain(browser, name, error);
      return;
    }
    // A page that is stuck lets nobody take its picture: then this one shows where it came from.
    await takePicture(browser);
  }
}

async function takePicture(browser) {
  try {
    await writeFile(task.picture, await browser.picture());
  } catch (error) {
    console.error(`no picture of this page: ${error.message}`);
    process.exitCode = 1;
  }
}

try {
  const started = task.engine === "firefox" ? firefox() : webkit();
  const browser = limited(await inTime(started, "being started"));
  await walk(browser);
  await browser.close();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
// A command that was never answered would keep this process waiting for it.
process.exit();
