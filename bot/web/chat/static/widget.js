// A button for another page of the agency: it opens the chat in a frame. The page that carries it says where:
// <script src="https://bot.example.gov.ru/widget.js" defer></script>

(() => {
  const script = document.currentScript;
  const home = new URL(".", script.src).href;
  const labels = $labels;
  const words = labels[document.documentElement.lang.startsWith("en") ? "en" : "ru"];
  // Styles of the host's page do not reach in, and ours not out.
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { position: fixed; right: 1rem; bottom: 1rem; z-index: 2147483000; }
    button { font: 600 1rem/1.2 system-ui, sans-serif; min-height: 3rem; padding: .6rem 1.2rem; border: 2px solid #fff;
      border-radius: 1.5rem; background: #0e5a6d; color: #fff; cursor: pointer; float: right; }
    button:focus-visible { outline: 3px solid #b8590a; outline-offset: 2px; }
    iframe { display: block; width: min(27rem, calc(100vw - 2rem)); height: min(44rem, calc(100vh - 6rem));
      margin-bottom: .6rem; border: 1px solid #7c898e; border-radius: .8rem; background: #f5f3ee; }
    iframe[hidden] { display: none; }`);
  root.adoptedStyleSheets = [sheet];
  const button = document.createElement("button");
  button.type = "button";
  let frame = null;
  const show = (wanted) => {
    if (wanted && !frame) {
      frame = document.createElement("iframe");
      frame.src = home;
      frame.title = words.title;
      root.insertBefore(frame, button);
    }
    if (frame) frame.hidden = !wanted;
    button.textContent = wanted ? words.close : words.open;
    button.setAttribute("aria-expanded", String(wanted));
  };
  button.addEventListener("click", () => show(!frame || frame.hidden));
  host.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && frame && !frame.hidden) show(false);
  });
  root.append(button);
  show(false);
  document.body.append(host);
})();
