// Letters of a chapter: a place is a count of letters from its beginning, whatever the screen.

const SIGNS = /[^\p{L}\p{N}]+/gu;
const LETTER = /[\p{L}\p{N}]/u;
const LONGEST_EXCERPT = 500; // as reader-kept.js cuts them
const SKIPPED = new Set(["SCRIPT", "STYLE", "LINK", "TITLE"]);

export class Letters {
  constructor(root) {
    this.nodes = [];
    this.starts = [];
    let total = 0;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, (node) =>
      SKIPPED.has(node.parentNode.nodeName) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
    );
    while (walker.nextNode()) {
      this.nodes.push(walker.currentNode);
      this.starts.push(total);
      total += walker.currentNode.length;
    }
    this.total = total;
  }

  // The node in which the letter `offset` stands, and where in it.
  at(offset) {
    if (!this.nodes.length) return null;
    let low = 0;
    let high = this.nodes.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    const node = this.nodes[low];
    return [node, Math.min(Math.max(offset - this.starts[low], 0), node.length)];
  }

  // Where the letter stands on the screen; its neighbours help where it has no place of its own.
  rect(offset) {
    for (const shift of [0, 1, 2, 5, 20, 80, -1, -20]) {
      const found = this.at(Math.min(Math.max(offset + shift, 0), Math.max(this.total - 1, 0)));
      if (!found) return null;
      const [node, index] = found;
      const range = document.createRange();
      range.setStart(node, Math.min(index, Math.max(node.length - 1, 0)));
      range.setEnd(node, Math.min(index + 1, node.length));
      const rect = range.getClientRects()[0];
      if (rect && (rect.width || rect.height)) return rect;
    }
    return null;
  }

  // The first letter for which `isPast(rect)` is true; text is laid out in order, so halving will do.
  first(isPast) {
    const range = document.createRange();
    const past = (index) => {
      for (let i = index; i < Math.min(index + 12, this.nodes.length); i += 1) {
        range.selectNodeContents(this.nodes[i]);
        const rects = range.getClientRects();
        if (rects.length) return isPast(rects[rects.length - 1]);
      }
      return true;
    };
    let low = 0;
    let high = this.nodes.length - 1;
    if (high < 0) return 0;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (past(middle)) high = middle;
      else low = middle + 1;
    }
    // Blanks between paragraphs have no place; the words after them have.
    for (; low < this.nodes.length - 1; low += 1) {
      range.selectNodeContents(this.nodes[low]);
      if (range.getClientRects().length) break;
    }
    const node = this.nodes[low];
    let a = 0;
    let b = node.length;
    while (a < b) {
      const middle = (a + b) >> 1;
      range.setStart(node, middle);
      range.setEnd(node, Math.min(middle + 1, node.length));
      const rect = range.getClientRects()[0];
      if (rect && isPast(rect)) b = middle;
      else a = middle + 1;
    }
    return this.starts[low] + Math.min(a, node.length);
  }

  // Where these words stand, whatever their accents, signs and line breaks; -1 where they do not.
  find(words) {
    const wanted = folded(words).plain.replace(SIGNS, " ").trim().slice(0, 60);
    let plain = "";
    const offsets = [];
    this.nodes.forEach((node, i) => {
      const { plain: letters, places } = folded(node.data);
      for (let k = 0; k < letters.length; k += 1) {
        const letter = letters[k].replace(SIGNS, " ");
        if (letter === " " && plain.endsWith(" ")) continue;
        plain += letter;
        offsets.push(this.starts[i] + places[k]);
      }
      if (!plain.endsWith(" ")) {
        plain += " ";
        offsets.push(this.starts[i] + node.length);
      }
    });
    const at = wanted ? plain.indexOf(wanted) : -1;
    return at < 0 ? -1 : offsets[at];
  }

  // How many letters stand before a point of the document.
  offsetOf(container, index) {
    const i = this.nodes.indexOf(container);
    if (i >= 0) return this.starts[i] + Math.min(index, container.length);
    const point = document.createRange();
    point.setStart(container, index);
    const after = this.nodes.findIndex((node) => point.comparePoint(node, 0) >= 0);
    return after < 0 ? this.total : this.starts[after];
  }

  // Ranges over the letters [begin, end), one for each piece of text.
  ranges(begin, end) {
    const found = [];
    this.nodes.forEach((node, i) => {
      const from = Math.max(begin - this.starts[i], 0);
      const to = Math.min(end - this.starts[i], node.length);
      if (from >= to) return;
      const range = document.createRange();
      range.setStart(node, from);
      range.setEnd(node, to);
      found.push(range);
    });
    return found;
  }

  // Letters and digits alone, folded, and where each of them stands: what is left of a text after it was set anew.
  bare() {
    if (this.kernel) return this.kernel;
    const letters = [];
    const offsets = [];
    this.nodes.forEach((node, i) => {
      const { plain, places } = folded(node.data);
      for (let k = 0; k < plain.length; k += 1) {
        if (!LETTER.test(plain[k])) continue;
        letters.push(plain[k]);
        offsets.push(this.starts[i] + places[k]);
      }
    });
    this.kernel = { plain: letters.join(""), offsets };
    return this.kernel;
  }

  // Where a passage stands now, as [begin, end]: at its old place, else where the same words stand nearest; null where
  // the words are gone.
  anchor({ offset, end, excerpt = "" }) {
    const whole = folded(excerpt).plain.replace(SIGNS, "");
    if (!whole) return end <= this.total ? [offset, end] : null;
    const { plain, offsets } = this.bare();
    const expected = lowest(offsets, offset);
    let at = plain.startsWith(whole, expected) ? expected : -1;
    for (let i = at < 0 ? plain.indexOf(whole) : -1; i >= 0; i = plain.indexOf(whole, i + 1)) {
      if (at < 0 || Math.abs(i - expected) < Math.abs(at - expected)) at = i;
    }
    if (at < 0) return null;
    // Signs at both ends belong to it as far as they did; a long passage is kept with its first words only.
    const shift = offsets[at] - (offsets[expected] ?? offset);
    const last = offsets[at + whole.length - 1] + 1;
    const following = excerpt.length < LONGEST_EXCERPT ? (offsets[at + whole.length] ?? this.total) : this.total;
    const begin = Math.min(Math.max(offset + shift, at ? offsets[at - 1] + 1 : 0), offsets[at]);
    return [begin, Math.min(Math.max(end + shift, last), following)];
  }

  // Some words from `offset` on, for the list of bookmarks.
  excerpt(offset, length = 90) {
    const found = this.at(offset);
    if (!found) return "";
    const first = this.nodes.indexOf(found[0]);
    let text = found[0].data.slice(found[1]);
    for (let i = first + 1; i < this.nodes.length && text.length < length * 3; i += 1) text += ` ${this.nodes[i].data}`;
    const line = text.replace(/\s+/g, " ").trim();
    return line.length > length ? `${line.slice(0, length).replace(/\s\S*$/, "")} …` : line;
  }
}

