// Which picture a moment shows. Times are those of the pictures themselves, never counted.

/** How far the browser's clock may lie from a picture's time: it counts microseconds, files milliseconds. */
const ROUNDING_S = 0.0015;

export class FrameTable {
  /**
   * @param {number[]} times seconds of the measurement, one a picture, growing
   * @param {number[]} media the same moments on the clock of the video element
   * @param {number} end when the last picture ends, on the clock of the video element
   */
  constructor(times, media, end) {
    this.times = times;
    this.media = media;
    this.end = end;
  }

  get length() { return this.times.length; }

  /** Place of the last picture that began at or before a moment of the measurement. */
  at(time) { return Math.max(lastNotAfter(this.times, time), 0); }

  /** Place of the picture whose own time the browser names; -1 where it is none of them. */
  named(mediaTime) {
    const after = lastNotAfter(this.media, mediaTime) + 1;
    let best = -1, least = Infinity;
    for (const place of [after - 1, after]) {
      const distance = Math.abs((this.media[place] ?? Infinity) - mediaTime);
      if (distance < least) { best = place; least = distance; }
    }
    return least <= Math.max(ROUNDING_S, 0.25 * this.interval(best)) ? best : -1;
  }

  /** A moment within a picture, from 0 at its beginning to 1 at its end. */
  within(place, share) {
    return this.media[place] + share * this.interval(place);
  }

  /** Seconds for which a picture stands, on the clock of the video element. */
  interval(place) {
    const next = this.media[place + 1] ?? this.end;
    const length = next - this.media[place];
    return length > 0 ? Math.min(length, 0.5) : 0.02;
  }
}

/** Place of the last of some growing numbers that is not above a value; -1 where all are. */
function lastNotAfter(row, value) {
  let low = 0, high = row.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (row[middle] <= value) low = middle + 1; else high = middle;
  }
  return low - 1;
}
