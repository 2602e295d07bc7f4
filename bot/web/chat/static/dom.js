// Elements built by hand: text is only ever a text node, so nothing that a person typed becomes markup.

export const byId = (id) => document.getElementById(id);

export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export const button = (label, className, onclick, attributes = {}) =>
  el("button", { type: "button", class: className, onclick, ...attributes }, label);

// Whether an input method is still composing the word that the key belongs to; Safari tells it by 229 alone.
export const composing = (event) => event.isComposing || event.keyCode === 229;

// A field as high as its text, up to the limit that the style sheet sets.
export function grow(area) {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
}
