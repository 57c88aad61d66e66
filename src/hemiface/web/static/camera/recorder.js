/* A recording that goes to the app second by second: a crash loses what was not sent yet. */
const TYPES = [
  "video/mp4;codecs=avc1.640028",
  "video/mp4;codecs=avc1.42E01F",
  "video/mp4;codecs=avc1",
  "video/webm;codecs=h264",
  "video/webm;codecs=vp9",
];
const PART_MS = 1000;
const BITS_PER_SECOND = 6_000_000;
const PATIENCE_MS = [500, 1000, 2000, 4000, 8000];

/* The best type this browser records; null where there is none. VP8 is too coarse for lids. */
export const chooseType = () => TYPES.find((type) => MediaRecorder.isTypeSupported(type)) ?? null;

export class Recording {
  constructor(stream, type, { pseudonym, onTrouble, onWaiting }) {
    this.name = `${localMoment()}.${type.startsWith("video/mp4") ? "mp4" : "webm"}`;
    this.pseudonym = pseudonym;
    this.onTrouble = onTrouble;
    this.onWaiting = onWaiting;
    this.parts = [];
    this.sent = 0;
    this.recordedMs = 0;
    this.runningSince = null;
    this.recorder = new MediaRecorder(stream, {
      mimeType: type,
      videoBitsPerSecond: BITS_PER_SECOND,
      videoKeyFrameIntervalDuration: PART_MS,
    });
    this.recorder.addEventListener("dataavailable", (event) => this.add(event.data));
    this.recorder.addEventListener("error", (event) => this.onTrouble(event.error));
  }
  async begin() {
    const body = JSON.stringify({ name: this.name, pseudonym: this.pseudonym });
    this.take = (await this.ask("/api/takes", "POST", body, JSON_BODY)).take;
    const started = new Promise((resolve) => this.recorder.addEventListener("start", resolve));
    this.recorder.start(PART_MS);
    await started;
    this.runningSince = performance.now();
  }
  /* Time in the recording, in seconds: pauses are not in it. */
  get time() {
    const running = this.runningSince === null ? 0 : performance.now() - this.runningSince;
    return (this.recordedMs + running) / 1000;
  }
  get isPaused() {
    return this.recorder.state === "paused";
  }
  pause() {
    if (this.recorder.state !== "recording") return;
    this.recorder.pause();
    this.recordedMs = 1000 * this.time;
    this.runningSince = null;
  }
  resume() {
    if (!this.isPaused) return;
    this.recorder.resume();
    this.runningSince = performance.now();
  }
  add(part) {
    if (!part.size) return;
    this.parts.push(part);
    this.onWaiting(this.parts.length);
    this.sending ??= this.send().finally(() => { this.sending = null; });
    this.sending.catch((error) => this.onTrouble(error));
  }
  async send() {
    while (this.parts.length) {
      const part = await this.parts[0].arrayBuffer();
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", part));
      const headers = {
        "content-range": `bytes ${this.sent}-${this.sent + part.byteLength - 1}/*`,
        "content-digest": `sha-256=:${btoa(String.fromCharCode(...digest))}:`,
      };
      try {
        await this.ask(`/api/takes/${this.take}`, "PUT", part, headers);
      } catch (error) {
        if (error.status !== 409) throw error;
        // The answer to it was lost on the way: it may be there.
        const { received_bytes: here } = await this.ask(`/api/takes/${this.take}`, "GET");
        if (here === this.sent) continue;
        if (here !== this.sent + part.byteLength) throw error;
      }
      this.sent += part.byteLength;
      this.parts.shift();
      this.onWaiting(this.parts.length);
    }
  }
  /* What arrived so far, in the reader's words. */
  note(tasks, cameraRate) {
    return this.tell("notes", tasks, cameraRate);
  }
  /* Stop the camera's recorder and wait until everything is there. */
  async stop() {
    if (this.recorder.state !== "inactive") {
      const stopped = new Promise((resolve) => this.recorder.addEventListener("stop", resolve));
      this.recordedMs = 1000 * this.time;
      this.runningSince = null;
      this.recorder.stop();
      await stopped;
    }
    while (this.parts.length) await (this.sending ?? this.send());
  }
  finish(tasks, cameraRate) {
    return this.tell("job", tasks, cameraRate);
  }
  tell(what, tasks, cameraRate) {
    const body = JSON.stringify({ tasks, camera_rate_hz: cameraRate });
    return this.ask(`/api/takes/${this.take}/${what}`, "POST", body, JSON_BODY);
  }
  /* A lost connection is waited for; what the app refuses is said. */
  async ask(address, method, body, headers) {
    for (let attempt = 0; ; attempt += 1) {
      let answer = null;
      try {
        answer = await fetch(address, { method, body, headers });
      } catch (error) {
        if (attempt >= 200) throw error;
        this.onWaiting(this.parts.length, true);
      }
      if (answer?.ok) return answer.json();
      if (answer && (answer.status < 500 || attempt >= 10)) throw await refusal(answer);
      await new Promise((wake) => setTimeout(wake, PATIENCE_MS[Math.min(attempt, 4)]));
    }
  }
}

const JSON_BODY = { "content-type": "application/json" };

async function refusal(answer) {
  let text = String(answer.status);
  try {
    const problem = await answer.json();
    text = `${problem.title}. ${problem.detail}`;
  } catch { /* the status says it */ }
  return Object.assign(new Error(text), { status: answer.status });
}

function localMoment() {
  const now = new Date();
  const two = (n) => String(n).padStart(2, "0");
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join("-");
  return `${day} ${two(now.getHours())}.${two(now.getMinutes())}.${two(now.getSeconds())}`;
}
