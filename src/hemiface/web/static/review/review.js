// The review page: one frame, one event, one word of a person at a time.

import { Curves, make } from "./curves.js";
import { Corrections } from "./corrections.js";
import { offerEmg } from "./emg.js";
import { bindKeys, holdKeys } from "./keys.js";
import { Findings, loadFrames, makePlayable } from "./measured.js";
import { Mesh } from "./mesh.js";
import { FramePlayer } from "./player.js";
import { Stage } from "./stage.js";
import { Stills } from "./stills.js";

const byId = (id) => document.getElementById(id);
const root = byId("review");
const state = JSON.parse(byId("state").textContent);
const words = { ...state.data.words, ...state.words };
const address = root.dataset.address, blind = "blind" in root.dataset;
const write = (value, digits) => {
  const text = value.toFixed(digits);
  return (Number(text) === 0 ? text.replace("-", "") : text.replace("-", "\u2212"))
    .replace(".", state.data.decimal);
};
document.documentElement.classList.add("js");

const say = (sentence) => { byId("notice").textContent = sentence; };
const findings = new Findings(address, state, words);
findings.addEventListener("sending", () => { root.setAttribute("aria-busy", findings.unsent > 0); });

async function open() {
  if (!state.may.watch) return;
  const { table, curves, face, gaze } = await loadFrames(address);
  const video = byId("video");
  const player = new FramePlayer(video, table);
  const mesh = state.mesh ? new Mesh(address, state.mesh) : null;
  const stage = new Stage({
    picture: byId("picture"), video, still: byId("still"), drawn: byId("drawn"), face, gaze, mesh, curves, mirrored: state.mirrored,
    eyes: { right: byId("eye-right"), left: byId("eye-left") },
    letters: { right: words.right, left: words.left },
  });
  const plots = new Curves(byId("plots"), table, curves, state.data, words, write);
  const desk = new Corrections({ findings, player, table, plots, words, write, may: state.may.write });

  offerEmg({ fold: byId("emg"), address, words, write, plots });

  // ---- one frame in all places
  const show = (place, confirmed) => {
    byId("frame-text").textContent = confirmed
      ? words.frame.replace("{n}", place + 1).replace("{count}", table.length)
        .replace("{time}", write(table.times[place], 3))
      : words.unconfirmed;
    byId("frame-label").classList.toggle("unconfirmed", !confirmed);
    stage.draw(place, confirmed, player.picture);
    if (!confirmed) return;
    plots.point(table.times[place]);
    ["left", "right"].forEach((side, row) => {
      const closure = curves[row][place];
      byId(`value-${side}`).textContent = blind ? "" : Number.isFinite(closure)
        ? `${write(100 * closure, 0)}\u202f% ${words.closed}` : words.no_signal;
    });
    if (byId("values").closest("details").open) fillTable(place);
  };
  const again = () => show(player.place, player.confirmed);
  mesh?.addEventListener("come", () => again());
  mesh?.addEventListener("trouble", ({ detail }) => say(detail));
  player.addEventListener("frame", ({ detail }) => show(detail.place, detail.confirmed));
  player.addEventListener("state", () => {
    byId("play").textContent = player.playing ? "❚❚" : "▶";
    byId("loop").setAttribute("aria-pressed", String(Boolean(player.looping)));
  });
  new ResizeObserver(() => { stage.fit(); again(); }).observe(byId("drawn"));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { plots.redraw(); again(); });

  // ---- the same as a table
  const fillTable = (place) => {
    const body = byId("values").tBodies[0];
    body.replaceChildren();
    const first = Math.max(Math.min(place - 5, table.length - 11), 0);
    for (let at = first; at < Math.min(first + 11, table.length); at += 1) {
      const row = body.appendChild(make("tr", at === place ? "current" : ""));
      const head = row.appendChild(make("th", "", write(table.times[at], 3)));
      head.scope = "row";
      state.data.panels.forEach((panel, index) => {
        for (const side of [1, 0]) {
          const value = curves[2 * index + side][at];
          const text = Number.isFinite(value)
            ? (panel.percent ? `${write(100 * value, 0)}\u202f%` : write(value, panel.digits)) : words.no_signal;
          row.append(make("td", "num", text));
        }
      });
    }
  };
  byId("values").closest("details").addEventListener("toggle", () => fillTable(Math.max(player.place, 0)));

  // ---- buttons
  const speed = byId("speed");
  const play = () => {
    if (player.playing) player.pause();
    else if (speed.value === "every") player.walk(120);
    else player.play(Number(speed.value));
  };
  speed.addEventListener("change", () => { if (player.playing) { player.pause(); play(); } });
  byId("face").addEventListener("change", (event) => { stage.choose(event.target.value); again(); });
  const loop = () => {
    const event = desk.event;
    player.loop(player.looping || !event ? null : [table.at(event.onset), table.at(event.end)]);
    if (player.looping && !player.playing) player.show(player.looping[0]).then(play);
  };
  const moves = {
    earlier: () => plots.shift(-0.5), later: () => plots.shift(0.5),
    in: () => plots.zoom(0.5), out: () => plots.zoom(2), all: () => plots.look(...plots.full),
  };
  document.querySelectorAll("[data-move]").forEach((button) =>
    button.addEventListener("click", moves[button.dataset.move]));
  const acts = {
    play, loop,
    "previous-frame": () => player.step(-1), "next-frame": () => player.step(1),
    "previous-event": () => desk.walk(-1), "next-event": () => desk.walk(1),
  };
  for (const [id, act] of Object.entries(acts)) byId(id).addEventListener("click", act);
  byId("filter").addEventListener("change", ({ target }) => {
    const kinds = { all: () => true, said: (event) => event.said };
    plots.filter = kinds[target.value] ?? ((event) => event.type === target.value);
    plots.redraw();
  });
  plots.addEventListener("look", ({ detail }) => player.show(table.at(detail.time)));
  byId("details").addEventListener("click", (event) => {
    const link = event.target.closest("[data-event]");
    if (link) desk.choose(Number(link.dataset.event), true);
  });
  bindKeys(root, { ...acts, ...moves, step: (count) => player.step(count), desk });
  letKeysGo();

  // ---- the video itself
  video.addEventListener("error", () => { say(words.unplayable); stage.choose("none"); });
  video.addEventListener("loadeddata", () => { again(); if (!player.asked) player.show(linked(table)); }, { once: true });
  // Where the browser never shows some frames, a stand-in with all of them takes its place.
  player.addEventListener("unreached", async () => {
    try {
      await makePlayable(address, true, () => say(words.preparing));
      const { table: other } = await loadFrames(address);
      // Making it takes a while: whoever has gone on meanwhile stays there.
      video.addEventListener("loadeddata", () => { if (!player.playing) player.show(player.wish); }, { once: true });
      const source = `${address}/video?stand-in`;
      player.replace(source, other, new Stills(source, other));
      say("");
    } catch (error) { say(error.message); }
  }, { once: true });
  await makePlayable(address, false, () => say(words.preparing));
  if (byId("notice").textContent === words.preparing) say("");
  video.src = `${address}/video`;
  player.stills = new Stills(video.src, table);
  // Whoever signed out gets no part of the video any more; with something unsaid, one may yet stay.
  document.querySelector("form[action='/sign-out']")?.addEventListener("submit", () => {
    if (!findings.unsent) player.close();
  });
  root.dataset.ready = "true";
}

/** The frame that a link names by its time; the first where it names none. */
function linked(table) {
  const named = /^#t=(\d+(?:\.\d+)?)$/.exec(location.hash);
  return named ? table.at(Number(named[1]) + 1e-6) : 0;
}

findings.addEventListener("change", () => {
  if (byId("answer")) byId("answer").innerHTML = findings.state.answer;
  byId("findings").innerHTML = findings.state.findings;
  byId("details").innerHTML = findings.state.details;
  say(findings.state.lost ? words.lost.replace("{n}", findings.state.lost) : words.saved);
});
findings.addEventListener("trouble", ({ detail }) => say(detail));
byId("show-keys")?.addEventListener("click", () => byId("keys").showModal());
const letKeysGo = holdKeys(root);
root.focus({ preventScroll: true });
open().catch((error) => say(error.message));
