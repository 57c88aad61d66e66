// The page works without this script; with it the timeline can be zoomed and asked.
(() => {
  "use strict";
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  root.classList.add("js");

  // ---- theme and print -------------------------------------------------------------------
  const night = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => root.classList.contains("dark") || (night.matches && !root.classList.contains("light"));
  const themeButton = byId("theme");
  const showTheme = () => themeButton.setAttribute("aria-pressed", String(isDark()));
  themeButton.addEventListener("click", () => {
    const dark = !isDark();
    root.classList.toggle("dark", dark);
    root.classList.toggle("light", !dark);
    showTheme();
    redraw();
  });
  night.addEventListener("change", () => { showTheme(); redraw(); });
  byId("print").addEventListener("click", () => print());
  showTheme();

  // ---- timeline --------------------------------------------------------------------------
  const plots = [];
  const redraw = () => plots.forEach((plot) => plot.redraw(false));
  const dataElement = byId("data");
  if (!dataElement || !byId("plots")) return;
  const data = JSON.parse(dataElement.textContent);
  const words = data.words;
  const holder = byId("plots");
  const AXIS = 58;
  const full = [0, data.duration];
  let view = full.slice();
  let chosen = -1;
  let cursor = null;

  const color = (name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim();
  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const write = (value, digits) => value.toFixed(digits).replace("-", "\u2212").replace(".", data.decimal);
  const writeIn = (panel, value) =>
    panel.percent ? `${write(100 * value, 0)}\u202f%` : write(value, panel.digits);

  // events as buttons on three lanes, and below them what the person was seen to do
  const lanes = make("div", "lanes");
  const tracks = {};
  const addLane = (name) => {
    const lane = lanes.appendChild(make("div", `lane ${name}`));
    lane.append(make("span", "lane-name", words[`lane_${name}`]));
    return lane.appendChild(make("div", "lane-track"));
  };
  for (const side of ["right", "both", "left"]) tracks[side] = addLane(side);
  const doings = data.activities.map(([name, onset, end]) => {
    tracks.activity ??= addLane("activity");
    const doing = make("span", `doing ${name}`);
    if (name !== "rest") doing.append(make("span", "doing-name", words[`activity_${name}`]));
    doing.title = words[`activity_${name}`];
    tracks.activity.append(doing);
    return { mark: doing, onset, end };
  });
  holder.append(lanes);
  const marks = data.events.map((event, index) => {
    const mark = make("button", `mark-button ${event.type} ${event.side}`);
    mark.type = "button";
    mark.title = event.title;
    mark.setAttribute("aria-label", event.title);
    mark.setAttribute("aria-pressed", "false");
    mark.tabIndex = index === 0 ? 0 : -1;
    mark.addEventListener("click", () => choose(index, false));
    tracks[event.side].append(mark);
    return mark;
  });

  // what could not be measured is hatched, what was found is shaded
  const hatch = () => {
    const tile = make("canvas");
    tile.width = tile.height = 8;
    const pen = tile.getContext("2d");
    pen.strokeStyle = color("hatch");
    pen.lineWidth = 1.2;
    pen.beginPath();
    for (const shift of [-8, 0, 8]) { pen.moveTo(shift - 1, 9); pen.lineTo(shift + 9, -1); }
    pen.stroke();
    return tile;
  };
  const shade = (plot) => {
    const pen = plot.ctx;
    const { top, height } = plot.bbox;
    const span = (from, to, style, alpha) => {
      const x0 = Math.max(plot.valToPos(from, "x", true), plot.bbox.left);
      const x1 = Math.min(plot.valToPos(to, "x", true), plot.bbox.left + plot.bbox.width);
      if (x1 <= x0) return;
      pen.globalAlpha = alpha;
      pen.fillStyle = style;
      pen.fillRect(x0, top, Math.max(x1 - x0, 1), height);
    };
    pen.save();
    const tint = { left: color("left"), right: color("right"), both: color("muted") };
    data.events.forEach((event, index) => {
      if (index === chosen) span(event.onset, event.end, color("ink"), 0.14);
      else if (event.type !== "blink") span(event.onset, event.end, tint[event.side], 0.09);
    });
    const pattern = pen.createPattern(hatch(), "repeat");
    for (const [from, to] of data.invalid) span(from, to, pattern, 1);
    pen.restore();
  };

  const axis = (show, panel) => ({
    show,
    stroke: () => color("muted"),
    grid: { stroke: () => color("grid"), width: 1 },
    ticks: { show: false },
    font: "12px system-ui, sans-serif",
    gap: 6,
    ...panel,
  });
  const heights = [204, 128, 104];
  data.panels.forEach((panel, index) => {
    const box = holder.appendChild(make("div", "plot"));
    box.append(make("div", "plot-name", panel.name));
    const last = index === data.panels.length - 1;
    const plot = new uPlot({
      width: holder.clientWidth,
      height: heights[index] + (last ? 26 : 0),
      legend: { show: false },
      padding: [20, 16, last ? 0 : 4, 0],
      cursor: {
        sync: { key: "hemiface" },
        y: false,
        drag: { x: true, y: false, setScale: false },
        points: { size: 7 },
        focus: { prox: -1 },
      },
      scales: {
        x: { time: false, range: () => view },
        y: { range: () => data.ranges[index] },
      },
      axes: [
        axis(last, { size: 26, grid: { show: false }, values: (_, ticks) => ticks.map((tick) => `${write(tick, Number.isInteger(tick) ? 0 : 1)}\u202fs`) }),
        axis(true, {
          size: AXIS,
          splits: () => panel.ticks,
          values: (_, ticks) => ticks.map((tick) => (panel.percent ? `${write(100 * tick, 0)}\u202f%` : write(tick, Number.isInteger(tick) ? 0 : Number.isInteger(tick * 10) ? 1 : 2))),
        }),
      ],
      series: [
        {},
        { stroke: () => color("left"), width: 1.5, points: { show: false }, spanGaps: false },
        { stroke: () => color("right"), width: 1.5, points: { show: false }, spanGaps: false },
      ],
      hooks: {
        drawClear: [shade],
        setCursor: [(self) => { if (index === 0) read(self.cursor.idx); }],
        setSelect: [(self) => {
          const { left, width } = self.select;
          if (width < 8) return;
          look(self.posToVal(left, "x"), self.posToVal(left + width, "x"));
          self.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
        }],
      },
    }, [data.time, data.rows[2 * index], data.rows[2 * index + 1]], box);
    plots.push(plot);
  });

  const place = () => {
    const width = view[1] - view[0];
    const placed = marks.map((mark, index) => ({ mark, ...data.events[index] }));
    [...placed, ...doings].forEach(({ mark, onset, end }) => {
      const hidden = end < view[0] || onset > view[1];
      mark.style.display = hidden ? "none" : "";
      mark.style.left = `${(100 * (onset - view[0])) / width}%`;
      mark.style.width = `${(100 * Math.max(end - onset, 0)) / width}%`;
    });
  };
  const look = (from, to) => {
    const least = Math.min(0.5, data.duration);
    const width = Math.min(Math.max(to - from, least), data.duration);
    const start = Math.min(Math.max((from + to - width) / 2, 0), data.duration - width);
    view = [start, start + width];
    plots.forEach((plot) => plot.redraw(false, true));
    plots.forEach((plot) => plot.setScale("x", { min: view[0], max: view[1] }));
    place();
  };
  const zoom = (factor, around) => {
    const middle = around ?? (view[0] + view[1]) / 2;
    look(middle - (middle - view[0]) * factor, middle + (view[1] - middle) * factor);
  };
  const shift = (share) => {
    const step = share * (view[1] - view[0]);
    const move = Math.min(Math.max(step, -view[0]), data.duration - view[1]);
    look(view[0] + move, view[1] + move);
  };

  // values under the cursor
  const readout = byId("readout");
  const hint = matchMedia("(pointer: coarse)").matches ? words.hint_touch : words.hint;
  readout.textContent = hint;
  const read = (index) => {
    cursor = index;
    if (index === null || index === undefined || data.time[index] === undefined) {
      readout.textContent = hint;
      return;
    }
    readout.replaceChildren(make("b", "", `${write(data.time[index], 2)}\u202fs`));
    [["right", 1], ["left", 0]].forEach(([side, row]) => {
      const closure = data.rows[row][index];
      const mouth = data.rows[2 + row][index];
      const parts = closure === null ? words.gap
        : `${writeIn(data.panels[0], closure)} ${words.closed}${mouth === null ? "" : `, ${writeIn(data.panels[1], mouth)}\u202fmm ${words.mouth}`}`;
      readout.append("   ", make("b", side, words[side]), ` ${parts}`);
    });
  };
  const point = (index) => {
    const next = Math.min(Math.max(index, 0), data.time.length - 1);
    const time = data.time[next];
    if (time < view[0] || time > view[1]) look(time - (view[1] - view[0]) / 2, time + (view[1] - view[0]) / 2);
    plots[0].setCursor({ left: plots[0].valToPos(time, "x"), top: 10 });
  };

  // one event in detail
  const detail = byId("detail");
  const choose = (index, zoomTo) => {
    if (!marks.length) return;
    chosen = (index + marks.length) % marks.length;
    const event = data.events[chosen];
    marks.forEach((mark, at) => {
      mark.setAttribute("aria-pressed", String(at === chosen));
      mark.tabIndex = at === chosen ? 0 : -1;
    });
    if (zoomTo || event.onset < view[0] || event.end > view[1]) {
      const margin = Math.max(1.5, event.end - event.onset);
      look(event.onset - margin, event.end + margin);
    }
    const list = make("dl");
    for (const [name, value] of event.facts) {
      const pair = list.appendChild(make("div"));
      pair.append(make("dt", "", words[name]), make("dd", "", value));
    }
    detail.replaceChildren(make("h3", "", event.title), list);
    const strip = document.querySelector(`#strip-${chosen} .strip-frames`);
    if (strip) {
      const copy = strip.cloneNode(true);
      copy.setAttribute("aria-label", words.frames);
      detail.append(copy);
    }
    redraw();
  };

  const moves = {
    earlier: () => shift(-0.5),
    later: () => shift(0.5),
    in: () => zoom(0.5),
    out: () => zoom(2),
    all: () => look(...full),
    previous: () => choose(chosen < 0 ? marks.length - 1 : chosen - 1, true),
    next: () => choose(chosen + 1, true),
  };
  document.querySelectorAll("[data-move]").forEach((button) =>
    button.addEventListener("click", moves[button.dataset.move]));
  document.querySelectorAll("[data-event]").forEach((link) =>
    link.addEventListener("click", () => choose(Number(link.dataset.event), true)));
  holder.addEventListener("keydown", (event) => {
    const onMark = event.target.classList.contains("mark-button");
    const step = event.shiftKey ? 10 : 1;
    const start = cursor ?? plots[0].valToIdx(view[0]);
    const keys = {
      ArrowLeft: () => (onMark ? walk(-1) : point(start - step)),
      ArrowRight: () => (onMark ? walk(1) : point(start + step)),
      PageUp: moves.earlier, PageDown: moves.later,
      Home: () => point(0), End: () => point(data.time.length - 1),
      "+": moves.in, "=": moves.in, "-": moves.out, 0: moves.all,
    };
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  const walk = (direction) => {
    choose(Math.max(marks.indexOf(document.activeElement), 0) + direction, false);
    marks[chosen].focus();
  };
  holder.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const box = plots[0].over.getBoundingClientRect();
    zoom(event.deltaY > 0 ? 1.25 : 0.8, plots[0].posToVal(event.clientX - box.left, "x"));
  }, { passive: false });

  // Two fingers zoom; one reads where it touches, and moves a zoomed timeline. A touch is read
  // here, for not every browser sends a mouse event after a tap. Up and down still scrolls the
  // page (touch-action in the style sheet).
  const fingers = new Map();
  let held = null;
  const grasp = () => { held = { view: view.slice(), places: [...fingers.values()] }; };
  const readAt = (x) => {
    plots[0].setCursor({ left: x - plots[0].over.getBoundingClientRect().left, top: 10 });
  };
  const drag = () => {
    const { left, width } = plots[0].over.getBoundingClientRect();
    const share = (x) => (x - left) / width;
    const span = held.view[1] - held.view[0];
    const time = (x) => held.view[0] + span * share(x);
    const now = [...fingers.values()];
    if (now.length > 1) {
      const apart = share(now[1]) - share(now[0]);
      if (Math.abs(apart) < 0.02) return;
      const wide = (time(held.places[1]) - time(held.places[0])) / apart;
      const from = time(held.places[0]) - wide * share(now[0]);
      look(from, from + wide);
    } else if (span < data.duration) {
      const move = time(held.places[0]) - time(now[0]);
      look(held.view[0] + move, held.view[1] + move);
    } else {
      readAt(now[0]);
    }
  };
  holder.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "touch" || !event.target.closest(".u-over")) return;
    fingers.set(event.pointerId, event.clientX);
    grasp();
    if (fingers.size === 1) readAt(event.clientX);
  });
  holder.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, event.clientX);
    drag();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    holder.addEventListener(end, (event) => { if (fingers.delete(event.pointerId)) grasp(); });
  }

  new ResizeObserver(() => plots.forEach((plot) => {
    if (holder.clientWidth && plot.width !== holder.clientWidth) plot.setSize({ width: holder.clientWidth, height: plot.height });
  })).observe(holder);
  place();
})();
