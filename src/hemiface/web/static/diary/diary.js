/* The page of the diary: what is said goes into the outbox first, then to the app. */
import { Outbox } from "./outbox.js";

const form = document.getElementById("day-form");
const words = form.dataset;
const state = document.getElementById("outbox-state");
const list = document.getElementById("outbox-list");
const tools = document.getElementById("outbox-tools");
const outbox = new Outbox(words.person, `/api/people/${encodeURIComponent(words.person)}/diary`, draw);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const { day, fields, own } = read();
  if (!Object.keys(fields).length && !Object.keys(own).length) {
    say(words.nothing, true);
    return;
  }
  try {
    outbox.add(day, fields, own);
  } catch {
    say(words.full, true);
    return;
  }
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
      why.textContent = `${words.refused} ${one.refused}`;
      const drop = document.createElement("button");
      drop.type = "button";
      drop.className = "tool";
      drop.textContent = words.drop;
      drop.addEventListener("click", () => { if (confirm(words.sure)) outbox.forget(one.key); });
      item.append(drop, why);
    }
    return item;
  }));
}
