/* The page that records: camera, live help, steps, and what became of it. */
import { FrameCounter } from "./rate.js";
import { StepGuide } from "./guide.js";
import { LiveHelp } from "./framing.js";
import { Recording, chooseType } from "./recorder.js";
import { Voice } from "./voice.js";

const at = (id) => document.getElementById(id);
const room = at("room");
const words = JSON.parse(room.dataset.words);
const steps = JSON.parse(room.dataset.steps);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

const LEAST_RATE = 20;
const GOOD_RATE = 25;
/* How often what arrived is counted while it is recorded, in seconds. */
const COUNT_EVERY_S = 8;
/* Counts in a row, all sent, that must show a stall: a busy machine is late and catches up. */
const STALLED_COUNTS = 3;

const ITEMS = {
  distance: ["no_face", "far", "outside"],
  light: ["dark", "bright", "uneven"],
  turn: ["turned"],
  alone: ["second_person"],
  glasses: ["glare"],
};

let stream = null;
let asked = 0;
let recording = null;
let guide = null;
let counted = 0;
let counting = null;
let stalled = 0;
let slowSince = null;
let lock = null;
const preview = at("preview");
const counter = new FrameCounter(preview);
const voice = new Voice(document.documentElement.lang);
const help = new LiveHelp(preview, { onFraming: showFraming, onSilence: () => advise(words.no_help) });

for (const name of [...Object.keys(ITEMS), "rate"]) {
  const item = at("help").appendChild(document.createElement("li"));
  item.id = `help-${name}`;
  item.append(Object.assign(document.createElement("b"), { textContent: words[name] }));
  item.append(Object.assign(document.createElement("span"), { textContent: words.waiting }));
}

at("turn-on").addEventListener("click", () => turnOn());
at("which").addEventListener("change", () => turnOn(at("which").value));
at("begin").addEventListener("click", begin);
at("pause").addEventListener("click", () => (recording.isPaused ? goOn() : pause(words.paused)));
at("again").addEventListener("click", () => { goOn(); guide.again(recording.time); });
at("stop").addEventListener("click", () => stopEarly(""));
at("go-on").addEventListener("click", goOn);
at("finish").addEventListener("click", () => { hideMissing(); guide.end(recording.time); });
at("speak").addEventListener("change", () => {
  voice.on = at("speak").checked;
  at("voice").hidden = !voice.on || Boolean(voice.voice);
  at("voice").textContent = words.no_voice;
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden && recording && !guide.isOver) pause(words.hidden);
});
setInterval(watch, 100);

async function turnOn(deviceId) {
  at("why").hidden = true;
  if (!navigator.mediaDevices || !window.isSecureContext) return refuse(words.insecure);
  if (!window.MediaRecorder || !chooseType()) return refuse(words.no_type);
  const turn = asked += 1;
  turnOff(stream);
  let found = null;
  try {
    // Wishes and no demands: a slow camera would otherwise give no picture at all.
    const video = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
    video[deviceId ? "deviceId" : "facingMode"] = { ideal: deviceId || "user" };
    found = await navigator.mediaDevices.getUserMedia({ video, audio: false });
  } catch (error) {
    if (turn !== asked) return;
    const why = { NotAllowedError: "denied", NotReadableError: "busy" }[error.name] ?? "no_camera";
    return refuse(words[why]);
  }
  // A camera that was asked for before answers late: it is not the one that was chosen last.
  if (turn !== asked) return turnOff(found);
  stream = found;
  const [track] = stream.getVideoTracks();
  track.addEventListener("ended", cameraLost);
  const mirrored = track.getSettings().facingMode !== "environment";
  at("frame").classList.toggle("mirrored", mirrored);
  at("mirror-note").hidden = !mirrored;
  counter.forget();
  preview.srcObject = stream;
  try {
    await preview.play();
  } catch (error) {
    // Another camera was chosen before this one played.
    if (turn !== asked) return;
    throw error;
  }
  at("frame").style.aspectRatio = `${preview.videoWidth} / ${preview.videoHeight}`;
  at("gate").hidden = true;
  room.hidden = false;
  at("what").textContent = words.next.replace("{step}", steps[0].title);
  at("prompt").textContent = steps[0].words;
  await listCameras(track.getSettings().deviceId);
  help.begin();
}

