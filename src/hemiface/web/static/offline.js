/* What waits on this device, of whomever: days of diaries that the app has not kept yet. */
import { ID_LETTERS, Outbox } from "./diary/outbox.js";

const place = document.getElementById("waiting");
const PREFIX = "hemiface.diary.";

function people() {
  const found = new Set();
  for (let index = 0; index < localStorage.length; index += 1) {
    const key = localStorage.key(index);
    if (key.startsWith(PREFIX)) found.add(key.slice(PREFIX.length, -ID_LETTERS - 1));
  }
  return [...found].sort();
}

function line(...texts) {
  const item = document.createElement("li");
  item.className = "row";
  for (const [text, look] of texts) {
    const part = document.createElement("span");
    part.className = look;
    part.textContent = text;
    item.append(part);
  }
  return item;
}

function draw() {
  const boxes = people().map((person) => [person, new Outbox(person, "")]);
  const waiting = boxes.flatMap(([person, box]) => box.list().map((one) => [person, one]));
  document.getElementById("waiting-state").textContent =
    waiting.length ? place.dataset.waiting.replace("{n}", waiting.length) : place.dataset.empty;
  place.replaceChildren(...waiting.map(([person, one]) =>
    line([one.message?.day ?? "?", "row-name"], [person, "row-what"])));
  document.getElementById("waiting-save").hidden = !waiting.length;
}

document.getElementById("waiting-save").addEventListener("click", () => {
  for (const person of people()) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([new Outbox(person, "").toCsv()], { type: "text/csv" }));
    link.download = `diary-${person}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
});
document.getElementById("again").addEventListener("click", () => location.reload());
addEventListener("online", () => location.reload());
addEventListener("storage", draw);
draw();
