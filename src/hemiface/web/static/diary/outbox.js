/* What is to be said waits on the device until the app has told that it was kept. Each message has
   a key of its own in the store, so that two open pages never write over each other, and an id of
   its own, so that the app keeps it once, however often it is sent. */
const TIMEOUT_MS = 20000;
export const ID_LETTERS = 36;

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [8, 12, 16, 20, 32].map((end, place) => hex.slice([0, 8, 12, 16, 20][place], end)).join("-");
}

export class Outbox {
  constructor(person, address, changed = () => {}) {
    this.prefix = `hemiface.diary.${person}.`;
    this.address = address;
    this.changed = changed;
    this.sending = null;
  }

  /* Raises where the device keeps nothing (private window, no space): then nothing was promised. */
  add(day, fields, own) {
    const message = { id: newId(), day, fields, own };
    const key = this.prefix + message.id;
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), message }));
    if (localStorage.getItem(key) === null) throw new Error("not stored");
    this.changed();
    return message.id;
  }

  list() {
    const found = [];
    for (let place = 0; place < localStorage.length; place += 1) {
      const key = localStorage.key(place);
      // The rest is an id: a pseudonym may begin with another one and a point.
      if (!key.startsWith(this.prefix) || key.length !== this.prefix.length + ID_LETTERS) continue;
      try {
        found.push({ key, ...JSON.parse(localStorage.getItem(key)) });
      } catch {
        found.push({ key, at: 0, message: null, refused: "unreadable" });
      }
    }
    return found.sort((one, two) => one.at - two.at);
  }

  forget(key) {
    localStorage.removeItem(key);
    this.changed();
  }

  /* Send everything that waits, one after the other, what is written meanwhile included; what was
     refused waits for its person. */
  flush() {
    this.sending ??= this.#flush().finally(() => { this.sending = null; this.changed(); });
    return this.sending;
  }

  async #flush() {
    const tried = new Set();
    const next = () => this.list().find((one) => one.message && !tried.has(one.key));
    for (let waiting = next(); waiting; waiting = next()) {
      tried.add(waiting.key);
      let answer;
      try {
        answer = await fetch(this.address, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(waiting.message),
          signal: AbortSignal.timeout(TIMEOUT_MS),
        });
        if (answer.ok) {
          const receipt = await answer.json();
          if (receipt.id !== waiting.message.id) return false;
          this.forget(waiting.key);
          continue;
        }
      } catch {
        return false; // no connection: all of it stays
      }
      if (answer.status !== 422) return false; // signed out, busy, locked: later
      const problem = await answer.json().catch(() => ({}));
      const { key, ...kept } = waiting;
      localStorage.setItem(key, JSON.stringify({ ...kept, refused: problem.title || "422" }));
    }
    return true;
  }

  /* The same columns as the app's own table, which takes it in again. */
  toCsv() {
    const messages = this.list().map((one) => one.message).filter(Boolean);
    const names = new Set(["day"]);
    for (const { fields, own } of messages) {
      Object.keys(fields).forEach((name) => names.add(name));
      Object.keys(own).forEach((name) => names.add(`trigger: ${name}`));
    }
    const rows = [[...names]];
    const byDay = new Map();
    for (const { day, fields, own } of messages) {
      const row = byDay.get(day) ?? {};
      Object.assign(row, fields);
      for (const [name, value] of Object.entries(own)) row[`trigger: ${name}`] = value;
      byDay.set(day, row);
    }
    for (const [day, row] of byDay) rows.push([...names].map((name) => (name === "day" ? day : write(row[name]))));
    return "\ufeff" + rows.map((row) => row.map(quote).join(",")).join("\r\n") + "\r\n";
  }
}

function write(value) {
  if (value === undefined) return "";
  if (Array.isArray(value)) return value.join("+");
  const text = String(value);
  return typeof value === "string" && /^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function quote(cell) {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
