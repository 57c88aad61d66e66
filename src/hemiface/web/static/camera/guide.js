/* The steps of the protocol on the clock of the recording, so that pauses stop them too. */
const LEAD_S = 5;
/* A try shorter than this says nothing. */
const LEAST_S = 0.5;

export class StepGuide {
  constructor(steps, { onStep, onTick, onOver }) {
    Object.assign(this, { steps, onStep, onTick, onOver });
    this.tasks = [];
    this.place = -1;
  }
  begin(time) {
    this.lead(0, time);
  }
  get step() {
    return this.steps[this.place];
  }
  lead(place, time) {
    Object.assign(this, { place, since: time, leading: true });
    this.onStep(this.step, true, place);
  }
  /* Bring the steps to a time of the recording, in seconds. */
  tick(time) {
    if (this.isOver || this.place < 0) return;
    const length = this.leading ? LEAD_S : this.step.duration_s;
    const left = this.since + length - time;
    if (left > 0) {
      this.onTick(left, this.leading ? 0 : 1 - left / length, this.leading);
    } else if (this.leading) {
      Object.assign(this, { since: time, leading: false });
      this.onStep(this.step, false, this.place);
    } else {
      this.close(time);
      if (this.place + 1 < this.steps.length) this.lead(this.place + 1, time);
      else this.end(time);
    }
  }
  /* The step at hand again; between two steps, the one before. What was done so far stays a task. */
  again(time) {
    const back = this.leading ? Math.max(this.place - 1, 0) : this.place;
    this.close(time);
    this.lead(back, time);
  }
  /* Steps of which nothing was done yet, but for half of one. */
  missing(time) {
    const done = this.soFar(time);
    return this.steps.filter((step) => !done.some((one) => one.name === step.name
      && one.duration >= step.duration_s / 2));
  }
  end(time) {
    this.close(time);
    this.isOver = true;
    this.onOver();
  }
  /* What was asked so far, the step at hand included. */
  soFar(time) {
    const open = this.leading || this.isOver || this.place < 0 ? [] : this.task(time);
    return [...this.tasks, ...open];
  }
  task(time) {
    const duration = Math.min(time - this.since, this.step.duration_s);
    return duration < LEAST_S ? [] : [{ onset: this.since, duration, name: this.step.name }];
  }
  close(time) {
    if (this.isOver || this.leading || this.place < 0) return;
    this.tasks.push(...this.task(time));
    this.leading = true;
  }
}
