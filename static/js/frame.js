// What the frame of every page does once it is there; without scripts nothing is missing but this.

// How many pieces are in the basket, on pages that are the same for everyone. The number is a cookie
// of its own; without it the link simply says "Basket".
const slot = document.getElementById("basket-count");
const kept = document.cookie.match(/(?:^|; )basket_count=(\d{1,4})(?:;|$)/);
if (slot && slot.textContent.trim() === "" && kept && kept[1] !== "0") {
  slot.textContent = kept[1];
}

// What a price is about in a currency that this browser's owner chose. The choice stays here.
const CHOICE = "currency";

function readChoice() {
  try {
    return localStorage.getItem(CHOICE) ?? "";
  } catch {
    return "";
  }
}

function keepChoice(currency) {
  try {
    localStorage.setItem(CHOICE, currency);
  } catch {
    // a browser that keeps nothing keeps nothing
  }
}

async function fetchRate(currency) {
  const address = document.getElementById("other-currencies")?.dataset.rates;
  const answer = address && currency ? await fetch(address).catch(() => null) : null;
  return answer?.status === 200 ? (await answer.json())[currency] : undefined;
}

function writeBeside(currency, rate) {
  const digits = rate.cents ? 2 : 0;
  const style = {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  };
  const format = new Intl.NumberFormat(document.documentElement.lang, style);
  for (const price of document.querySelectorAll("[data-cents]:not([data-about])")) {
    price.dataset.about = "";
    const about = document.createElement("span");
    about.className = "price__about";
    about.textContent = ` ≈ ${format.format((Number(price.dataset.cents) / 100) * rate.rate)}`;
    price.append(about);
  }
}

async function showPrices() {
  const currency = readChoice();
  const rate = await fetchRate(currency);
  if (!rate) return;
  writeBeside(currency, rate);
  document.addEventListener("htmx:afterSwap", () => writeBeside(currency, rate));
}

showPrices();

const choice = document.getElementById("currency-choice");
if (choice) {
  const select = choice.querySelector("select");
  select.value = readChoice();
  if (select.selectedIndex < 0) select.value = "";
  select.addEventListener("change", () => {
    keepChoice(select.value);
    choice.querySelector("[role=status]").textContent = choice.dataset.done;
  });
  choice.hidden = false;
}
