// What the server knows of the recording, and what a person says of it.

import { FrameTable } from "./frames.js";

/** Onsets nearer than this are those of one event: pages write milliseconds. */
const SAME_S = 0.002;

/** Times, curves, face squares and eyes of every picture; see `pack_frames` of the server. */
export async function loadFrames(address) {
  const answer = await fetch(`${address}/frames`);
  if (!answer.ok) throw new Error(await explain(answer));
  const bytes = await answer.arrayBuffer();
  const [count, rows] = new Uint32Array(bytes, 0, 2);
  const times = new Float64Array(bytes, 8, count);
  const shown = new Float64Array(bytes, 8 + 8 * count, count);
  const row = (place) => new Float32Array(bytes, 8 + 16 * count + 4 * count * place, count);
  const all = Array.from({ length: rows }, (_, place) => row(place));
  const usual = count > 1 ? (shown[count - 1] - shown[0]) / (count - 1) : 0.04;
  const table = new FrameTable([...times], [...shown], (shown[count - 1] ?? 0) + usual);
  return { table, curves: all.slice(0, -10), face: all.slice(-10, -6), gaze: all.slice(-6) };
}

/** Wait until the browser can play the video, and each frame of it; it may have to be made first. */
export async function makePlayable(address, everyFrame, onWait) {
  for (;;) {
    const answer = await fetch(`${address}/playable?every_frame=${everyFrame}`, { method: "POST" });
    if (!answer.ok) throw new Error(await explain(answer));
    if ((await answer.json()).ready) return;
    onWait();
    await new Promise((done) => setTimeout(done, 1000));
  }
}

/** Fires `change` when what is known has changed, `trouble` with a sentence when it could not, and
 *  `sending` when the number of what is on its way changes. */
export class Findings extends EventTarget {
  #queue = Promise.resolve();
  unsent = 0;

  constructor(address, state, words) {
    super();
    this.address = address;
    this.words = words;
    this.state = state;
    // What was said must not be lost because a page is left before the server has answered.
    addEventListener("beforeunload", (event) => {
      if (this.unsent) event.preventDefault();
    });
  }

  get events() { return this.state.data.events; }

  /**
   * Say something of an event. It is named when its turn comes, and takes its new name when that is
   * kept: more may be said of it before. Of a new one that was not kept nothing more is said, and
   * neither is what it is already.
   */
  async correct(action, told, change = {}) {
    const isNew = action === "add";
    const isKept = await this.#send(
      "corrections",
      () => ({ action, event: isNew ? null : { onset: told.onset, type: told.type, side: told.side }, change }),
      () => {
        told.isNew = false;
        told.onset = change.onset ?? told.onset;
        if (change.duration !== undefined) told.end = told.onset + change.duration;
        told.type = change.event_type ?? told.type;
        told.side = change.side ?? told.side;
      },
      () => !told.isLost && (action !== "change" || changes(told, change)),
    );
    if (isNew && !isKept) told.isLost = true;
  }

  undo() { return this.#turn("undo"); }
  redo() { return this.#turn("redo"); }

  /** Place of an event among those that are known now, or of what it was before; -1 where it is gone. */
  find(wanted) {
    const alike = (event) => event.type === wanted.type && event.side === wanted.side;
    const begins = (event) => Math.abs(event.onset - wanted.onset) < SAME_S;
    const ends = (event) => Math.abs(event.end - wanted.end) < SAME_S;
    const meets = (event) => event.onset < wanted.end && event.end > wanted.onset;
    const rules = [
      (event) => alike(event) && begins(event),
      (event) => begins(event) && ends(event), // called otherwise
      (event) => alike(event) && meets(event), // moved
    ];
    for (const rule of rules) {
      const place = this.events.findIndex(rule);
      if (place >= 0) return place;
    }
    return -1;
  }

  /** Take back or say again, if there is anything when its turn comes. */
  #turn(what) {
    return this.#send(what, () => ({}), () => {}, () => {
      if (!this.state[what]) this.#complain(this.words[`no_${what}`]);
      return Boolean(this.state[what]);
    });
  }

  /** One after the other: an answer must never overtake a later one. Resolves with whether it is kept. */
  #send(what, body = () => ({}), onKept = () => {}, isWanted = () => true) {
    this.#onItsWay(1);
    const sent = this.#queue.then(async () => {
      if (!isWanted()) return false;
      let answer;
      try {
        answer = await fetch(`${this.address}/${what}`, {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify(body()),
          keepalive: true,
        });
      } catch {
        this.#complain(this.words.offline);
        return false;
      }
      if (!answer.ok) {
        this.#complain(this.words.failed.replace("{why}", await explain(answer)));
        return false;
      }
      this.state = await answer.json();
      onKept();
      this.dispatchEvent(new Event("change"));
      return true;
    });
    this.#queue = sent.catch(() => {}).finally(() => this.#onItsWay(-1));
    return sent;
  }

  #onItsWay(more) {
    this.unsent += more;
    this.dispatchEvent(new Event("sending"));
  }

  #complain(sentence) { this.dispatchEvent(new CustomEvent("trouble", { detail: sentence })); }
}

/** Whether an event would be another one. */
function changes(event, { onset = event.onset, duration = event.end - event.onset, event_type = event.type, side = event.side }) {
  const moves = Math.abs(onset - event.onset) + Math.abs(onset + duration - event.end);
  return event_type !== event.type || side !== event.side || moves > 1e-6;
}

export async function explain(answer) {
  try {
    const problem = await answer.json();
    return [problem.title, problem.detail].filter((part) => typeof part === "string").join(". ");
  } catch {
    return `${answer.status}`;
  }
}
