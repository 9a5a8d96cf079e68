// Offers goods below a search field while somebody types: arrows choose, Enter opens, Escape closes.
// The list is a fragment made by the server; without scripts the field is a plain form.
const PAUSE_MS = 150;
const fields = document.querySelectorAll("[data-suggest]");

function dress(input) {
  const box = document.createElement("div");
  box.className = "suggestions";
  box.id = `${input.id}-suggestions`;
  box.hidden = true;
  input.form.append(box);
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-autocomplete", "list"],
    ["aria-expanded", "false"],
    ["aria-controls", box.id],
  ]) {
    input.setAttribute(name, value);
  }
  return box;
}

function help(input) {
  const box = dress(input);
  let timer = 0;
  let asked = new AbortController();
  let at = -1;
  const list = () => [...box.querySelectorAll("[role=option]")];

  function show(isOpen) {
    box.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) choose(-1);
  }

  function choose(number) {
    at = number;
    list().forEach((each, n) => each.setAttribute("aria-selected", String(n === at)));
    const chosen = list()[at];
    if (chosen) {
      input.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  async function ask() {
    asked.abort();
    asked = new AbortController();
    const address = `${input.dataset.suggest}?${new URLSearchParams({ q: input.value.trim() })}`;
    try {
      const answer = await fetch(address, { signal: asked.signal });
      if (!answer.ok) return;
      box.innerHTML = await answer.text();
    } catch {
      return; // a later letter asked anew, or the line is down: the form still works
    }
    list().forEach((each, n) => (each.id = `${box.id}-${n}`));
    choose(-1);
    show(list().length > 0 && document.activeElement === input);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  input.addEventListener("keydown", (event) => {
    const count = list().length;
    if (event.key === "Escape" && !box.hidden) {
      event.preventDefault();
      clearTimeout(timer);
      asked.abort(); // an answer on its way would open it again
      show(false);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      list()[at].click();
    } else if (count && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      show(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      // one place more than there are entries: the field itself, where the typed words stand
      choose(((at + 1 + step + count + 1) % (count + 1)) - 1);
    }
  });
  input.form.addEventListener("focusout", (event) => {
    if (!input.form.contains(event.relatedTarget)) show(false);
  });
  box.addEventListener("mousedown", (event) => event.preventDefault());
}

fields.forEach(help);
