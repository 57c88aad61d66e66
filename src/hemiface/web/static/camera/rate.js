/* True pictures a second of a playing video: browsers leave pictures out without a word. */
const WINDOW_MS = 3000;

export class FrameCounter {
  constructor(video) {
    this.video = video;
    this.seen = [];
    this.known = "requestVideoFrameCallback" in HTMLVideoElement.prototype;
    if (this.known) this.ask();
  }
  ask() {
    this.video.requestVideoFrameCallback((now, metadata) => {
      this.seen.push({ now, n: metadata.presentedFrames });
      while (now - this.seen[0].now > WINDOW_MS) this.seen.shift();
      this.ask();
    });
  }
  forget() {
    this.seen = [];
  }
  /* Pictures a second over the last seconds; null before they have gone by. */
  get rate() {
    const [first, last] = [this.seen[0], this.seen.at(-1)];
    if (!first || last.now - first.now < 0.8 * WINDOW_MS) return null;
    // A picture that never comes is not counted by a callback: time goes on all the same.
    const late = Math.max(last.now, performance.now() - 500);
    return (1000 * (last.n - first.n)) / (late - first.now);
  }
}
