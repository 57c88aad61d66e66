/* The page of the diary: what is said goes into the outbox first, then to the app. */
import { Outbox } from "./outbox.js";

const form = document.getElementById("day-form");
const words = form.dataset;
const state = document.getElementById("outbox-state");
const list = document.getElementById("outbox-list");
const tools = document.getElementById("outbox-tools");
/* A refused entry that stands in the form again: its key, and what the form has no place for. */
let mending = null;
let asked = 0;
const outbox = new Outbox(words.person, `/api/people/${encodeURIComponent(words.person)}/diary`, draw);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const { day, fields, own } = read();
  if (!Object.keys(fields).length && !Object.keys(own).length) {
    say(words.nothing, true);
    return;
  }
  const fault = findFault({ day, fields, own });
  if (fault) {
    say(fault.words, true);
    show(fault.name);
    return;
  }
  try {
    outbox.add(day, { ...mending?.fields, ...fields }, { ...mending?.own, ...own });
  } catch {
    say(words.full, true);
    return;
  }
  if (mending) outbox.forget(mending.key);
  mending = null;
  form.reset();
  say(words.kept, false);
  navigator.storage?.persist?.();
  send();
});
document.getElementById("outbox-send").addEventListener("click", send);
document.getElementById("outbox-file").addEventListener("click", () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([outbox.toCsv()], { type: "text/csv" }));
  link.download = "diary-outbox.csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
});
addEventListener("online", send);
addEventListener("storage", draw);
document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
setInterval(() => { if (!document.hidden && outbox.list().length) send(); }, 30000);
draw();
send();

async function send() {
  const waited = outbox.list().filter((one) => !one.refused).length;
  const whole = await outbox.flush();
  if (waited && whole && !outbox.list().length) say(words.sent, false);
  if (waited) showRecent();
}

/* The days as the app has them now; an answer that a later one overtook is left aside. */
async function showRecent() {
  const turn = (asked += 1);
  let page;
  try {
    const answer = await fetch(location.pathname);
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return; // no connection: what was sent was said, and the list follows when the page is opened
  }
  const fresh = page.getElementById("recent-days");
  if (fresh && turn === asked) document.getElementById("recent-days").replaceWith(fresh);
}

function read() {
  const given = new FormData(form);
  const fields = {};
  const own = {};
  for (const [name, raw] of given) {
    const value = String(raw).trim();
    if (!value || name === "id" || name === "day") continue;
    if (name === "felt") (fields.felt ??= []).push(value);
    else if (name.startsWith("own:")) own[name.slice(4)] = Number(value.replace(",", "."));
    else if (name === "side" || name === "note") fields[name] = value;
    else if (name === "medicine_taken") fields[name] = value === "yes";
    else fields[name] = Number(value.replace(",", "."));
  }
  return { day: given.get("day"), fields, own };
}

/* What does not fit in an entry, in words, and where; null where all of it fits. */
function findFault({ day, fields, own }) {
  const last = form.elements.day.max;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day ?? "") || (last && day > last)) return { name: "day", words: words.noDay };
  for (const [name, value] of [...Object.entries(fields), ...Object.entries(own).map(([key, n]) => [`own:${key}`, n])]) {
    const control = form.elements[name];
    const high = Number(control?.dataset?.high ?? (name === "spasm" ? 10 : NaN));
    const isNumber = name.startsWith("own:") || !Number.isNaN(high);
    if (!isNumber || (Number.isFinite(value) && value >= 0 && !(value > high))) continue;
    const what = control?.closest?.("label")?.firstChild.textContent.trim() || name;
    const text = Number.isNaN(high) ? words.noNumber : words.range.replace("{high}", high);
    return { name, words: text.replace("{what}", what) };
  }
  return null;
}

function show(name) {
  for (const one of form.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
  const control = form.elements[name];
  if (!control?.focus) return;
  const fold = control.closest("details");
  if (fold) fold.open = true;
  control.setAttribute("aria-invalid", "true");
  control.setAttribute("aria-describedby", "day-said");
  control.focus();
}

/* A refused entry stands in the form again; it waits in the outbox until the form is saved. */
function mend({ key, message }) {
  const typed = read();
  const isEmpty = !Object.keys(typed.fields).length && !Object.keys(typed.own).length;
  if (!isEmpty && !confirm(words.mendSure)) return;
  form.reset();
  mending = { key, fields: {}, own: {} };
  form.elements.day.value = message.day;
  for (const [name, value] of Object.entries(message.fields)) {
    if (name === "felt") {
      for (const box of form.querySelectorAll("[name=felt]")) box.checked = value.includes(box.value);
    } else if (!fill(name, typeof value === "boolean" ? (value ? "yes" : "no") : value)) mending.fields[name] = value;
  }
  for (const [name, value] of Object.entries(message.own ?? {})) {
    if (!fill(`own:${name}`, value)) mending.own[name] = value;
  }
  const fault = findFault(message);
  say(fault?.words ?? words.mending, true);
  show(fault?.name ?? "day");
  form.scrollIntoView();
}

function fill(name, value) {
  const control = form.elements[name];
  if (!control) return false;
  control.value = value === null ? "" : String(value);
  return value === null || control.value === String(value);
}

function say(text, bad) {
  const place = document.getElementById("day-said");
  place.textContent = text;
  place.className = bad ? "problem" : "good";
  place.hidden = false;
}

function draw() {
  const waiting = outbox.list();
  state.textContent = waiting.length ? words.waiting.replace("{n}", waiting.length) : words.empty;
  tools.hidden = !waiting.length;
  list.replaceChildren(...waiting.map((one) => {
    const item = document.createElement("li");
    item.className = "row";
    const what = document.createElement("span");
    what.className = "row-name";
    what.textContent = one.message ? `${one.message.day}` : one.key;
    item.append(what);
    if (one.refused) {
      const why = document.createElement("span");
      why.className = "problem";
      why.textContent = `${words.refused} ${(one.message && findFault(one.message)?.words) || one.refused}`;
      const drop = document.createElement("button");
      drop.type = "button";
      drop.className = "tool";
      drop.textContent = words.drop;
      drop.addEventListener("click", () => { if (confirm(words.sure)) outbox.forget(one.key); });
      if (one.message) {
        const change = document.createElement("button");
        change.type = "button";
        change.className = "tool";
        change.textContent = words.mend;
        change.addEventListener("click", () => mend(one));
        item.append(change);
      }
      item.append(drop, why);
    }
    return item;
  }));
}
