// Curves of both sides and bars of events over time, with a line at the frame that is shown.

import { color } from "./stage.js";

const AXIS_PX = 58, EDGE_PX = 16, LEAST_S = 0.4;
const BAR_PX = 10, FINGER_PX = 24;
const HEIGHTS = [168, 104, 84];
const ENDS = ["pointerup", "pointercancel"];

export const make = (tag, className, text) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
};

/**
 * How many pixels before and after each bar belong to it: a finger's width in all where there is
 * room, and nothing beyond the middle between two bars.
 */
const touchable = (bars, width) => bars.map(({ left, right }, place) => {
  const least = place ? (Math.max(...bars.slice(0, place).map((bar) => bar.right)) + left) / 2 : 0;
  const most = place + 1 < bars.length ? (right + bars[place + 1].left) / 2 : width;
  const missing = Math.max(FINGER_PX - (right - left), 0);
  const [room, behind] = [Math.max(left - least, 0), Math.max(most - right, 0)];
  const before = Math.min(Math.max(missing / 2, missing - behind), room);
  return [before, Math.min(missing - before, behind)];
});

/**
 * Fires `choose` with {place}, `look` with {time} when a moment is pointed at, `span` with
 * {from, to} when one is marked for a new event, and `edge` with {edge, time, done} while an edge
 * of the chosen event is moved.
 */
