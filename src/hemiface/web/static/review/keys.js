// Keys of the review page. They work while the focus is on it, and never while somebody types.

const TYPING = "input, select, textarea, [contenteditable]";

/** Hold keys that come before there is anything to act on; what is given lets them go on. */
export function holdKeys(root) {
  const held = [];
  const hold = (event) => held.push(event);
  root.addEventListener("keydown", hold);
  return () => {
    root.removeEventListener("keydown", hold);
    for (const event of held.splice(0)) event.target.dispatchEvent(new KeyboardEvent(event.type, event));
  };
}

/** Bind keys to acts; `desk` is where corrections are made. */
export function bindKeys(root, acts) {
  const { desk } = acts;
  const keys = {
    " ": acts.play, g: acts.loop, p: acts["previous-event"], n: acts["next-event"],
    b: () => desk.setType("blink"), s: () => desk.setType("spasm"), o: () => desk.setType("movement"),
    r: () => desk.setSide("right"), e: () => desk.setSide("both"), l: () => desk.setSide("left"),
    q: () => desk.nudge("onset", -1), w: () => desk.nudge("onset", 1),
    d: () => desk.nudge("end", -1), f: () => desk.nudge("end", 1),
    1: () => desk.here("onset"), 2: () => desk.here("end"),
    a: () => desk.add(), Escape: () => desk.leave(), Delete: () => desk.remove(), Backspace: () => desk.remove(),
    "+": acts.in, "=": acts.in, "-": acts.out, 0: acts.all, PageUp: acts.earlier, PageDown: acts.later,
    "?": () => document.getElementById("keys").showModal(),
  };
  root.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (target.closest(TYPING) || target.closest("dialog") || event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      const act = { z: event.shiftKey ? () => desk.redo() : () => desk.undo(), y: () => desk.redo() }[key.toLowerCase()];
      if (act) { event.preventDefault(); act(); }
      return;
    }
    // A button that has the focus keeps its own keys.
    if (key === " " && target.closest("button, summary, a")) return;
    if (key === "ArrowLeft" || key === "ArrowRight") {
      event.preventDefault();
      acts.step((key === "ArrowLeft" ? -1 : 1) * (event.shiftKey ? 10 : 1));
      return;
    }
    // Elsewhere these move the page.
    if (key.startsWith("Page") && !target.closest("#timeline")) return;
    const act = keys[key.length === 1 ? key.toLowerCase() : key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
