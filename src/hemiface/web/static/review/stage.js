// The picture, what is drawn upon it, and both eyes beside it: of the confirmed frame only.

/** Where the eyes lie in the upright square about the face, and how much of it is shown, as shares: */
/** for recordings of which the eyes themselves were not kept. */
const EYE = { right: -0.17, left: 0.17, height: -0.13, width: 0.25 };
/** How much is shown of an eye that was kept, in widths of the eye. */
const SHOWN_WIDTHS = 2;
const LETTER_PX = 13;

export class Stage {
  constructor({ picture, video, still, drawn, eyes, face, gaze, mesh, curves, mirrored, letters }) {
    Object.assign(this, { picture, video, still, drawn, eyes, face, gaze, mesh, curves, mirrored, letters });
    this.kind = "marked";
    this.fit();
    picture.classList.toggle("mirrored", mirrored);
  }

  /** Take the size of the picture; asked for at every frame, it would lay the whole page out. */
  fit() {
    this.width = this.drawn.clientWidth;
    this.height = this.drawn.clientHeight;
  }

  /**
   * "plain" the face, "marked" with its sides, "mesh" with its lines too, "lines" these alone,
   * "none" a drawing from the curves in its place.
   */
  choose(kind) {
    this.kind = kind;
    this.picture.classList.toggle("faceless", kind === "none" || kind === "lines");
  }

  /** Draw for a frame, which the video shows or a kept picture; nothing for one that is not confirmed. */
  draw(place, confirmed, shown = this.video) {
    const { drawn, video, width, height } = this, fine = devicePixelRatio;
    this.#put(shown);
    if (drawn.width !== Math.round(width * fine)) drawn.width = Math.round(width * fine);
    if (drawn.height !== Math.round(height * fine)) drawn.height = Math.round(height * fine);
    const pen = drawn.getContext("2d");
    pen.setTransform(fine, 0, 0, fine, 0, 0);
    pen.clearRect(0, 0, width, height);
    for (const eye of Object.values(this.eyes)) eye.getContext("2d").clearRect(0, 0, eye.width, eye.height);
    if (!confirmed || place < 0) return;
    if (this.kind === "none") { this.#sketch(pen, place, width, height); return; }
    const square = this.#square(place);
    if (!square) return;
    const box = fit(video.videoWidth, video.videoHeight, width, height);
    if (this.kind !== "plain") this.#mark(pen, square, box);
    if (this.kind === "mesh" || this.kind === "lines") this.#join(pen, place, square, box);
    if (this.kind === "lines") return;
    for (const side of ["right", "left"]) this.#magnify(side, this.#eye(side, place, square), shown);
  }

  /** Put a kept picture before the video, or show the video. */
  #put(shown) {
    const { still, video } = this;
    still.hidden = shown === video;
    if (still.hidden) return;
    if (still.width !== shown.width || still.height !== shown.height) {
      still.width = shown.width;
      still.height = shown.height;
    }
    still.getContext("2d").drawImage(shown, 0, 0);
  }

