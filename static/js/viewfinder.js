/** Our camera screen: asks for the camera once it is wanted, shows it, takes one photo. */

import { Cues } from "./cues.js";
import { guide } from "./guidance.js";
import { glance } from "./sending.js";

const WRONG_LENS = /infrared|\bIR\b|depth|virtual/i;
const IN_APP = /FBAN|FBAV|Instagram|Line\/|MicroMessenger|GSA\/|; wv\)/;
const TROUBLES = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
};
const LOOK_MS = 2000;

let viewfinder;

/** Open the screen; `ways` are {take(file), native(), file()}. */
export function openViewfinder(dialog, ways) {
  viewfinder ??= new Viewfinder(dialog);
  return viewfinder.open(ways);
}

class Viewfinder {
  constructor(dialog) {
    this.dialog = dialog;
    this.words = JSON.parse(dialog.dataset.strings);
    this.guideUrl = dialog.dataset.guide;
    this.facing = this.guideUrl ? "user" : "environment";
    this.parts = {};
    for (const part of dialog.querySelectorAll("[data-part]")) {
      this.parts[part.dataset.part] = part;
    }
    this.cues = new Cues(this.parts.cue, this.parts.speak);
    const { on, again, shutter, lens, torch, copy } = this.parts;
    this.onPress([dialog.querySelector("[data-close]")], () => dialog.close());
    this.onPress([on, again], () => this.start());
    this.onPress([shutter], () => this.shoot());
    this.onPress([lens], () => this.turnLens());
    this.onPress([torch], () => this.switchTorch());
    this.onPress([copy], () => this.copyLink());
    this.onPress(dialog.querySelectorAll("[data-native]"), () => this.leaveFor("native"));
    this.onPress(dialog.querySelectorAll("[data-file]"), () => this.leaveFor("file"));
    dialog.addEventListener("close", () => this.stop());
    addEventListener("pagehide", () => dialog.close());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) dialog.close();
    });
  }

  onPress(buttons, action) {
    for (const button of buttons) button.addEventListener("click", action);
  }

  async open(ways) {
    this.ways = ways;
    this.dialog.showModal();
    if (!navigator.mediaDevices?.getUserMedia) {
      return this.tell(IN_APP.test(navigator.userAgent) ? "webview" : "none");
    }
    // Who said no is not asked again, unless the browser's own settings say otherwise by now.
    if (this.isDenied && !(await this.isAllowedNow())) return this.tell("denied");
    return this.show("priming");
  }

  async isAllowedNow() {
    const found = await navigator.permissions?.query({ name: "camera" }).catch(() => null);
    return found?.state === "granted";
  }

  /** Show one part of the screen and put the focus into it. */
  show(name) {
    for (const part of ["priming", "trouble", "stage"]) this.parts[part].hidden = part !== name;
    this.parts[{ priming: "on", trouble: "trouble", stage: "shutter" }[name]].focus();
  }

  tell(trouble) {
    this.stop();
    const { title, body } = this.words[trouble];
    const { troubleTitle, troubleBody, again, copy, native, phone, help } = this.parts;
    troubleTitle.textContent = title;
    troubleBody.textContent = body;
    again.hidden = trouble !== "busy";
    copy.hidden = trouble !== "webview";
    native.hidden = trouble === "none" || trouble === "webview";
    // A phone that goes on for a computer has no other phone to go on with.
    if (phone) phone.hidden = trouble !== "none";
    help.hidden = trouble !== "denied";
    this.show("trouble");
  }

  async start() {
    const asked = {};
    this.asked = asked;
    try {
      const stream = await this.openCamera();
      // Closed while the browser was asking: nobody waits for the camera any more.
      if (this.asked !== asked || !this.dialog.open) return end(stream);
      this.stream = stream;
      this.parts.video.srcObject = stream;
      await this.parts.video.play();
    } catch (error) {
      if (this.asked !== asked || !this.dialog.open) return undefined;
      this.isDenied = TROUBLES[error.name] === "denied";
      return this.tell(TROUBLES[error.name] ?? "busy");
    }
    this.isDenied = false;
    this.parts.video.classList.toggle("viewfinder-mirrored", this.facing === "user");
    this.show("stage");
    this.cues.say(this.words.ready);
    await this.offerControls();
    return this.watch();
  }

  async openCamera() {
    const video = { width: { ideal: 1920 }, height: { ideal: 1080 }, resizeMode: "none" };
    const open = (which) =>
      navigator.mediaDevices.getUserMedia({ audio: false, video: { ...video, ...which } });
    const stream = await open({ facingMode: this.facing });
    // Labels are told only once the camera is allowed.
    if (!WRONG_LENS.test(stream.getVideoTracks()[0].label)) return stream;
    const [better] = (await this.lenses()).filter(({ label }) => !WRONG_LENS.test(label));
    if (!better) return stream;
    end(stream);
    return open({ deviceId: { exact: better.deviceId } });
  }

  async lenses() {
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices.filter(({ kind }) => kind === "videoinput");
  }

  async offerControls() {
    const [track] = this.stream.getVideoTracks();
    const usable = (await this.lenses()).filter(({ label }) => !WRONG_LENS.test(label));
    this.parts.lens.hidden = usable.length < 2;
    this.parts.torch.hidden = !track.getCapabilities?.().torch;
    this.parts.torch.setAttribute("aria-pressed", "false");
  }

  turnLens() {
    end(this.stream);
    this.facing = this.facing === "user" ? "environment" : "user";
    this.stopWatching();
    return this.start();
  }

  async switchTorch() {
    const { torch } = this.parts;
    const isOn = torch.getAttribute("aria-pressed") !== "true";
    await this.stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: isOn }] });
    torch.setAttribute("aria-pressed", String(isOn));
  }

  /** Give cues for as long as the camera is open. */
  watch() {
    this.watching = new AbortController();
    const { signal } = this.watching;
    const tell = (cue) => this.cues.hint(this.words[cue] ?? this.words.ready);
    if (this.guideUrl) {
      const token = document.querySelector("#capture").elements.csrf_token.value;
      return guide(this.parts.video, { url: this.guideUrl, token }, tell, signal);
    }
    const look = setInterval(async () => {
      const picture = await this.picture(640, 0.9);
      const hint = picture && (await glance(picture, signal));
      if (!signal.aborted) tell(hint ?? "ready");
    }, LOOK_MS);
    signal.addEventListener("abort", () => clearInterval(look));
    return undefined;
  }

  stopWatching() {
    this.watching?.abort();
  }

  /** Return what the camera shows as a JPEG of `longSide` pixels at most. */
  picture(longSide, quality) {
    const { videoWidth, videoHeight } = this.parts.video;
    if (!videoWidth) return null;
    const scale = Math.min(1, longSide / Math.max(videoWidth, videoHeight));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(videoWidth * scale);
    canvas.height = Math.round(videoHeight * scale);
    canvas.getContext("2d").drawImage(this.parts.video, 0, 0, canvas.width, canvas.height);
    return new Promise((give) => canvas.toBlob(give, "image/jpeg", quality));
  }

  async shoot() {
    const photo = await this.picture(4096, 0.92);
    if (!photo) return;
    navigator.vibrate?.(60);
    this.cues.say(this.words.taken);
    const { take } = this.ways;
    this.dialog.close();
    take(new File([photo], "photo.jpg", { type: photo.type }));
  }

  async copyLink() {
    await navigator.clipboard?.writeText(this.dialog.dataset.link).catch(() => {});
    this.parts.copy.textContent = this.words.copied;
  }

  leaveFor(way) {
    this.dialog.close();
    this.ways[way]();
  }

  /** Let go of the camera. */
  stop() {
    this.asked = undefined;
    this.stopWatching();
    this.cues.hush();
    end(this.stream);
    this.stream = undefined;
    this.parts.video.srcObject = null;
  }
}

function end(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
