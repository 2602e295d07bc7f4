// Keeps what is typed and not sent for as long as the tab is open: a reload must not lose it.
for (const form of document.querySelectorAll("form[data-keep]")) {
  const key = `team:${form.dataset.keep}`;
  const fields = [...form.elements].filter((field) => field.name && field.name !== "once" && field.type !== "submit");
  const keep = () => sessionStorage.setItem(key, JSON.stringify(fields.map((field) => [field.name, field.value])));
  const kept = sessionStorage.getItem(key);
  if ("sent" in form.dataset) {
    sessionStorage.removeItem(key);
  } else if ("typed" in form.dataset) {
    keep();
  } else if (kept) {
    for (const [name, value] of JSON.parse(kept)) {
      const field = fields.find((each) => each.name === name);
      if (field) field.value = value;
    }
  }
  form.addEventListener("input", keep);
}
for (const form of document.querySelectorAll('form[action="/team/leave"]')) {
  form.addEventListener("submit", () => sessionStorage.clear());
}