// The first index of sorted `numbers` that is not below `number`.
function lowest(numbers, number) {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

// Plain letters as the search uses them: no marks, đ as d, `mỹ` as `mi`. Keeps where each letter was.
export function folded(text) {
  let plain = "";
  const places = [];
  for (let i = 0; i < text.length; i += 1) {
    const letters = text[i].normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
    for (const letter of letters) {
      plain += letter === "đ" ? "d" : letter;
      places.push(i);
    }
  }
  places.push(text.length);
  return { plain, places };
}

const WORD = /[\p{L}\p{N}]+/gu;
const finalI = (word) => word.replace(/^(h|k|l|m|s|t|qu|)y$/, "$1i");

export function questionWords(text) {
  return new Set((folded(text).plain.match(WORD) ?? []).map(finalI));
}

// Letters [begin, end) of each word of `text` that is one of `wanted`.
export function* wordsIn(text, wanted) {
  const { plain, places } = folded(text);
  for (const match of plain.matchAll(WORD)) {
    if (wanted.has(finalI(match[0]))) yield [places[match.index], places[match.index + match[0].length - 1] + 1];
  }
}

// Show ranges under a name of ::highlight(name); older browsers get elements around the words.
export function highlight(name, ranges) {
  if (globalThis.CSS?.highlights) {
    if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges));
    else CSS.highlights.delete(name);
    return;
  }
  for (const old of document.querySelectorAll(`mark.${name}`)) old.replaceWith(...old.childNodes);
  for (const range of [...ranges].reverse()) {
    if (range.startContainer !== range.endContainer || range.collapsed) continue;
    const mark = document.createElement("mark");
    mark.className = name;
    range.surroundContents(mark);
  }
}
