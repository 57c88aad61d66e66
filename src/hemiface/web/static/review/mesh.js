// The face as lines, as it was measured: loaded for the pictures that are looked at.

import { explain } from "./measured.js";

const MOST_PARTS = 24;

/** Fires `come` when lines that were asked for are there, and `trouble` with a sentence. */
export class Mesh extends EventTarget {
  #parts = new Map();

  /** @param {{units, points, pictures, lines}} drawing how the server packs and joins points */
  constructor(address, drawing) {
    super();
    Object.assign(this, { address, ...drawing });
  }

  /** Points of a picture from the middle of the face's square, in shares of its side; null where not loaded. */
  at(place) {
    const first = place - (place % this.pictures);
    if (place - first > this.pictures / 2) this.#load(first + this.pictures);
    const part = this.#load(first);
    if (!part) return null;
    const row = 2 * this.points, begin = (place - first) * row;
    const values = part.subarray(begin, begin + row), { units } = this;
    return values.length === row ? (point) => [values[2 * point] / units, values[2 * point + 1] / units] : null;
  }

  /** Lines from one picture on; undefined, and asked for, where they are not there. */
  #load(first) {
    if (!this.#parts.has(first)) {
      this.#parts.set(first, null);
      if (this.#parts.size > MOST_PARTS) this.#parts.delete(this.#parts.keys().next().value);
      this.#ask(first).catch((error) => {
        this.dispatchEvent(new CustomEvent("trouble", { detail: error.message }));
      });
    }
    return this.#parts.get(first);
  }

  async #ask(first) {
    const answer = await fetch(`${this.address}/mesh?first=${first}`);
    if (!answer.ok) throw new Error(await explain(answer));
    this.#parts.set(first, new Int16Array(await answer.arrayBuffer()));
    this.dispatchEvent(new Event("come"));
  }
}
