// <ds-screen> around the form of /giao-dien/: choices show at once, before they are kept.
class Screen extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", ({ target }) => {
      const { dataset } = document.documentElement;
      if (target.value) dataset[target.name] = target.value;
      else delete dataset[target.name];
    });
  }
}
customElements.define("ds-screen", Screen);
