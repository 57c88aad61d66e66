// The chosen event, and what a person says of it: by hand, by buttons and by keys.

import { make } from "./curves.js";

const byId = (id) => document.getElementById(id);

/** Disable something, or no longer; the page takes the focus of what is disabled, for keys go there. */
function disable(element, isDisabled) {
  const held = document.activeElement;
  element.disabled = isDisabled;
  if (held?.matches(":disabled")) byId("review").focus({ preventScroll: true });
}

export class Corrections {
  constructor({ findings, player, table, plots, words, write, may }) {
    Object.assign(this, { findings, player, table, plots, words, write, may });
    this.chosen = -1;
    this.picked = null; // the chosen event by its name, whatever place it has by now
    this.begun = null;
    this.moved = null;  // edges that are not said yet
    this.told = null;   // edges that are said, and not answered
    plots.addEventListener("choose", ({ detail }) => this.choose(detail.place));
    findings.addEventListener("change", () => this.#refresh());
    findings.addEventListener("sending", () => {
      if (findings.unsent || !this.told) return;
      this.told = null;
      if (!this.moved) this.plots.marked = null;
      this.plots.redraw();
    });
    if (may) this.#offer();
    addEventListener("beforeunload", () => this.#settle());
    this.#showHistory();
  }

  get event() { return this.findings.events[this.chosen] ?? null; }

  /** The event of which is spoken: the chosen one, or a new one that is on its way. */
  get meant() { return this.event ?? (this.picked?.isNew ? this.picked : null); }

  /** Choose an event and show its picture: its onset, or where the person was within it. */
  choose(place, zoom = false) {
    this.#settle();
    this.told = this.plots.marked = null;
    this.chosen = place;
    const found = this.event;
    this.picked = found && { onset: found.onset, end: found.end, type: found.type, side: found.side };
    this.plots.choose(place, zoom);
    this.#describe();
    if (found) this.player.show(this.table.at(found.onset + 1e-6));
  }

  /** Choose the next event that is shown, or the one before. */
  walk(direction) {
    const shown = this.findings.events.flatMap((event, place) => (this.plots.filter(event) ? [place] : []));
    if (!shown.length) return;
    const now = this.event?.onset ?? this.table.times[Math.max(this.player.place, 0)];
    const at = shown.indexOf(this.chosen);
    const after = shown.findIndex((place) => this.findings.events[place].onset > now);
    const next = at >= 0 ? at + direction : direction > 0 ? after : (after < 0 ? shown.length : after) - 1;
    this.choose(shown[(next + shown.length) % shown.length], true);
  }

  // ---- what can be said

  say(action, change) {
    if (!this.may || !this.meant) return;
    this.#settle();
    this.findings.correct(action, this.picked, change);
  }

  setType(event_type) { return this.say("change", { event_type }); }
  setSide(side) { return this.say("change", { side }); }

  remove() {
    this.say("remove");
    this.choose(-1);
  }

  /** Move an edge of the chosen event by some frames. */
  nudge(edge, count) {
    const place = this.#placeOf(edge);
    if (place !== null) this.#setEdge(edge, place + count);
  }

  // A frame that was asked for and is still on its way is meant by whoever says "here" at once.

  /** Put an edge of the chosen event at the frame that is shown; an end comes after it. */
  here(edge) {
    const place = this.player.coming;
    if (this.meant && place >= 0) this.#setEdge(edge, place + (edge === "end" ? 1 : 0));
  }

  /** Begin a new event at the frame that is shown; the second time, end it there. */
  add() {
    const place = this.player.coming;
    if (!this.may || place < 0) return;
    if (this.begun === null) { this.#begin(place); return; }
    const places = [this.begun, place].sort((a, b) => a - b);
    this.leave();
    this.#added(this.table.times[places[0]], this.#timeOf(places[1] + 1));
  }

  /** Leave a new event that was begun. */
  leave() { this.#begin(null); }

  undo() { if (this.may) { this.#settle(); this.findings.undo(); } }
  redo() { if (this.may) { this.#settle(); this.findings.redo(); } }

  // ---- how it is done

  #begin(place) {
    this.begun = place;
    this.plots.marking = place !== null;
    const button = byId("add");
    button.setAttribute("aria-pressed", String(place !== null));
    button.firstChild.textContent = `${place === null ? this.words.add : this.words.add_end} `;
  }

  async #added(from, to) {
    const side = this.meant?.side ?? "both";
    const added = { onset: from, end: to, type: "spasm", side, isNew: true };
    this.choose(-1);
    this.picked = added; // what is said before the answer has come is said of the new event
    await this.findings.correct("add", added, { onset: from, duration: to - from, event_type: "spasm", side });
    if (this.picked !== added) return;
    if (added.isLost) this.picked = null;
    this.#refresh();
  }

  /** When a frame begins; the one after the last begins where that ends. */
  #timeOf(place) {
    const { times } = this.table;
    const usual = times.length > 1 ? (times.at(-1) - times[0]) / (times.length - 1) : 0.04;
    return times[place] ?? times.at(-1) + usual;
  }

  #edges() { return this.moved ?? this.told ?? [this.meant.onset, this.meant.end]; }

  #placeOf(edge) {
    if (!this.meant) return null;
    const [onset, end] = this.#edges();
    const time = edge === "onset" ? onset : end;
    const near = this.table.at(time), next = near + 1;
    return Math.abs(this.#timeOf(next) - time) < Math.abs(this.#timeOf(near) - time) ? next : near;
  }

  /** Show moved edges at once; say them when the keys have come to rest, as one correction. */
  #setEdge(edge, place, isHeld = false) {
    if (!this.may) return;
    const bounded = Math.min(Math.max(place, 0), this.table.length - (edge === "onset" ? 1 : 0));
    const edges = [...this.#edges()];
    edges[edge === "onset" ? 0 : 1] = this.#timeOf(bounded);
    if (edges[1] <= edges[0]) return;
    this.moved = this.plots.marked = edges;
    this.plots.redraw();
    this.player.show(edge === "onset" ? bounded : bounded - 1);
    clearTimeout(this.timer);
    if (!isHeld) this.timer = setTimeout(() => this.#settle(), 400);
  }

  /** Say what was moved, of the event it was moved of, before anything else is chosen or said. */
  #settle() {
    clearTimeout(this.timer);
    const edges = this.moved;
    if (!edges) return;
    this.moved = null;
    this.told = edges; // whoever goes on moving them before the answer goes on from here
    this.findings.correct("change", this.picked, { onset: edges[0], duration: edges[1] - edges[0] });
  }

  #offer() {
    const on = (id, act) => byId(id).addEventListener("click", act);
    document.querySelectorAll("#change [data-type]").forEach((button) =>
      button.addEventListener("click", () => this.setType(button.dataset.type)));
    document.querySelectorAll("#change [data-side]").forEach((button) =>
      button.addEventListener("click", () => this.setSide(button.dataset.side)));
    document.querySelectorAll("[data-nudge]").forEach((button) =>
      button.addEventListener("click", () => this.nudge(button.dataset.nudge, Number(button.dataset.by))));
    document.querySelectorAll("[data-here]").forEach((button) =>
      button.addEventListener("click", () => this.here(button.dataset.here)));
    on("remove", () => this.remove());
    on("add", () => this.add());
    on("undo", () => this.undo());
    on("redo", () => this.redo());
    this.plots.offerEdges(true);
    this.plots.addEventListener("span", ({ detail }) => {
      const [from, to] = [this.table.at(detail.from), this.table.at(detail.to)];
      this.leave();
      this.#added(this.table.times[from], this.#timeOf(to + 1));
    });
    this.plots.addEventListener("edge", ({ detail }) => {
      const place = this.table.at(detail.time);
      this.#setEdge(detail.edge, detail.edge === "end" ? place + 1 : place, !detail.done);
      if (detail.done) this.#settle(); // however long the hand rested on the way, it is one correction
    });
  }

  #refresh() {
    this.plots.show(this.findings.state.data);
    this.chosen = this.picked && !this.picked.isNew ? this.findings.find(this.picked) : -1;
    // What was taken back, or said again, has its other name.
    if (this.event) for (const name of ["onset", "end", "type", "side"]) this.picked[name] = this.event[name];
    this.plots.choose(this.chosen);
    this.#describe();
    this.#showHistory();
  }

  #showHistory() {
    for (const [id, act] of [["undo", "undo"], ["redo", "redo"]]) {
      const count = this.findings.state[act];
      disable(byId(id), !this.may || !count);
      byId(id).textContent = `${id === "undo" ? "↶" : "↷"} ${this.words[id]}${count ? ` (${count})` : ""}`;
    }
  }

  #describe() {
    const event = this.event;
    byId("chosen-title").textContent = event ? event.title : this.words.choose;
    const facts = event ? event.facts.map(([name, value]) => {
      const pair = make("div");
      pair.append(make("dt", "", this.words[name]), make("dd", "", value));
      return pair;
    }) : [];
    if (event?.said) facts.push(make("div", "said-note", this.words.said));
    byId("chosen-facts").replaceChildren(...facts);
    if (!this.may) return;
    disable(byId("change"), !event);
    document.querySelectorAll("#change [data-type]").forEach((button) =>
      button.setAttribute("aria-pressed", String(button.dataset.type === event?.type)));
    document.querySelectorAll("#change [data-side]").forEach((button) =>
      button.setAttribute("aria-pressed", String(button.dataset.side === event?.side)));
  }
}
