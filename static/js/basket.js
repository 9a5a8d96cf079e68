// When a part of the basket cannot be fetched, the form goes the way it goes without scripts:
// the browser loads the whole page, which says what there is to say.
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    const form = event.detail.elt.closest("form");
    if (form) form.submit();
  });
}
