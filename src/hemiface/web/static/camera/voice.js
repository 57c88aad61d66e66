/* Steps read aloud by a voice of this machine: others send the words to their maker. */
export class Voice {
  constructor(language) {
    this.language = language;
    this.on = false;
    this.voice = null;
    if ("speechSynthesis" in window) {
      this.find();
      speechSynthesis.addEventListener("voiceschanged", () => this.find());
    }
  }
  find() {
    const own = speechSynthesis.getVoices().filter((voice) => voice.localService);
    this.voice = own.find((voice) => voice.lang.startsWith(this.language)) ?? null;
  }
  say(text) {
    if (!this.on || !this.voice) return;
    speechSynthesis.cancel();
    const words = new SpeechSynthesisUtterance(text);
    words.voice = this.voice;
    words.lang = this.voice.lang;
    speechSynthesis.speak(words);
  }
  hush() {
    if ("speechSynthesis" in window) speechSynthesis.cancel();
  }
}
