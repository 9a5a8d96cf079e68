// The product's page with scripts: larger pictures in place, a link to copy, the chosen size in the
// address, and what this browser has looked at. Without scripts each of these is a link or absent.

// What was looked at stays in this browser; the server is asked about numbers and remembers nothing.
const KEY = "seen";
const MOST = 8;

function readSeen() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((id) => Number.isSafeInteger(id) && id > 0) : [];
  } catch {
    return [];
  }
}

function keepSeen(ids) {
  try {
    localStorage.setItem(KEY, JSON.stringify(ids.slice(0, MOST)));
  } catch {
    // a browser that keeps nothing keeps nothing
  }
}

async function showSeen(place) {
  const here = Number(place.dataset.product);
  const others = readSeen().filter((id) => id !== here);
  keepSeen([here, ...others]);
  const query = new URLSearchParams(others.slice(0, MOST).map((id) => ["p", String(id)]));
  if (others.length === 0) return;
  const answer = await fetch(`${place.dataset.address}?${query}`).catch(() => null);
  if (answer?.status !== 200) return;
  place.innerHTML = await answer.text();
  place.setAttribute("aria-labelledby", "seen-title");
  place.hidden = false;
  place.querySelector("[data-forget-seen]")?.addEventListener("click", () => {
    keepSeen([here]);
    place.hidden = true;
  });
}

const place = document.getElementById("seen");
if (place) showSeen(place);

// A picture's link leads to its largest size; here it opens over the page.
const dialog = document.getElementById("zoom");
if (dialog?.showModal) {
  const large = document.createElement("img");
  dialog.append(large);
  for (const link of document.querySelectorAll("[data-zoom]")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      large.src = link.href;
      large.alt = link.querySelector("img").alt;
      dialog.showModal();
    });
  }
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target === large) dialog.close();
  });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.copied;
    button.parentElement.querySelector("[data-copy-status]").textContent = button.dataset.copied;
  });
}

// A size that is chosen stands in the address, and goes along to the other colours.
for (const size of document.querySelectorAll("[data-size]")) {
  size.addEventListener("change", () => {
    const address = new URL(location.href);
    address.searchParams.set("size", size.dataset.size);
    history.replaceState(null, "", address);
    for (const swatch of document.querySelectorAll(".swatch[href]")) {
      const there = new URL(swatch.href);
      there.searchParams.set("size", size.dataset.size);
      swatch.href = there.href;
    }
  });
}
