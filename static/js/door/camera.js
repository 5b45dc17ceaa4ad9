/* The camera, and the codes that it sees: one look at a frame at a time, in the middle of the picture. */

import { prepareZXingModule, readBarcodes } from "/static/vendor/zxing-wasm/dist/es/reader/index.js";

const SIDE = 720; // px: the square in the middle that is read
const KNOWN_CAMERA = "door-camera";

export const canUseCamera = () => window.isSecureContext && Boolean(navigator.mediaDevices?.getUserMedia);

let decode = readByWasm;

/* Whether codes can be read at all: by our decoder, or by the browser's own where that one is refused. */
export async function prepareDecoder() {
  try {
    await prepareZXingModule({
      overrides: { locateFile: (name) => `/static/vendor/zxing-wasm/dist/reader/${name}` },
      fireImmediately: true,
    });
    return true;
  } catch {
    decode = await browsersOwn();
    return Boolean(decode);
  }
}

async function readByWasm(picture) {
  return (await readBarcodes(picture, { formats: ["QRCode"], maxNumberOfSymbols: 1 }))[0]?.text;
}

async function browsersOwn() {
  const formats = await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => []);
  if (!formats?.includes("qr_code")) return null;
  const detector = new globalThis.BarcodeDetector({ formats: ["qr_code"] });
  return async (picture) => (await detector.detect(picture))[0]?.rawValue;
}

export class Camera {
  /* `onLost`: the camera went away by itself. `isFront`: of two, the one that looks at the guest who holds the code. */
  constructor(video, onText, onLost, { isFront = false } = {}) {
    Object.assign(this, { video, onText, onLost, isFront });
    this.canvas = document.createElement("canvas");
    this.context = this.canvas.getContext("2d", { willReadFrequently: true });
    document.addEventListener("visibilitychange", () => this.followVisibility());
  }

  async open(deviceId = remembered()) {
    this.close();
    const wanted = deviceId ? { deviceId: { ideal: deviceId } } : { facingMode: { ideal: this.isFront ? "user" : "environment" } };
    const video = { ...wanted, width: { ideal: 1280 }, height: { ideal: 720 } };
    this.stream = await navigator.mediaDevices.getUserMedia({ audio: false, video });
    this.video.srcObject = this.stream;
    this.track().addEventListener("ended", () => { this.close(); this.onLost(); });
    await this.video.play();
    this.wantsOpen = true;
    this.look(this.stream);
  }

  /* For good, not only while the page is hidden. */
  stop() {
    this.wantsOpen = false;
    this.close();
  }

  close() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
  }

  /* To the next camera, and to be used from now on; its name. */
  async next() {
    const all = (await navigator.mediaDevices.enumerateDevices()).filter((one) => one.kind === "videoinput");
    const here = this.track()?.getSettings().deviceId;
    const at = all.findIndex((one) => one.deviceId === here);
    const chosen = all[(at + 1) % all.length];
    if (!chosen) return "";
    remember(chosen.deviceId);
    await this.open(chosen.deviceId);
    return chosen.label;
  }

  track() {
    return this.stream?.getVideoTracks()[0];
  }

  hasTorch() {
    return Boolean(this.track()?.getCapabilities?.().torch);
  }

  async toggleTorch() {
    this.torch = !this.torch;
    await this.track().applyConstraints({ advanced: [{ torch: this.torch }] });
  }

  async followVisibility() { // a hidden page keeps a black picture on some phones: open it anew
    if (document.hidden) this.close();
    else if (this.wantsOpen) await this.open().catch(() => {});
  }

  look(stream) { // as long as it is this one: one picture at a time
    if (this.stream !== stream) return;
    const again = () => this.read().catch(() => {}).finally(() => this.look(stream));
    if (this.video.requestVideoFrameCallback) this.video.requestVideoFrameCallback(again);
    else requestAnimationFrame(again);
  }

  async read() {
    const { videoWidth: width, videoHeight: height } = this.video;
    if (!width) return;
    const side = Math.min(width, height, SIDE);
    this.canvas.width = this.canvas.height = side;
    this.context.drawImage(this.video, (width - side) / 2, (height - side) / 2, side, side, 0, 0, side, side);
    const picture = this.context.getImageData(0, 0, side, side);
    this.onText((await decode?.(picture)) ?? "");
  }
}

const remembered = () => { try { return localStorage.getItem(KNOWN_CAMERA); } catch { return null; } };
const remember = (id) => { try { localStorage.setItem(KNOWN_CAMERA, id); } catch { /* private window */ } };
