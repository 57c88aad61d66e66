// A video shown picture by picture. What it says of a picture, the browser has confirmed.

/** A picture that has not come by then, in milliseconds, counts as not confirmed. */
const PATIENCE_MS = 500;

/** A seek that is still going on is waited for as long: large pictures, or a slow machine. */
const LONGEST_SEEK_MS = 20_000;

/** When a seek has shown another picture, the right one is waited for this long. */
const GRACE_MS = 80;

/** The video follows a kept picture when nobody has stepped on for so long. */
const REST_MS = 150;

/**
 * Moments within a picture to seek to: its edges belong to its neighbors too, and where a file
 * says no durations (WebM), a browser guesses them and shows a picture beyond its end.
 */
const SHARES = [0.5, 0.75, 0.95];

/**
 * Fires `frame` with {place, confirmed} whenever another picture is known to be shown, or no
 * longer known, `unreached` with {place} when no seek leads to a picture, and `state` when it
 * starts or stops playing.
 */
export class FramePlayer extends EventTarget {
  #turn = 0;          // counts what was asked for; whoever waits for an older turn gives up
  #callback = 0;
  #issued = 0;        // when the last seek was asked for, in milliseconds
  #waiting = null;
  #loop = null;
  #walking = false;
  #share = SHARES[0]; // what led to the picture last time
  #grace = 0;
  #wanted = null;
  #at = -1;           // what the video shows, and whether that is sure
  #sure = false;
  #held = null;       // a kept picture that stands before the video
  #closed = false;

