// Pictures of covers down the page are fetched when they come into sight: a drawn cover stands there until then, and
// stays when the line is metered or the picture does not come. Saves most of a first visit's bytes.
const lay = (cover) => {
  const picture = Object.assign(new Image(240, 332), { alt: "", decoding: "async" });
  picture.addEventListener("load", () => cover.append(picture));
  picture.src = cover.dataset.cover;
  delete cover.dataset.cover;
};

const watcher = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    watcher.unobserve(target);
    lay(target);
  }
});

const watch = (root) => {
  if (navigator.connection?.saveData) return;
  for (const cover of root.querySelectorAll("[data-cover]")) watcher.observe(cover);
};

// A picture that does not come leaves the drawn cover, not a broken frame.
const broken = (picture) => picture.matches?.(".cover img") && picture.remove();
document.addEventListener("error", ({ target }) => broken(target), true);
for (const picture of document.querySelectorAll(".cover img")) if (picture.complete && !picture.naturalWidth) broken(picture);

watch(document);
document.addEventListener("htmx:after:swap", () => watch(document));
