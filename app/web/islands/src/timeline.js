// A brush over the months: drag from one to another, and the page asks for that time. The fields of the form do the same.
class AmurTimeline extends HTMLElement {
  connectedCallback() {
    this.svg = this.querySelector("svg");
    this.band = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    this.band.setAttribute("class", "band");
    this.band.setAttribute("height", this.svg.viewBox.baseVal.height - 18);
    this.svg.append(this.band);
    this.svg.addEventListener("pointerdown", (event) => this.start(event));
    this.svg.addEventListener("pointermove", (event) => this.move(event));
    this.svg.addEventListener("pointerup", () => this.end());
    this.svg.addEventListener("pointercancel", () => this.show((this.from = null)));
    document.querySelector("[data-brush-hint]").hidden = false;
    this.setAttribute("data-ready", "");
  }

  /** The index of the month under the pointer. */
  month(event) {
    const { left, width } = this.svg.getBoundingClientRect();
    const count = +this.getAttribute("months");
    return Math.max(0, Math.min(count - 1, Math.floor(((event.clientX - left) / width) * count)));
  }

  start(event) {
    if (event.button !== 0 || event.pointerType === "touch") return; // a finger scrolls
    event.preventDefault();
    this.svg.setPointerCapture(event.pointerId);
    this.from = this.to = this.month(event);
    this.show();
  }

  move(event) {
    if (this.from == null) return;
    this.to = this.month(event);
    this.show();
  }

  end() {
    if (this.from == null) return;
    const [first, last] = [this.from, this.to].sort((one, other) => one - other);
    this.from = null;
    const form = document.getElementById(this.getAttribute("form"));
    form.elements.since.value = this.name(first);
    form.elements.until.value = this.name(last);
    form.requestSubmit();
  }

  show() {
    const step = +this.getAttribute("step");
    const [first, last] = this.from == null ? [0, -1] : [this.from, this.to].sort((one, other) => one - other);
    this.band.setAttribute("x", first * step);
    this.band.setAttribute("width", (last - first + 1) * step);
  }

  /** YYYY-MM of a month by its index. */
  name(index) {
    const [year, month] = this.getAttribute("first").split("-").map(Number);
    const all = year * 12 + month - 1 + index;
    return `${Math.floor(all / 12)}-${String((all % 12) + 1).padStart(2, "0")}`;
  }
}

customElements.define("amur-timeline", AmurTimeline);
