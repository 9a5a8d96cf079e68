// Shows how many pieces are in the basket on pages that are the same for everyone.
// The number is a cookie of its own; without it, or without scripts, the link simply says "Basket".
const slot = document.getElementById("basket-count");
const kept = document.cookie.match(/(?:^|; )basket_count=(\d{1,4})(?:;|$)/);
if (slot && slot.textContent.trim() === "" && kept && kept[1] !== "0") {
  slot.textContent = kept[1];
}
