// The page's own words. Elements name theirs with data-text and data-label.

import { request } from "./requests.js";

let words = {};
let current = "ru";

export const language = () => current;

export async function speak(wanted) {
  const build = document.documentElement.dataset.build;
  const response = await request(`/assets/${build}/texts/${wanted}.json`);
  if (!response.ok) throw new Error(`texts: ${response.status}`);
  words = await response.json();
  current = wanted;
  document.documentElement.lang = wanted;
  document.title = t("title");
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = t(element.dataset.text);
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", t(element.dataset.label));
  }
  for (const element of document.querySelectorAll("[data-language]")) {
    element.setAttribute("aria-pressed", String(element.dataset.language === wanted));
  }
}

export const t = (key, values = {}) => {
  if (!(key in words)) console.error(`no text ${key}`);
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
};

export const dated = (moment) => {
  const date = new Date(moment);
  if (Number.isNaN(date.getTime())) return "";
  return new Intl.DateTimeFormat(current, { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" }).format(date);
};
