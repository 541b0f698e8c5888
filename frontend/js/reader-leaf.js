// The words of a page picture, laid over it: to select, to be read by screen readers, to mark what was found.
import { highlight, questionWords, wordsIn, Letters } from "./reader-text.js";

const KEPT = 12; // pages whose words stay in memory

export class Words {
  constructor(reader, question) {
    this.reader = reader;
    this.pages = new Map();
    this.ask(question);
  }

  ask(question) {
    this.wanted = questionWords(question);
  }

  fetched(page) {
    if (!this.pages.has(page)) {
      const asked = fetch(this.reader.told.words.replace("/0.json", `/${page}.json`)).then((answer) => {
        if (!answer.ok) throw new Error(`words of page ${page}: ${answer.status}`);
        return answer.json();
      });
      asked.catch(() => this.pages.delete(page));
      this.pages.set(page, asked);
      if (this.pages.size > KEPT) this.pages.delete(this.pages.keys().next().value);
    }
    return this.pages.get(page);
  }

  async show(page) {
    const { leaf, told } = this.reader;
    leaf.querySelector(".words")?.remove();
    if (!told.hasText) return;
    let words;
    try {
      ({ words } = await this.fetched(page));
    } catch {
      return; // the picture is there; selecting comes with the next turn
    }
    if (page !== this.reader.page || this.reader.asText) return;
    const layer = document.createElement("div");
    layer.className = "words";
    if (told.language) layer.lang = told.language;
    let first = null;
    for (const [word, x, y, width, height] of words) {
      const span = document.createElement("span");
      span.textContent = `${word} `;
      Object.assign(span.style, {
        left: `${x * 100}%`,
        top: `${y * 100}%`,
        width: `${width * 100}%`,
        height: `${height * 100}%`,
        fontSize: `${height * 78}cqh`,
      });
      if (this.wanted.size && [...wordsIn(word, this.wanted)].length) {
        span.className = "hit";
        first ??= span;
      }
      layer.append(span);
    }
    leaf.querySelector(".words")?.remove();
    leaf.append(layer);
    this.reader.shell.marks.paint();
    first?.scrollIntoView({ block: "center", inline: "center" });
  }

  markIn(article) {
    if (!this.wanted.size) return;
    const ranges = [];
    for (const node of new Letters(article).nodes) {
      for (const [begin, end] of wordsIn(node.data, this.wanted)) {
        const range = document.createRange();
        range.setStart(node, begin);
        range.setEnd(node, end);
        ranges.push(range);
      }
    }
    highlight("tim", ranges);
  }
}