  /** Middle, side and turn of the square about the face; null where no face was seen. */
  #square(place) {
    const [x, y, size, turn] = this.face.map((row) => row[place]);
    return Number.isFinite(x) ? { x, y, size, turn } : null;
  }

  /** A point of the square, given from its middle as share of its side, in shares of the picture. */
  #point(square, across, down) {
    const aspect = this.video.videoWidth / this.video.videoHeight;
    const cos = Math.cos(square.turn), sin = Math.sin(square.turn);
    return [
      square.x + square.size * (across * cos - down * sin),
      square.y + square.size * aspect * (across * sin + down * cos),
    ];
  }

  #mark(pen, square, box) {
    const at = (across, down) => {
      const [x, y] = this.#point(square, across, down);
      return [box.left + x * box.width, box.top + y * box.height];
    };
    pen.lineWidth = 1.5;
    pen.strokeStyle = "rgb(255 255 255 / .65)";
    pen.setLineDash([5, 5]);
    pen.beginPath();
    pen.moveTo(...at(0, -0.42));
    pen.lineTo(...at(0, 0.42));
    pen.stroke();
    pen.setLineDash([]);
    // The person's right is on the left of a picture that is not mirrored.
    for (const [side, across] of [["right", -0.46], ["left", 0.46]]) this.#letter(pen, side, ...at(across, 0));
  }

  /** The lines of the face, each side in its color. */
  #join(pen, place, square, box) {
    const point = this.mesh.at(place);
    if (!point) return;
    const upright = { ...square, turn: 0 }; // the points lie as in the picture, not as in the face
    pen.lineJoin = "round";
    for (const [side, lines] of Object.entries(this.mesh.lines)) {
      pen.strokeStyle = side === "middle" ? color("muted") : color(side);
      pen.lineWidth = side === "middle" ? 1 : 1.75;
      pen.beginPath();
      for (const line of lines) {
        for (const [number, name] of line.entries()) {
          const [x, y] = this.#point(upright, ...point(name));
          const to = [box.left + x * box.width, box.top + y * box.height];
          if (number) pen.lineTo(...to); else pen.moveTo(...to);
        }
      }
      pen.stroke();
    }
  }

  #letter(pen, side, x, y) {
    pen.fillStyle = color(side);
    pen.beginPath();
    pen.arc(x, y, LETTER_PX, 0, 2 * Math.PI);
    pen.fill();
    pen.fillStyle = color("on-side");
    pen.font = `700 ${LETTER_PX + 2}px system-ui, sans-serif`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(this.letters[side], x, y + 1);
  }

  /** Middle, shown width and turn of an eye, in shares of the picture. */
  #eye(side, place, square) {
    const [leftX, leftY, rightX, rightY, wide, turn] = this.gaze.map((row) => row[place]);
    if (Number.isFinite(wide) && wide > 0) {
      const [x, y] = side === "left" ? [leftX, leftY] : [rightX, rightY];
      return { x, y, width: SHOWN_WIDTHS * wide, turn };
    }
    const [x, y] = this.#point(square, EYE[side], EYE.height);
    return { x, y, width: EYE.width * square.size, turn: square.turn };
  }

  #magnify(side, { x, y, width, turn }, shown) {
    const eye = this.eyes[side], pen = eye.getContext("2d"), { videoWidth, videoHeight } = this.video;
    const scale = eye.width / (width * videoWidth);
    pen.save();
    pen.translate(eye.width / 2, eye.height / 2);
    pen.rotate(-turn);
    pen.scale(scale * (this.mirrored ? -1 : 1), scale);
    pen.imageSmoothingQuality = "high";
    // No more of the picture than may be seen: all of it is scaled before it is cut.
    const reach = Math.hypot(eye.width, eye.height) / (2 * scale), span = 2 * reach;
    const across = (this.mirrored ? 1 - x : x) * videoWidth, down = y * videoHeight;
    pen.drawImage(shown, across - reach, down - reach, span, span, -reach, -reach, span, span);
    pen.restore();
  }

  /** A face that belongs to nobody, with the lids and mouth corners of the curves. */
  #sketch(pen, place, width, height) {
    const unit = Math.min(width, height) / 100, middle = width / 2, top = height / 2 - 50 * unit;
    pen.lineWidth = 1.2 * unit;
    pen.lineCap = "round";
    pen.strokeStyle = color("muted");
    pen.beginPath();
    pen.ellipse(middle, top + 50 * unit, 34 * unit, 45 * unit, 0, 0, 2 * Math.PI);
    pen.stroke();
    const side = { left: 0, right: 1 };
    for (const name of ["right", "left"]) {
      const out = name === "left" ? 1 : -1;
      const closure = this.curves[side[name]][place];
      const corner = this.curves[2 + side[name]][place];
      pen.strokeStyle = color(name);
      const open = Number.isFinite(closure) ? Math.min(Math.max(1 - closure, 0), 1.2) : null;
      const x = middle + out * 14 * unit, y = top + 42 * unit;
      pen.beginPath();
      pen.setLineDash(open === null ? [unit, 2 * unit] : []);
      pen.ellipse(x, y, 8 * unit, Math.max(4.5 * (open ?? 1), 0.2) * unit, 0, 0, 2 * Math.PI);
      pen.stroke();
      const pull = Number.isFinite(corner) ? corner : 0;
      pen.setLineDash(Number.isFinite(corner) ? [] : [unit, 2 * unit]);
      pen.beginPath();
      pen.moveTo(middle, top + 74 * unit);
      pen.lineTo(middle + out * (11 + pull) * unit, top + (74 - pull) * unit);
      pen.stroke();
      pen.setLineDash([]);
      this.#letter(pen, name, middle + out * 42 * unit, top + 42 * unit);
    }
  }
}

/** Where a picture lies in a box that shows all of it. */
function fit(wide, high, width, height) {
  const scale = Math.min(width / wide, height / high) || 0;
  return { left: (width - wide * scale) / 2, top: (height - high * scale) / 2, width: wide * scale, height: high * scale };
}

const colors = new Map();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => colors.clear());

/** A color of the style sheet, by name. */
export function color(name) {
  if (!colors.has(name)) colors.set(name, getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim());
  return colors.get(name);
}
