/**
 * The liveness challenges: opens the camera, takes the selfie, walks through the instructions one at
 * a time and sends frames of each. Whatever breaks off leaves the selfie form, which always works.
 */

import { Cues } from "./cues.js";
import { newKey } from "./sending.js";

const LONG_SIDE = 480;
const FRAME_BYTES = 64 * 1024;
// Milliseconds between frames and how many: a blink is short and needs eight a second.
const PACE = { blink: [150, 16], other: [500, 11] };
const READING_MS = 1000;
const SPARE_FRAMES = 40;
const POLLS = 20;

class Liveness {
  constructor(section) {
    this.section = section;
    this.words = JSON.parse(section.dataset.strings);
    this.video = section.querySelector("[data-video]");
    this.status = section.querySelector("[data-status]");
    this.view = section.querySelector("[data-view]");
    this.cues = new Cues(this.status, section.querySelector('[data-part="speak"]'));
    this.selfie = document.querySelector("#capture");
    this.token = this.selfie.elements.csrf_token.value;
    this.on = section.querySelector("[data-on]");
    this.cannot = section.querySelector("[data-cannot]");
    this.buttons = [...section.querySelectorAll("[data-start], [data-still]")];
    this.buttons[0].addEventListener("click", () => this.run(true));
    this.buttons[1].addEventListener("click", () => this.run(false));
    this.cannot.addEventListener("click", () => this.leave());
    addEventListener("pagehide", () => this.close());
    section.hidden = false;
  }

  async run(canTurn) {
    this.isLeft = false;
    for (const button of this.buttons) button.hidden = true;
    this.say(this.words.opening);
    try {
      await this.open();
    } catch {
      return this.stop(this.words.noCamera);
    }
    try {
      this.cannot.hidden = false;
      this.say(this.words.ready);
      await pause(2000);
      await this.sendSelfie();
      let state = await this.post(this.section.dataset.begin, { can_turn: canTurn ? "yes" : "no" });
      let sent = 0;
      while (state.challenge && !this.isLeft) {
        this.say(this.sentence(state));
        const frames = await this.film(state.challenge, SPARE_FRAMES - sent);
        sent += frames.length;
        state = await this.post(state.answer, { nonce: state.nonce }, frames);
      }
      if (this.isLeft) return undefined;
      this.close();
      return await this.conclude(state);
    } catch (error) {
      const isRefused = error.message === "409";
      return this.stop(isRefused ? this.words.refused : this.words.lost, !isRefused);
    }
  }

  async open() {
    this.stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 720 } },
    });
    this.video.srcObject = this.stream;
    this.view.hidden = false;
    await this.video.play();
  }

  close() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.view.hidden = true;
  }

  sentence({ step, steps, challenge }) {
    const { words } = this;
    return words.step
      .replace("{n}", step)
      .replace("{of}", steps)
      .replace("{text}", words[challenge]);
  }

  /** Send one picture as the selfie, by the form that takes it without us. */
  async sendSelfie() {
    const photo = await this.shoot(1280, 0.9);
    const fields = { upload_key: newKey() };
    const answer = await this.post(this.selfie.action, fields, [photo], "camera");
    this.next = answer.next;
  }

  async film(challenge, most) {
    const [gap, count] = PACE[challenge] ?? PACE.other;
    const frames = [];
    for (let i = 0; i < Math.min(count, most) && !this.isLeft; i += 1) {
      const frame = await this.shoot(LONG_SIDE, 0.8);
      if (frame.size <= FRAME_BYTES) frames.push(frame);
      // The first one shows the face at rest, while the instruction is read.
      await Promise.all([pause(i ? gap : Math.max(gap, READING_MS)), this.newPicture()]);
    }
    return frames;
  }

  /** Wait until the camera gave another picture than the last. */
  newPicture() {
    if (!this.video.requestVideoFrameCallback) return pause(0);
    const seen = new Promise((go) => this.video.requestVideoFrameCallback(go));
    return Promise.race([seen, pause(1000)]);
  }

  shoot(longSide, quality) {
    const { videoWidth, videoHeight } = this.video;
    const scale = Math.min(1, longSide / Math.max(videoWidth, videoHeight));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(videoWidth * scale);
    canvas.height = Math.round(videoHeight * scale);
    canvas.getContext("2d").drawImage(this.video, 0, 0, canvas.width, canvas.height);
    return new Promise((give) => canvas.toBlob(give, "image/jpeg", quality));
  }

  async post(url, fields, files = [], name = "frames") {
    const form = new FormData();
    form.set("csrf_token", this.token);
    for (const [key, value] of Object.entries(fields)) form.set(key, value);
    for (const file of files) form.append(name, file, "frame.jpg");
    const answer = await fetch(url, {
      method: "POST",
      body: form,
      headers: { Accept: "application/json" },
    });
    if (!answer.ok) throw new Error(answer.status);
    this.state = await answer.json();
    return this.state;
  }

  async conclude(first) {
    let state = first;
    this.say(this.words.checking);
    for (let i = 0; i < POLLS && state.status === "pending"; i += 1) {
      await pause(1000);
      state = await (await fetch(state.url, { headers: { Accept: "application/json" } })).json();
    }
    if (state.status === "abandoned") return this.stop(this.words.late, true);
    if (state.status === "failed") return this.stop(this.words.doubt, true);
    this.say(this.words.done);
    return location.assign(this.next);
  }

  async leave() {
    this.isLeft = true;
    this.close();
    // Whatever the answer: the selfie is there, and a person looks.
    if (this.state?.leave) await this.post(this.state.leave, {}).catch(() => {});
    if (this.next) location.assign(this.next);
    else this.stop(this.words.noCamera);
  }

  /** End this try, say why, and offer another one and the way on. */
  stop(text, isAgain = false) {
    this.close();
    this.say(text);
    this.cannot.hidden = true;
    this.on.hidden = !this.next;
    if (this.next) this.on.href = this.next;
    for (const button of this.buttons) button.hidden = !isAgain;
    if (isAgain) this.buttons[0].textContent = this.words.again;
    this.status.focus();
  }

  say(text) {
    this.cues.say(text);
  }
}

function pause(milliseconds) {
  return new Promise((go) => {
    setTimeout(go, milliseconds);
  });
}

if (navigator.mediaDevices?.getUserMedia) {
  for (const section of document.querySelectorAll('[data-module="liveness"]')) new Liveness(section);
}