  /** @param {{get, want}} stills pictures that were loaded beforehand, if any are */
  constructor(video, table, stills = null) {
    super();
    this.video = video;
    this.table = table;
    this.stills = stills;
    video.addEventListener("seeked", () => this.#settle());
    for (const name of ["play", "pause", "ended"]) video.addEventListener(name, () => this.#tell());
    this.#listen();
  }

  get playing() { return this.#walking || (!this.video.paused && !this.video.ended); }
  get looping() { return this.#loop; }
  /** Whether somebody has asked for a picture; the browser shows the first without being asked. */
  get asked() { return this.#wanted !== null || this.playing; }
  get place() { return this.#held?.place ?? this.#at; }
  /** The picture that was asked for last; the one that is shown where none was. */
  get wish() { return this.#wanted ?? this.place; }
  get confirmed() { return this.#held !== null || this.#sure; }
  /** The picture that is shown or on its way; -1 where no seek has led to the one asked for. */
  get coming() { return this.confirmed ? this.place : this.#waiting ? this.wish : -1; }

  /** What shows the frame: a picture that was kept, or the video. */
  get picture() { return this.#held?.picture ?? this.video; }

  /** Show one picture; true when the browser has confirmed that it is the one. */
  async show(place) {
    const turn = this.#stop(), wanted = this.#within(place);
    const picture = this.stills?.get(wanted);
    if (!picture) {
      const shown = await this.#seek(wanted, turn);
      if (turn === this.#turn) this.stills?.want(wanted);
      return shown;
    }
    this.#held = { place: wanted, picture };
    this.#wanted = wanted;
    this.#say();
    this.stills.want(wanted);
    pause(REST_MS).then(() => { if (turn === this.#turn) this.#seek(wanted, turn); });
    return true;
  }

  step(count) { return this.show(this.wish + count); }

  /** Play at a share of the true speed. */
  async play(rate) {
    const turn = this.#stop();
    if (this.place >= this.table.length - 1) await this.#seek(this.#loop?.[0] ?? 0, turn);
    else if (this.#held) await this.#seek(this.#held.place, turn);
    if (turn !== this.#turn || this.#closed) return;
    this.video.playbackRate = rate;
    this.#wanted = null;
    this.#held = null;
    await this.video.play();
  }

  /** Show every picture, each for at least some milliseconds, however long it takes to come. */
  async walk(leastMs) {
    const turn = this.#stop();
    this.#walking = true;
    this.#tell();
    let next = this.place >= this.table.length - 1 ? 0 : this.place;
    while (turn === this.#turn && !this.#closed) {
      next = this.#loop && next >= this.#loop[1] ? this.#loop[0] : next + 1;
      if (next >= this.table.length) break;
      await Promise.all([this.#seek(next, turn), pause(leastMs)]);
    }
    if (turn === this.#turn) this.pause();
  }

  /** Play another file of the same pictures, which may be shown at other times; the wish stays. */
  replace(source, table, stills = null) {
    const { wish } = this;
    this.#stop();
    this.#held = null;
    this.stills?.close();
    this.stills = stills;
    this.#lose();
    this.table = table;
    this.#share = SHARES[0];
    this.#wanted = wish;
    this.video.src = source;
  }

  /** Let go of the file: nothing is asked for any more. */
  close() {
    this.#stop();
    this.#closed = true;
    this.stills?.close();
    this.video.removeAttribute("src");
    this.video.load();
  }

  pause() {
    this.#stop();
    this.#tell();
    if (this.confirmed) this.stills?.want(this.place);
  }

  /** Go round between two pictures, or no longer. */
  loop(range) { this.#loop = range; this.#tell(); }

  #within(place) { return Math.min(Math.max(place, 0), this.table.length - 1); }

  #stop() {
    this.#walking = false;
    this.#wanted = null;
    if (!this.video.paused) this.video.pause();
    this.#waiting?.(false);
    return ++this.#turn;
  }

  async #seek(place, turn) {
    if (this.#closed) return false;
    this.#wanted = place;
    if (this.#held && this.#held.place !== place) this.#held = null;
    if (this.#sure && this.#at === place && !this.video.seeking) { this.#arrive(); return true; }
    const shares = [this.#share, ...SHARES.filter((share) => share !== this.#share)];
    for (const share of shares) {
      if (turn !== this.#turn) return false;
      if (await this.#seekOnce(this.table.within(place, share))) { this.#share = share; return true; }
    }
    if (turn === this.#turn) {
      this.#lose();
      this.dispatchEvent(new CustomEvent("unreached", { detail: { place } }));
    }
    return false;
  }

  /** One seek; what the browser still has to say of an earlier one is not listened to. */
  #seekOnce(time) {
    const done = this.#wait(PATIENCE_MS);
    this.#lose();
    this.video.cancelVideoFrameCallback(this.#callback);
    this.#issued = performance.now();
    this.video.currentTime = time;
    this.#listen();
    return done;
  }

  /** Resolves with true when the wanted picture is shown, with false when it is another one. */
  #wait(patience) {
    return new Promise((resolve) => {
      const late = performance.now() + LONGEST_SEEK_MS;
      const look = () => {
        if (this.video.seeking && performance.now() < late) timer = setTimeout(look, patience);
        else this.#waiting?.(false);
      };
      let timer = setTimeout(look, patience);
      this.#waiting = (done) => {
        clearTimeout(timer);
        clearTimeout(this.#grace);
        this.#waiting = null;
        resolve(done);
      };
    });
  }

  #listen() {
    this.#callback = this.video.requestVideoFrameCallback((_, about) => {
      this.#listen();
      if (about.presentationTime >= this.#issued) this.#see(this.table.named(about.mediaTime));
    });
  }

  #see(place) {
    this.#at = place;
    this.#sure = place >= 0;
    if (this.#wanted === null && !this.#held) this.#say();
    this.#settle();
    if (this.#loop && !this.video.paused && place >= this.#loop[1]) this.#again();
  }

  /** A seek is done when the browser says so and the picture is the one that was wanted. */
  #settle() {
    if (this.#wanted === null || !this.#waiting || this.video.seeking) return;
    if (this.#sure && this.#at === this.#wanted) {
      this.#arrive();
      this.#waiting(true);
    } else if (this.#sure) {
      // Another picture: the right one may still be on its way.
      clearTimeout(this.#grace);
      this.#grace = setTimeout(() => this.#waiting?.(false), GRACE_MS);
    }
  }

  async #again() {
    const rate = this.video.playbackRate;
    const turn = this.#stop();
    if (await this.#seek(this.#loop[0], turn)) await this.play(rate);
  }

  /** The video shows what was wanted; no kept picture has to stand before it. */
  #arrive() {
    this.#held = null;
    this.#say();
  }

  #lose() {
    if (!this.#sure) return;
    this.#sure = false;
    if (!this.#held) this.#say();
  }

  #say() { this.dispatchEvent(new CustomEvent("frame", { detail: { place: this.place, confirmed: this.confirmed } })); }
  #tell() { this.dispatchEvent(new Event("state")); }
}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