function turnOff(camera) {
  camera?.getTracks().forEach((track) => track.stop());
}

function refuse(text) {
  at("why").textContent = text;
  at("why").hidden = false;
  at("gate").hidden = false;
  room.hidden = true;
}

async function listCameras(chosen) {
  const devices = await navigator.mediaDevices.enumerateDevices();
  const cameras = devices.filter((device) => device.kind === "videoinput");
  at("which").replaceChildren(...cameras.map((camera, place) => {
    const label = camera.label || `${words.rate} ${place + 1}`;
    return new Option(label, camera.deviceId, false, camera.deviceId === chosen);
  }));
}

function showFraming(framing) {
  for (const [name, flaws] of Object.entries(ITEMS)) {
    const fault = framing.faults.find((one) => flaws.includes(one.flaw));
    const blind = framing.faults.some((one) => one.flaw === "no_face") && name !== "distance";
    setItem(name, fault ? "fails" : blind ? "" : "fits", blind ? words.waiting : words.fine);
  }
  advise(framing.faults[0]?.words ?? "");
}

function setItem(name, state, text) {
  const item = at(`help-${name}`);
  item.className = state;
  item.lastChild.textContent = state === "fails" ? "!" : text;
}

/* One piece of advice at a time, said once. */
function advise(text) {
  const line = at("advice");
  if (line.textContent !== text) line.textContent = text;
  line.hidden = !text;
}

function trouble(text) {
  if (at("trouble").textContent !== text) at("trouble").textContent = text;
  at("trouble").hidden = !text;
}

function watch() {
  if (!stream) return;
  watchRate();
  if (!recording || !guide) return;
  guide.tick(recording.time);
  if (!guide.isOver && recording.time - counted > COUNT_EVERY_S) {
    counted = recording.time;
    countArrived();
  }
}

/* A camera that is too slow is refused before anything is recorded. */
function watchRate() {
  const rate = counter.rate;
  const n = rate === null ? null : Math.round(rate);
  const state = rate === null ? "" : n < GOOD_RATE ? "fails" : "fits";
  at("help-rate").className = state;
  const unknown = counter.known ? words.waiting : words.rate_unknown;
  at("help-rate").lastChild.textContent = n === null ? unknown : fill(words.rate_now, { n });
  if (recording) return;
  const tooSlow = rate !== null && rate < LEAST_RATE;
  if (!tooSlow) slowSince = null;
  else slowSince ??= performance.now();
  trouble(n === null ? "" : tooSlow ? fill(words.rate_slow, { n })
    : n < GOOD_RATE ? fill(words.rate_low, { n }) : "");
  at("begin").disabled = (rate === null && counter.known) || tooSlow;
}

async function begin() {
  trouble("");
  at("begin").hidden = true;
  at("choices").hidden = true;
  recording = new Recording(stream, chooseType(), {
    pseudonym: room.dataset.pseudonym,
    onTrouble: (error) => giveUp(error.message),
    onWaiting: showWaiting,
  });
  guide = new StepGuide(steps, { onStep: showStep, onTick: showTick, onOver: finish });
  try {
    await recording.begin();
  } catch (error) {
    return giveUp(error.message);
  }
  for (const name of ["pause", "again", "stop", "light"]) at(name).hidden = false;
  at("pause").textContent = words.pause;
  at("pause").focus({ preventScroll: true });
  at("room").scrollIntoView({ block: "start" });
  lock = await navigator.wakeLock?.request("screen").catch(() => null);
  guide.begin(recording.time);
}

