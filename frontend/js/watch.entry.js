// Films: the browser's player, subtitles, a transcript that follows, the light version for weak lines.
import { Looks } from "./reader-looks.js";
import { Player } from "./reader-player.js";
import { $, data, part } from "./reader-shell.js";

class Watching extends Player {
  constructor(island, told) {
    super(island, told, $("video", island), "watched");
    this.videos = [...island.querySelectorAll("video")];
    const light = $('[data-do="small"]');
    light?.setAttribute("role", "button");
    light?.addEventListener("click", (event) => {
      event.preventDefault();
      this.swap(light);
    });
    // Saving data: begin with the light version, without being asked.
    if (light && navigator.connection?.saveData) this.swap(light);
    this.begin();
  }

  // Several films in one work: each has its own player; the one that plays is ours.
  load(index, seconds, play) {
    this.track = index;
    this.media = this.videos[index] ?? this.videos[0];
    super.load(index, seconds, play);
  }

  swap(link) {
    const { media } = this;
    const light = link.getAttribute("aria-pressed") !== "true";
    const at = media.currentTime;
    const { paused } = media;
    link.setAttribute("aria-pressed", light);
    media.src = light ? link.href : this.told.tracks[this.track].url;
    this.seek(at);
    if (!paused) media.play().catch(() => {});
  }
}

new Looks(part("looks"), () => {});
new Watching(document.querySelector("ds-watch"), data());