export class Curves extends EventTarget {
  constructor(holder, table, curves, data, words, write) {
    super();
    Object.assign(this, { holder, table, data, words, write });
    this.full = [0, data.duration];
    this.view = [...this.full];
    this.chosen = -1;
    this.marking = false;
    this.filter = () => true;
    this.#addLanes();
    this.#addPlots(curves);
    this.now = holder.appendChild(make("div", "now"));
    this.#listen();
    this.show(data);
    new ResizeObserver(() => this.#fit()).observe(holder);
  }

  // ---- what is shown

  /** Show other events. */
  show(data) {
    this.data = data;
    for (const mark of this.marks ?? []) mark.remove();
    this.marks = data.events.map((event, place) => this.#mark(event, place));
    this.chosen = -1;
    this.redraw();
  }

  /** Show which event is chosen; with a zoom the view goes to it. */
  choose(place, zoom = false) {
    this.chosen = place;
    this.marks.forEach((mark, at) => {
      mark.setAttribute("aria-pressed", String(at === place));
      mark.tabIndex = at === Math.max(place, 0) ? 0 : -1;
    });
    const event = this.data.events[place];
    if (event && (zoom || event.onset < this.view[0] || event.end > this.view[1])) {
      const margin = Math.max(1.5, event.end - event.onset);
      this.look(event.onset - margin, event.end + margin);
    }
    this.redraw();
  }

  /** Put the line at a moment, and bring it into view. */
  point(time) {
    this.time = time;
    const width = this.view[1] - this.view[0];
    if (time < this.view[0] || time > this.view[1]) this.look(time - width / 2, time + width / 2);
    else this.#placeNow();
  }

  look(from, to) {
    const duration = this.full[1];
    const width = Math.min(Math.max(to - from, Math.min(LEAST_S, duration)), duration);
    const start = Math.min(Math.max((from + to - width) / 2, 0), duration - width);
    this.view = [start, start + width];
    for (const plot of this.plots) plot.setScale("x", { min: this.view[0], max: this.view[1] });
    this.#place();
  }

  zoom(factor, around = this.time ?? (this.view[0] + this.view[1]) / 2) {
    const middle = Math.min(Math.max(around, this.view[0]), this.view[1]);
    this.look(middle - (middle - this.view[0]) * factor, middle + (this.view[1] - middle) * factor);
  }

  shift(share) {
    const step = share * (this.view[1] - this.view[0]);
    const move = Math.min(Math.max(step, -this.view[0]), this.full[1] - this.view[1]);
    this.look(this.view[0] + move, this.view[1] + move);
  }

  redraw() {
    for (const plot of this.plots) plot.redraw(false, true);
    this.#place();
  }

  // ---- lanes

  #addLanes() {
    const lanes = this.holder.appendChild(make("div", "lanes"));
    this.tracks = {};
    const names = ["right", "both", "left"];
    if (this.data.activities.length) names.push("activity");
    for (const name of names) {
      const lane = lanes.appendChild(make("div", `lane ${name}`));
      lane.append(make("span", "lane-name", this.words[`lane_${name}`]));
      this.tracks[name] = lane.appendChild(make("div", "lane-track"));
    }
    this.doings = this.data.activities.map(([name, onset, end]) => {
      const doing = make("span", `doing ${name}`);
      if (name !== "rest") doing.append(make("span", "doing-name", this.words[`activity_${name}`]));
      doing.title = this.words[`activity_${name}`];
      this.tracks.activity.append(doing);
      return { element: doing, onset, end };
    });
    this.edges = ["onset", "end"].map((edge) => this.#edge(edge));
  }

  #mark(event, place) {
    const mark = make("button", `mark-button ${event.type} ${event.side}${event.said ? " said" : ""}`);
    mark.type = "button";
    mark.title = event.said ? `${event.title} (${this.words.said})` : event.title;
    mark.setAttribute("aria-label", mark.title);
    mark.setAttribute("aria-pressed", "false");
    mark.tabIndex = place === 0 ? 0 : -1;
    mark.dataset.place = place;
    mark.addEventListener("click", () => this.#tell("choose", { place }));
    this.tracks[event.side].append(mark);
    return mark;
  }

  /** A handle at an edge of the chosen event; the same is done by keys and buttons elsewhere. */
  #edge(edge) {
    const handle = make("div", `edge ${edge}`);
    handle.hidden = true;
    handle.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      let { clientX } = event;
      const tell = (done) => this.#tell("edge", { edge, time: this.#timeAt(clientX), done });
      const move = (now) => { clientX = now.clientX; tell(false); };
      const leave = (now) => {
        if (now.type === "pointerup") clientX = now.clientX; // where it is canceled it is nowhere
        handle.removeEventListener("pointermove", move);
        for (const end of ENDS) handle.removeEventListener(end, leave);
        tell(true);
      };
      handle.addEventListener("pointermove", move);
      for (const end of ENDS) handle.addEventListener(end, leave);
    });
    return handle;
  }

  /** Let the edges of the chosen event be moved, or no longer. */
  offerEdges(offered) { this.edgesOffered = offered; this.#place(); }

  // ---- plots

  #addPlots(curves) {
    const rows = curves.map((row) => Array.from(row, (value) => (Number.isFinite(value) ? value : null)));
    const [times, ...broken] = this.#breakAtGaps(this.table.times, rows);
    this.plots = this.data.panels.map((panel, index) => {
      const last = index === this.data.panels.length - 1;
      const box = this.holder.appendChild(make("div", "plot"));
      box.append(make("div", "plot-name", panel.name));
      const options = this.#options(panel, index, last);
      return new uPlot(options, [times, broken[2 * index], broken[2 * index + 1]], box);
    });
  }

  /** Put a panel of other values below, on the same time and zoom; an earlier one gives way. */
  addPanel(panel) {
    this.added?.plot.destroy();
    this.added?.box.remove();
    const box = make("div", "plot added");
    box.append(make("div", "plot-name", panel.name));
    this.holder.insertBefore(box, this.now);
    const plot = new uPlot(this.#options(panel, HEIGHTS.length - 1, true), [panel.times, ...panel.rows], box);
    this.plots = [...this.plots.filter((one) => one !== this.added?.plot), plot];
    this.added = { plot, box };
    this.redraw();
  }

  /** A moment without values after each picture that is followed by a gap: no line is drawn across. */
  #breakAtGaps(times, rows) {
    const steps = times.slice(1).map((time, place) => time - times[place]);
    const usual = [...steps].sort((a, b) => a - b)[steps.length >> 1] ?? 0;
    const after = new Set(steps.flatMap((step, place) => (step > 2.5 * usual ? [place] : [])));
    const spread = (row, filler) => (after.size
      ? Array.from(row).flatMap((value, place) => (after.has(place) ? [value, filler(place)] : [value])) : row);
    return [spread(times, (place) => times[place] + usual), ...rows.map((row) => spread(row, () => null))];
  }

  #options(panel, index, last) {
    const text = (tick) => (panel.percent ? `${this.write(100 * tick, 0)}\u202f%` : this.write(tick, Number.isInteger(tick) ? 0 : Number.isInteger(tick * 10) ? 1 : 2));
    const axis = { stroke: () => color("muted"), ticks: { show: false }, font: "12px system-ui, sans-serif", gap: 6 };
    const grid = { stroke: () => color("grid"), width: 1 };
    return {
      width: Math.max(this.holder.clientWidth, 200),
      height: HEIGHTS[index] + (last ? 26 : 0),
      legend: { show: false },
      padding: [20, EDGE_PX, last ? 0 : 4, 0],
      cursor: {
        sync: { key: "hemiface-review" }, y: false, points: { size: 7 }, focus: { prox: -1 },
        drag: { x: true, y: false, setScale: false }, bind: { dblclick: () => null },
      },
      scales: { x: { time: false, range: () => this.view }, y: { range: () => panel.range ?? this.data.ranges[index] } },
      axes: [
        { ...axis, show: last, size: 26, grid: { show: false }, values: (_, ticks) => ticks.map((tick) => `${this.write(tick, Number.isInteger(tick) ? 0 : Number.isInteger(tick * 10) ? 1 : 2)}\u202fs`) },
        { ...axis, grid, size: AXIS_PX, splits: () => panel.ticks, values: (_, ticks) => ticks.map(text) },
      ],
      series: [{}, ...["left", "right"].map((side) => ({ stroke: () => color(side), width: 1.5, points: { show: false }, spanGaps: false }))],
      hooks: { drawClear: [(plot) => this.#shade(plot)], setSelect: [(plot) => this.#select(plot)] },
    };
  }

  #shade(plot) {
    const pen = plot.ctx, { left, top, width, height } = plot.bbox;
    const fill = (from, to, style, alpha) => {
      const x0 = Math.max(plot.valToPos(from, "x", true), left);
      const x1 = Math.min(plot.valToPos(to, "x", true), left + width);
      if (x1 <= x0) return;
      pen.globalAlpha = alpha;
      pen.fillStyle = style;
      pen.fillRect(x0, top, Math.max(x1 - x0, 1), height);
    };
    pen.save();
    this.data.events.forEach((event, place) => {
      if (!this.filter(event)) return;
      const tint = color(event.side === "both" ? "muted" : event.side);
      if (place === this.chosen) fill(event.onset, event.end, color("ink"), 0.14);
      else if (event.type !== "blink") fill(event.onset, event.end, tint, 0.09);
    });
    const pattern = pen.createPattern(hatch(), "repeat");
    for (const [from, to] of this.data.invalid) fill(from, to, pattern, 1);
    if (this.marked) fill(...this.marked, color("ink"), 0.22);
    pen.restore();
  }

  #select(plot) {
    const { left, width } = plot.select;
    if (width < 6) return;
    const from = plot.posToVal(left, "x"), to = plot.posToVal(left + width, "x");
    plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
    this.justSelected = true;
    if (this.marking) this.#tell("span", { from, to });
    else this.look(from, to);
  }

  // ---- places

  #timeAt(clientX) {
    const box = this.plots[0].over.getBoundingClientRect();
    const share = Math.min(Math.max((clientX - box.left) / box.width, 0), 1);
    return this.view[0] + share * (this.view[1] - this.view[0]);
  }

  #place() {
    const [from, to] = this.view, width = to - from;
    const percent = (time) => `${(100 * (time - from)) / width}%`;
    const put = (element, onset, end, hidden) => {
      element.style.display = hidden || end < from || onset > to ? "none" : "";
      element.style.left = percent(onset);
      element.style.width = `${(100 * Math.max(end - onset, 0)) / width}%`;
    };
    this.marks?.forEach((mark, place) => {
      const event = this.data.events[place];
      put(mark, event.onset, event.end, !this.filter(event));
    });
    const wide = this.tracks.left.clientWidth;
    for (const track of Object.values(this.tracks)) this.#widen(track, wide);
    for (const { element, onset, end } of this.doings) put(element, onset, end, false);
    const event = this.data.events[this.chosen];
    for (const [place, handle] of this.edges.entries()) {
      const time = event && (this.marked ?? [event.onset, event.end])[place];
      handle.hidden = !event || !this.edgesOffered || time < from || time > to;
      if (handle.hidden) continue;
      if (handle.parentElement !== this.tracks[event.side]) this.tracks[event.side].append(handle);
      handle.style.left = percent(time);
    }
    this.#placeNow();
  }

  /** Give what is touched of each bar in a track the width of a finger; the bar stays as it is. */
  #widen(track, width) {
    const [from, to] = this.view, scale = width / (to - from);
    const shown = this.marks?.filter((mark) => mark.parentElement === track && mark.style.display !== "none") ?? [];
    const bars = shown.map((mark) => {
      const { onset, end } = this.data.events[mark.dataset.place];
      const left = Math.max((onset - from) * scale, 0);
      return { mark, left, right: Math.min(Math.max((end - from) * scale, left + BAR_PX), width) };
    }).sort((one, other) => one.left - other.left);
    touchable(bars, width).forEach(([before, after], place) => {
      bars[place].mark.style.setProperty("--before", `${before}px`);
      bars[place].mark.style.setProperty("--after", `${after}px`);
    });
  }

  #placeNow() {
    if (!this.now) return;
    const [from, to] = this.view;
    this.now.hidden = this.time === undefined || this.time < from || this.time > to;
    const share = (this.time - from) / (to - from);
    this.now.style.left = `calc(${AXIS_PX}px + (100% - ${AXIS_PX + EDGE_PX}px) * ${share})`;
  }

  #fit() {
    const width = this.holder.clientWidth;
    for (const plot of this.plots) if (width && plot.width !== width) plot.setSize({ width, height: plot.height });
    this.#place();
  }

  // ---- hands

  #listen() {
    const { holder } = this;
    holder.addEventListener("click", (event) => {
      if (!event.target.closest(".u-over")) return;
      if (this.justSelected) { this.justSelected = false; return; }
      this.#tell("look", { time: this.#timeAt(event.clientX) });
    });
    holder.addEventListener("pointerdown", () => { this.justSelected = false; });
    holder.addEventListener("wheel", (event) => {
      const zooms = event.ctrlKey || holder.contains(document.activeElement);
      if (!zooms || !event.target.closest(".plot, .lane")) return;
      event.preventDefault();
      if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) this.shift(Math.sign(event.deltaX) * 0.1);
      else this.zoom(event.deltaY > 0 ? 1.25 : 0.8, this.#timeAt(event.clientX));
    }, { passive: false });
    this.#listenToFingers();
  }

  /** Two fingers zoom, one moves a zoomed timeline; a tap is a click. */
  #listenToFingers() {
    const fingers = new Map();
    let held = null;
    const grasp = () => { held = { view: [...this.view], places: [...fingers.values()] }; };
    this.holder.addEventListener("pointerdown", (event) => {
      if (event.pointerType !== "touch" || !event.target.closest(".u-over")) return;
      fingers.set(event.pointerId, event.clientX);
      grasp();
    });
    this.holder.addEventListener("pointermove", (event) => {
      if (!fingers.has(event.pointerId)) return;
      fingers.set(event.pointerId, event.clientX);
      const { left, width } = this.plots[0].over.getBoundingClientRect();
      const share = (x) => (x - left) / width, span = held.view[1] - held.view[0];
      const time = (x) => held.view[0] + span * share(x), now = [...fingers.values()];
      if (now.length > 1) {
        const apart = share(now[1]) - share(now[0]);
        if (Math.abs(apart) < 0.02) return;
        const wide = (time(held.places[1]) - time(held.places[0])) / apart;
        const from = time(held.places[0]) - wide * share(now[0]);
        this.look(from, from + wide);
      } else if (span < this.full[1]) {
        const move = time(held.places[0]) - time(now[0]);
        this.look(held.view[0] + move, held.view[1] + move);
      }
    });
    for (const end of ENDS) {
      this.holder.addEventListener(end, (event) => { if (fingers.delete(event.pointerId)) grasp(); });
    }
  }

  #tell(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }
}

function hatch() {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const pen = tile.getContext("2d");
  pen.strokeStyle = color("hatch");
  pen.lineWidth = 1.2;
  pen.beginPath();
  for (const shift of [-8, 0, 8]) { pen.moveTo(shift - 1, 9); pen.lineTo(shift + 9, -1); }
  pen.stroke();
  return tile;
}
