// Pictures about the play head, decoded beforehand: a step to one of them is shown at once.

import { FramePlayer } from "./player.js";

const ROOM_BYTES = 96e6;
const MOST = 24, FEWEST = 2;   // pictures kept on each side of the play head
const TRIES = 2;
const PATIENCE_MS = 3000;

export class Stills {
  #kept = new Map();
  #tries = new Map();
  #center = -1;
  #filling = false;

  /** Reads the pictures from a video element of its own, which nobody sees. */
  constructor(source, table) {
    this.table = table;
    const video = document.createElement("video");
    Object.assign(video, { muted: true, playsInline: true, preload: "auto", src: source });
    this.scout = new FramePlayer(video, table);
    this.scout.addEventListener("frame", ({ detail }) => { if (detail.confirmed) this.#keep(detail.place); });
    this.ready = new Promise((done) => video.addEventListener("loadeddata", done, { once: true }));
  }

  /** The picture of a frame; undefined where it is not loaded. */
  get(place) { return this.#kept.get(place); }

  /** Load the pictures about a frame. */
  want(place) {
    this.#center = place;
    for (const [far, picture] of this.#kept) {
      if (!this.#isNear(far)) { picture.close(); this.#kept.delete(far); this.#tries.delete(far); }
    }
    if (!this.#filling && this.#isThin()) this.#fill();
  }

  /** Let everything go; nothing is loaded any more. */
  close() {
    this.#center = -1;
    this.scout.pause();
    this.scout.video.removeAttribute("src");
    this.scout.video.load();
    for (const picture of this.#kept.values()) picture.close();
    this.#kept.clear();
  }

  get reach() {
    const { videoWidth, videoHeight } = this.scout.video;
    return Math.min(Math.max(Math.floor(ROOM_BYTES / (8 * videoWidth * videoHeight)), FEWEST), MOST);
  }

  #isNear(place) { return this.#center >= 0 && Math.abs(place - this.#center) <= this.reach; }
  /** Whether a step may soon meet a picture that is missing: many are loaded at once, not one a step. */
  #isThin() {
    const near = Math.ceil(this.reach / 2);
    for (let distance = 0; distance <= near; distance += 1) {
      if (this.#isMissing(this.#center + distance) || this.#isMissing(this.#center - distance)) return true;
    }
    return false;
  }

  #isMissing(place) {
    return place >= 0 && place < this.table.length && this.#isNear(place)
      && !this.#kept.has(place) && (this.#tries.get(place) ?? 0) < TRIES;
  }

  async #fill() {
    this.#filling = true;
    await this.ready;
    for (let run = this.#nearest(); run; run = this.#nearest()) await this.#load(...run);
    this.#filling = false;
  }

  /** First and last of the missing pictures that are next to the play head; null where none is. */
  #nearest() {
    for (let distance = 0; distance <= this.reach; distance += 1) {
      for (const near of [this.#center + distance, this.#center - distance]) {
        if (!this.#isMissing(near)) continue;
        let first = near, last = near;
        while (near <= this.#center && this.#isMissing(first - 1)) first -= 1;
        while (near >= this.#center && this.#isMissing(last + 1)) last += 1;
        return [first, last];
      }
    }
    return null;
  }

  /** Seek to the first, and play to the last: that is quicker than a seek for each. */
  async #load(first, last) {
    const tried = (place) => this.#tries.set(place, (this.#tries.get(place) ?? 0) + 1);
    const { scout } = this;
    await scout.show(first);
    tried(first);
    if (last - first < 2 || scout.place !== first) return;
    for (let place = first + 1; place <= last; place += 1) tried(place);
    const gone = new Promise((done) => {
      const look = () => {
        if (scout.place < last && this.#isNear(last)) return;
        scout.removeEventListener("frame", look);
        done();
      };
      scout.addEventListener("frame", look);
    });
    await scout.play(1);
    await Promise.race([gone, new Promise((done) => setTimeout(done, PATIENCE_MS))]);
    scout.pause();
  }

  async #keep(place) {
    if (!this.#isNear(place) || this.#kept.has(place)) return;
    const picture = await createImageBitmap(this.scout.video).catch(() => null);
    if (!picture) return;
    if (this.#kept.has(place) || !this.#isNear(place)) picture.close(); else this.#kept.set(place, picture);
  }
}
