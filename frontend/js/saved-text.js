// Text of saved works: taken from their chapters, searched without regard to marks. For pages and for the worker.

const BLOCK = /<\/?(?:p|h[1-6]|li|div|br|tr|dt|dd|figcaption|blockquote|section|article|pre)\b[^>]*>/gi;
const SIGNS = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", "#x27": "'", nbsp: " " };

/** What an HTML fragment says, a line for each block. @param {string} html */
export const plain = (html) =>
  html
    .replace(/<(script|style|svg)\b[\s\S]*?<\/\1>/gi, " ")
    .replace(BLOCK, "\n")
    .replace(/<[^>]*>/g, "")
    .replace(/&(#?\w+);/g, (all, name) => SIGNS[name] ?? (name[0] === "#" ? numbered(name) : all))
    .normalize("NFC")
    .replace(/[^\S\n]+/g, " ")
    .replace(/\s*\n\s*/g, "\n")
    .trim();

function numbered(name) {
  const code = name[1] === "x" ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code < 0x110000 ? String.fromCodePoint(code) : "";
}

const folded = new Map();
function foldOne(letter) {
  let base = folded.get(letter);
  if (base === undefined) {
    base = letter.toLowerCase().normalize("NFD")[0];
    base = base === "đ" ? "d" : base;
    folded.set(letter, base);
  }
  return base;
}

/** Without marks and capitals, letter for letter: places in the answer are places in `text` (which is in NFC). */
export const fold = (text) => text.replace(/[A-Z]|[^\x00-\x7f]/g, foldOne);

/** The words of a question, folded. @param {string} question */
export const wordsOf = (question) => fold(question.normalize("NFC")).match(/[\p{L}\p{N}]+/gu) ?? [];

const isWord = (letter) => letter !== undefined && /[\p{L}\p{N}]/u.test(letter);

// Where `phrase` begins as whole words; its last word may go on (“vuo” finds “vườn”).
function* places(text, phrase) {
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) {
    if (!isWord(text[at - 1])) yield at;
  }
}

/**
 * Where the words stand: [{place, title, before, hit, after}], at most `most`, at most `each` a chapter. The words beside
 * each other count first; a chapter without them counts where it holds each of them.
 * @param {[string, string, string][]} chapters place, title, text
 */
export function find(chapters, question, { most = 50, each = 5 } = {}) {
  const words = wordsOf(question);
  if (!words.length) return [];
  const whole = [];
  const parts = [];
  for (const [place, title, text] of chapters) {
    const low = fold(text).replace(/[^\p{L}\p{N}]/gu, " ");
    let count = 0;
    for (const at of places(low, words.join(" "))) {
      whole.push(hit(place, title, text, at, words.join(" ").length));
      if ((count += 1) === each) break;
    }
    if (count || words.length === 1) continue;
    const firsts = words.map((word) => places(low, word).next().value);
    if (firsts.every((at) => at !== undefined)) parts.push(hit(place, title, text, firsts[0], words[0].length));
    if (whole.length >= most) break;
  }
  return [...whole, ...parts].slice(0, most);
}

const AROUND = 60;
function hit(place, title, text, at, length) {
  let end = at + length;
  while (isWord(text[end])) end += 1;
  const before = text.slice(Math.max(0, at - AROUND), at).replace(/^\S*\s/, at > AROUND ? "… " : "");
  const after = text.slice(end, end + AROUND).replace(/\s\S*$/, " …");
  const line = (part) => part.replaceAll("\n", " ");
  return { place, title, before: line(at > AROUND ? before : text.slice(0, at)), hit: line(text.slice(at, end)), after: line(after) };
}
