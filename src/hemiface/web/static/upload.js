/* Files go to the app part by part, each with its hash; what is there already is not sent again. */
const drop = document.getElementById("drop");
const inputs = drop.querySelectorAll('input[type="file"]');
const list = document.getElementById("incoming");
const words = drop.dataset;
const UPLOADS = words.uploads ?? "/api/uploads";
const PART = 8 * 2 ** 20;
const PATIENCE_MS = [500, 1000, 2000, 4000, 8000, 15000];
let line = Promise.resolve();
let coming = 0;

// Whoever leaves while a video comes in is asked first: what came stays, but nothing more comes.
addEventListener("beforeunload", (event) => { if (coming) event.preventDefault(); });

for (const input of inputs) input.addEventListener("change", takeChosen);
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    drop.classList.toggle("over-it", kind === "dragover");
    if (kind === "drop") take(event.dataTransfer.files);
  });
}

function takeChosen() {
  for (const input of inputs) {
    take(input.files);
    input.value = "";
  }
}

function take(files) {
  // How it is to be measured is what was ticked when it was chosen, however long it waits.
  const how = {
    mirrored: document.getElementById("mirrored")?.checked ?? false,
    person: document.getElementById("person")?.value ?? "largest",
    pseudonym: words.pseudonym,
  };
  for (const file of files) {
    const row = new Row(file, how);
    coming += 1;
    line = line.then(() => send(file, how, row)).catch((error) => row.fail(error.message)).then((job) => {
      coming -= 1;
      if (job && list.children.length === 1) location.assign(job.address);
    });
  }
}

class Row {
  constructor(file, how) {
    this.item = list.appendChild(document.createElement("li"));
    this.item.className = "row";
    this.name = this.item.appendChild(document.createElement("span"));
    this.name.className = "row-name";
    this.name.textContent = how.mirrored ? `${file.name} · ${words.mirrored}` : file.name;
    this.bar = document.createElement("progress");
    this.bar.max = file.size;
    this.bar.value = 0;
    this.bar.setAttribute("aria-label", file.name);
    const holder = this.item.appendChild(document.createElement("span"));
    holder.className = "row-bar";
    holder.append(this.bar);
    this.state = this.item.appendChild(document.createElement("span"));
    this.state.className = "badge";
  }
  say(text, value) {
    this.state.textContent = text;
    if (value !== undefined) this.bar.value = value;
  }
  fail(text) {
    this.bar.parentNode.remove();
    this.state.remove();
    const why = this.item.appendChild(document.createElement("span"));
    why.className = "problem";
    why.textContent = `${words.failed} ${text}`;
  }
  done(job, text) {
    this.bar.value = this.bar.max;
    this.say(text);
    const link = document.createElement("a");
    link.href = job.address;
    link.textContent = this.name.textContent;
    this.name.replaceChildren(link);
  }
}

async function send(file, how, row) {
  // Reading it takes minutes where it is long: what the app would refuse is said before.
  if (file.size === 0) throw new Error(words.empty);
  if (file.size > Number(words.largest)) throw new Error(words.large);
  row.say(words.reading);
  const digests = [];
  for (let start = 0; start < file.size; start += PART) {
    digests.push(await sha256(await read(file, start)));
    row.bar.value = Math.min(file.size, start + PART) / 20;
  }
  const announcement = {
    name: file.name,
    size_bytes: file.size,
    fingerprint: hex(await sha256(join(digests))),
    ...how,
  };
  let found = await ask(UPLOADS, "POST", JSON.stringify(announcement), JSON_BODY);
  if (found.job) return finish(found.job, row, words.here);
  document.getElementById(`upload-${found.upload}`)?.remove(); // it is a row of this page now
  while (found.received_bytes < file.size) {
    row.say(words.sending, found.received_bytes);
    const start = found.received_bytes;
    const part = await read(file, start);
    const headers = {
      "content-range": `bytes ${start}-${start + part.byteLength - 1}/${file.size}`,
      "content-digest": `sha-256=:${base64(digests[start / PART])}:`,
    };
    try {
      found = await ask(`${UPLOADS}/${found.upload}`, "PUT", part, headers, row);
    } catch (error) {
      if (error.status !== 409) throw error;
      found = await ask(UPLOADS, "POST", JSON.stringify(announcement), JSON_BODY, row);
    }
  }
  const body = JSON.stringify(announcement);
  return finish(await ask(`${UPLOADS}/${found.upload}/job`, "POST", body, JSON_BODY, row), row, words.done);
}

const JSON_BODY = { "content-type": "application/json" };

/* A lost connection is waited for; what the app refuses is said. */
async function ask(address, method, body, headers, row) {
  for (let attempt = 0; ; attempt += 1) {
    let answer = null;
    try {
      answer = await fetch(address, { method, body, headers });
    } catch (error) {
      if (attempt >= 40) throw error;
    }
    if (answer?.ok) return answer.json();
    if (answer && answer.status < 500 && answer.status !== 422) throw await refusal(answer);
    if (answer && attempt >= 3) throw await refusal(answer);
    row?.say(words.again);
    await new Promise((wake) => setTimeout(wake, PATIENCE_MS[Math.min(attempt, 5)]));
  }
}

async function refusal(answer) {
  let text = String(answer.status);
  try {
    const problem = await answer.json();
    text = `${problem.title}. ${problem.detail}`;
  } catch { /* the status says it */ }
  return Object.assign(new Error(text), { status: answer.status });
}

function finish(job, row, text) {
  row.done(job, text);
  document.body.dispatchEvent(new Event("queued")); // the list of videos below looks again
  return job;
}

const read = (file, start) => file.slice(start, start + PART).arrayBuffer();
const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
function join(parts) {
  const whole = new Uint8Array(32 * parts.length);
  parts.forEach((part, index) => whole.set(part, 32 * index));
  return whole;
}

// Somebody may choose before this program has come.
takeChosen();
