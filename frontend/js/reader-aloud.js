// Read aloud: the book's own recording with the words lit up, else the voice of the device.
import { fragment, part, say, toast } from "./reader-shell.js";

const LONGEST = 220; // letters at once: some voices fall silent after fifteen seconds

// Shows the button where the book has sound or the device a voice; says why where neither is there.
export function offer(reader) {
  const button = document.querySelector('[data-do="listen"]');
  const aloud = reader.told.sounds.length ? new Recorded(reader, button) : new Spoken(reader, button);
  aloud.able().then((able) => {
    button.hidden = !able;
    button.onclick = () => (aloud.on ? aloud.stop() : aloud.start());
    const why = part("why-silent");
    if (!why) return; // pages without letters of their own have no sheet for it
    why.hidden = able;
    why.textContent = say("silent");
  });
  addEventListener("pagehide", () => aloud.stop());
}

class Aloud {
  constructor(reader, button) {
    this.reader = reader;
    this.button = button;
    this.on = false;
  }

  begin() {
    this.on = true;
    this.button.setAttribute("aria-pressed", "true");
    this.button.lastElementChild.textContent = say("stop");
    navigator.wakeLock?.request("screen").then((lock) => (this.lock = lock)).catch(() => {});
  }

  stop() {
    this.on = false;
    this.button.setAttribute("aria-pressed", "false");
    this.button.lastElementChild.textContent = say("listen");
    this.lock?.release().catch(() => {});
    this.unlight();
  }

  light(element) {
    this.unlight();
    this.lit = element;
    this.reader.shell.kept.pace.touch(); // who listens reads, with dry hands too
    element.classList.add("spoken");
    if (element.ownerDocument !== document) element.style.background = "#ffe08a"; // a fixed page has its own sheet
    this.reader.follow(element);
  }

  unlight() {
    this.lit?.classList.remove("spoken");
    if (this.lit && this.lit.ownerDocument !== document) this.lit.style.background = "";
    this.lit = null;
  }

  // Goes on after `chapter`; false at the end of the book.
  async onward(chapter) {
    const { reader } = this;
    const next = reader.ids[reader.ids.indexOf(chapter) + 1];
    if (!next) return "";
    if (!reader.chapters.includes(next)) await reader.goTo(next);
    return reader.chapters.includes(next) ? next : "";
  }
}

class Recorded extends Aloud {
  able() {
    return Promise.resolve(true);
  }

  async clips(id) {
    if (!this.reader.told.sounds.includes(id)) return [];
    const body = await fragment(this.reader.told.address.replace("/c0/", `/${id}/`));
    return JSON.parse(body.querySelector("script[type='application/json']")?.textContent ?? "[]");
  }

  start() {
    this.begin();
    if (!this.player) {
      this.player = new Audio();
      this.player.addEventListener("timeupdate", () => this.heard());
      this.player.addEventListener("ended", () => this.next());
      this.player.addEventListener("error", () => this.on && (toast(say("failed")), this.stop()));
    }
    return this.chapterFrom(this.reader.chapters[0], true);
  }

  // Plays the clips of a chapter, from what is in sight when `fromSight`.
  async chapterFrom(chapter, fromSight = false) {
    this.chapter = chapter;
    try {
      this.list = await this.clips(chapter);
    } catch {
      toast(say("failed"));
      return this.stop();
    }
    if (!this.on) return undefined;
    if (!this.list.length) return this.nextChapter();
    let first = 0;
    if (fromSight) {
      const elements = await Promise.all(this.list.map(([id]) => this.reader.element(id, chapter)));
      first = elements.findIndex((element) => element && this.reader.isPast(element));
    }
    return this.play(Math.max(first, 0));
  }

  async play(index) {
    this.at = index;
    const [id, path, begin] = this.list[index];
    const url = new URL(this.reader.told.sound + path, location.href).href;
    // Clips follow each other in one file: moving on must not seek, that would stutter.
    if (this.player.src !== url) this.player.src = url;
    if (Math.abs(this.player.currentTime - begin) > 0.35) this.player.currentTime = begin;
    if (this.player.paused) this.player.play().catch(() => this.stop());
    const element = await this.reader.element(id, this.chapter);
    if (element && this.on && this.at === index) this.light(element);
  }

  heard() {
    if (this.on && this.player.currentTime >= this.list[this.at][3] - 0.03) this.next();
  }

  next() {
    return this.at < this.list.length - 1 ? this.play(this.at + 1) : this.nextChapter();
  }

  async nextChapter() {
    this.player.pause();
    const chapter = await this.onward(this.chapter);
    return chapter && this.on ? this.chapterFrom(chapter) : this.stop();
  }

  stop() {
    super.stop();
    this.player?.pause();
  }
}

class Spoken extends Aloud {
  async able() {
    if (!("speechSynthesis" in globalThis)) return false;
    this.voice = this.find();
    if (this.voice) return true;
    // Voices come late in some browsers; once is enough, two seconds is what they take at most.
    await new Promise((done) => {
      speechSynthesis.addEventListener("voiceschanged", done, { once: true });
      setTimeout(done, 2000);
    });
    this.voice = this.find();
    return Boolean(this.voice);
  }

  find() {
    const language = (this.reader.told.language || "vi").split("-")[0].toLowerCase();
    const voices = speechSynthesis.getVoices().filter((voice) => voice.lang.toLowerCase().replace("_", "-").split("-")[0] === language);
    return voices.find((voice) => voice.localService) ?? voices[0];
  }

  start(fromSight = true) {
    this.begin();
    this.blocks = this.reader.blocks();
    const first = fromSight ? this.blocks.findIndex((block) => this.reader.isPast(block)) : 0;
    return this.say(Math.max(first, 0));
  }

  async say(index) {
    if (!this.on) return;
    const block = this.blocks[index];
    if (!block) {
      const chapter = await this.onward(this.reader.chapters.at(-1));
      if (chapter && this.on) this.start(false);
      else this.stop();
      return;
    }
    this.light(block);
    const sentences = block.textContent.match(new RegExp(`[^.!?…;:]{1,${LONGEST}}[.!?…;:]*\\s*`, "g")) ?? [];
    for (const sentence of sentences) {
      if (!this.on) return;
      await this.utter(sentence);
    }
    this.say(index + 1);
  }

  utter(sentence) {
    return new Promise((done) => {
      const words = new SpeechSynthesisUtterance(sentence);
      words.voice = this.voice;
      words.lang = this.voice.lang;
      words.onend = done;
      words.onerror = () => done();
      speechSynthesis.speak(words);
    });
  }

  stop() {
    super.stop();
    if ("speechSynthesis" in globalThis) speechSynthesis.cancel();
  }
}