function showStep(step, leading, place) {
  at("again").textContent = fill(words.again_step, { step: steps[leading ? Math.max(place - 1, 0) : place].title });
  at("what").textContent = leading ? fill(words.next, { step: step.title }) : step.title;
  at("prompt").textContent = step.words;
  [...at("steps").children].forEach((item, index) => {
    item.className = index < place ? "done" : index === place ? "now" : "";
    if (index === place) item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
  });
  if (leading) voice.say(step.words);
}

function showTick(left, share, leading) {
  const n = Math.ceil(left);
  at("count").textContent = fill(leading ? words.begins : words.seconds, { n });
  at("bar").value = share;
}

function showWaiting(n, isLost = false) {
  at("link").hidden = n < 4 && !isLost;
  at("link").textContent = isLost ? words.again : fill(words.behind, { n });
}

/* Before the last step nothing ends in silence: what is missing is said, and can still be done. */
function stopEarly(why) {
  if (guide.isOver) return;
  const missing = guide.missing(recording.time);
  if (!missing.length) return guide.end(recording.time);
  pause(why);
  at("missing-words").textContent = fill(words.missing, { steps: missing.map((step) => step.title).join(", ") });
  at("missing").hidden = false;
  for (const name of ["pause", "again", "stop"]) at(name).hidden = true;
  at("go-on").focus();
}

function hideMissing() {
  at("missing").hidden = true;
  for (const name of ["pause", "again", "stop"]) at(name).hidden = false;
}

function pause(text) {
  recording.pause();
  at("pause").textContent = words.go_on;
  at("light").hidden = true;
  at("count").textContent = "";
  trouble(text);
}

function goOn() {
  hideMissing();
  stalled = 0;
  recording.resume();
  at("pause").textContent = words.pause;
  at("light").hidden = false;
  trouble("");
}

/* What the file holds is counted while it grows: a recorder that stalls is stopped at once. */
async function countArrived() {
  counting ??= recording.note(rounded(guide.soFar(recording.time)), counter.rate)
    .finally(() => { counting = null; });
  const waits = recording.parts.length > 1;
  const found = await counting.catch(() => null);
  if (guide.isOver || recording.isPaused) return;
  const stalls = !waits && found?.verdict === "refused" && ["slow", "gaps"].includes(found.flaw);
  stalled = stalls ? stalled + 1 : 0;
  if (stalled >= STALLED_COUNTS) stopEarly(`${words.stalled} ${found.words} ${found.advice}`);
}

async function finish() {
  const rate = counter.rate;
  const time = recording.time;
  voice.hush();
  for (const name of ["pause", "again", "stop", "light"]) at(name).hidden = true;
  at("what").textContent = words.over;
  at("prompt").textContent = words.counting;
  at("count").textContent = "";
  lock?.release();
  try {
    await recording.stop();
    help.end();
    turnOff(stream);
    showVerdict(await recording.finish(rounded(guide.soFar(time)), rate));
  } catch (error) {
    giveUp(error.message);
  }
}

function showVerdict(found) {
  if (found.verdict === "good") return location.assign(found.job.address);
  room.hidden = true;
  const title = at("verdict-title");
  title.textContent = title.dataset[found.verdict];
  at("verdict").classList.add(found.verdict);
  at("verdict-words").textContent = found.words;
  at("verdict-missing").textContent = found.missing;
  at("verdict-missing").hidden = !found.missing;
  at("verdict-advice").textContent = found.advice;
  at("verdict-see").hidden = !found.job;
  if (found.job) at("verdict-see").href = found.job.address;
  at("verdict-save").hidden = Boolean(found.job);
  at("verdict-save").href = `/takes/${recording.take}/file`;
  at("verdict").hidden = false;
  at("verdict").focus();
}

function cameraLost() {
  if (!recording || guide.isOver) return refuse(words.no_camera);
  guide.end(recording.time);
  trouble(words.camera_lost);
}

function giveUp(text) {
  help.end();
  trouble(`${words.failed} ${text}`);
}

const rounded = (tasks) => tasks.map((task) => ({
  ...task,
  onset: Math.round(1000 * task.onset) / 1000,
  duration: Math.floor(1000 * task.duration) / 1000,
}));
