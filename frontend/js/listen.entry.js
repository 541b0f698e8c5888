// Audio books and music: one player for all tracks, their chapters, a sleep timer.
import { Player, clock } from "./reader-player.js";
import { Looks } from "./reader-looks.js";
import { $, data, part, say } from "./reader-shell.js";

class Listening extends Player {
  constructor(island, told) {
    super(island, told, $("audio", part("player")), "listened");
    part("player").hidden = false;
    this.rows();
    $('[data-do="sleep"]').onchange = (event) => this.sleep(event.target.value);
    navigator.mediaSession?.setActionHandler("nexttrack", () => this.step(1));
    navigator.mediaSession?.setActionHandler("previoustrack", () => this.step(-1));
    this.begin();
  }

  // Tracks, and under each its chapters, as buttons instead of players.
  rows() {
    this.buttons = [];
    const list = part("tracks");
    list.replaceChildren();
    this.told.tracks.forEach((track, index) => {
      const chapters = track.chapters.length > 1 ? track.chapters : [[track.title, 0]];
      chapters.forEach(([title, begin], place) => {
        const item = document.createElement("li");
        const button = document.createElement("button");
        button.type = "button";
        const name = document.createElement("b");
        name.textContent = title;
        const time = document.createElement("span");
        const end = chapters[place + 1]?.[1] ?? track.seconds;
        time.textContent = end > begin ? clock(end - begin) : "";
        button.append(name, time);
        button.onclick = () => this.load(index, begin, true);
        item.append(button);
        list.append(item);
        this.buttons.push({ item, index, begin, title, end });
      });
    });
  }

  load(index, seconds, play) {
    const track = this.told.tracks[index];
    if (index !== this.track || !this.media.src) {
      const speed = this.media.playbackRate;
      this.track = index;
      this.media.src = track.url;
      this.media.playbackRate = speed;
    }
    super.load(index, seconds, play);
    this.showChapter(seconds);
  }

  get chapter() {
    return this.buttons.filter((one) => one.index === this.track && one.begin <= this.media.currentTime + 0.3).at(-1);
  }

  showChapter(seconds) {
    const now = this.buttons.filter((one) => one.index === this.track && one.begin <= seconds + 0.3).at(-1);
    if (now === this.shown) return;
    this.shown?.item.removeAttribute("aria-current");
    this.shown = now;
    now?.item.setAttribute("aria-current", "true");
    part("now").textContent = now?.title ?? this.told.tracks[this.track].title;
  }

  moved() {
    super.moved();
    const before = this.shown;
    this.showChapter(this.media.currentTime);
    if (this.stopAtEnd && before && this.shown !== before) this.rest();
  }

  ended() {
    super.ended();
    if (this.stopAtEnd) this.rest();
    else if (this.track < this.told.tracks.length - 1) this.load(this.track + 1, 0, true);
  }

  step(by) {
    const place = this.buttons.indexOf(this.chapter) + by;
    const next = this.buttons[Math.min(Math.max(place, 0), this.buttons.length - 1)];
    this.load(next.index, next.begin, true);
  }

  turn(step) {
    this.step(step);
  }

  // ---- Falling asleep

  sleep(choice) {
    clearTimeout(this.sleeping);
    clearInterval(this.telling);
    this.stopAtEnd = choice === "end";
    const line = part("sleeping");
    line.hidden = !choice;
    if (this.stopAtEnd) line.textContent = say("stopsatend");
    if (!Number(choice)) return;
    const until = Date.now() + Number(choice) * 60_000;
    const tell = () => (line.textContent = say("stopsin", { minutes: Math.ceil((until - Date.now()) / 60_000) }));
    tell();
    this.telling = setInterval(tell, 30_000);
    this.sleeping = setTimeout(() => this.rest(), Number(choice) * 60_000);
  }

  rest() {
    this.media.pause();
    $('[data-do="sleep"]').value = "";
    this.sleep("");
  }
}

const told = data();
new Looks(part("looks"), () => {});
new Listening(document.querySelector("ds-listen"), told);
