// Surface EMG under the curves of the video: read by the own server, and kept nowhere.

import { explain } from "./measured.js";

const SIDES = { left: /(^|[^a-z])(l|li|left|links)([^a-z]|$)/i, right: /(^|[^a-z])(r|re|right|rechts)([^a-z]|$)/i };

/** Offer a file of EMG; its curves share the zoom of the video's. */
export function offerEmg({ fold, address, words, write, plots }) {
  if (!fold) return;
  const form = fold.querySelector("form"), said = fold.querySelector("[role=status]");
  const { file, left, right, clap, shift } = form.elements;
  const say = (sentence) => { said.textContent = sentence; };

  const send = async (query, signal) => {
    const [chosen] = file.files;
    const ending = `.${chosen.name.toLowerCase().split(".").pop()}`;
    const answer = await fetch(`${address}/emg?${new URLSearchParams({ ending, ...query })}`, {
      method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: chosen, signal,
    });
    if (!answer.ok) throw new Error(await explain(answer));
    return answer.json();
  };

  // Only the last wish is answered: the answer to an earlier one may come after it.
  let wish = new AbortController();
  const busy = async (work) => {
    wish.abort();
    const { signal } = wish = new AbortController();
    say(words.emg_reading);
    form.setAttribute("aria-busy", "true");
    try { await work(signal); } catch (error) { if (!signal.aborted) say(error.message); }
    if (!signal.aborted) form.removeAttribute("aria-busy");
  };

  file.addEventListener("change", () => file.files.length && busy(async (signal) => {
    const { channels } = await send({}, signal);
    for (const [side, select] of Object.entries({ left, right })) {
      const guess = channels.find((name) => SIDES[side].test(name.replaceAll("_", " "))) ?? "";
      select.replaceChildren(new Option(words.emg_none, ""), ...channels.map((name) => new Option(name, name)));
      select.value = guess;
    }
    clap.replaceChildren(new Option(words.emg_none, ""), ...channels.map((name) => new Option(name, name)));
    for (const part of form.querySelectorAll("[data-channel]")) part.hidden = false;
    say(words.emg_sides);
  }));

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!left.value && !right.value) { say(words.emg_sides); return; }
    busy(async (signal) => {
      const query = { left: left.value, right: right.value };
      if (clap.value) query.clap = clap.value;
      if (shift.value !== "") query.shift_s = shift.value;
      const found = await send(query, signal);
      plots.addPanel(describe(found, words.emg_panel));
      const key = found.claps ? "emg_claps" : !found.match ? "emg_given" : found.match.is_sure ? "emg_sure" : "emg_unsure";
      const values = {
        shift: write(found.shift_s, 3), events: found.n_events, meeting: (found.match ?? found.claps)?.n_meeting, claps: found.claps?.n_claps,
        blinks: found.match?.n_blinks, elsewhere: found.match?.n_elsewhere,
      };
      say(words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]));
    });
  });
}

/** Both sides in one panel, from nothing to a round number above the strongest contraction. */
function describe(found, name) {
  const empty = found.time.map(() => null);
  const rows = ["left", "right"].map((side) => found.strength[side] ?? empty);
  const most = rows.flat().reduce((top, value) => Math.max(top, value ?? 0), 0) || 1;
  const unit = 10 ** Math.floor(Math.log10(most));
  const top = unit * [1, 2, 5, 10].find((step) => step * unit >= most);
  return { name, times: found.time, rows, range: [0, top], ticks: [0, top / 2, top] };
}
