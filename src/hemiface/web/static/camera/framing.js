/* Live help: small copies of the picture go to the app a few times a second, one at a time. */
const EVERY_MS = 350;
const WIDTH = 480;
const PATIENCE = 3;

export class LiveHelp {
  constructor(video, { onFraming, onSilence }) {
    Object.assign(this, { video, onFraming, onSilence });
    this.canvas = document.createElement("canvas");
    this.failures = 0;
  }
  begin() {
    if (this.running) return;
    this.running = true;
    this.loop();
  }
  end() {
    this.running = false;
  }
  async loop() {
    while (this.running) {
      const began = performance.now();
      if (!document.hidden && this.video.videoWidth) await this.look();
      const rest = Math.max(EVERY_MS - (performance.now() - began), 50);
      await new Promise((wake) => setTimeout(wake, rest));
    }
  }
  async look() {
    const { videoWidth: width, videoHeight: height } = this.video;
    const scale = Math.max(width / WIDTH, 1);
    this.canvas.width = Math.round(width / scale);
    this.canvas.height = Math.round(height / scale);
    const pen = this.canvas.getContext("2d", { alpha: false });
    pen.drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height);
    const picture = await new Promise((done) => this.canvas.toBlob(done, "image/jpeg", 0.8));
    try {
      const answer = await fetch(`/api/framing?scale=${scale.toFixed(4)}`, {
        method: "POST",
        body: picture,
        headers: { "content-type": "image/jpeg" },
        signal: AbortSignal.timeout(15000),
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const framing = await answer.json();
      this.failures = 0;
      if (this.running) this.onFraming(framing);
    } catch {
      this.failures += 1;
      if (this.failures === PATIENCE) this.onSilence();
    }
  }
}
