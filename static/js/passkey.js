/*
 * Switches on the button that asks for a passkey when allauth's scripts are there to hear it, and
 * says in words on the page that the passkey did not answer.
 */
(() => {
  "use strict";

  const button = document.getElementById(document.currentScript.dataset.button);
  const silent = document.getElementById("passkey-silent");

  // onload.js stands before this script, so that allauth hears the button from here on
  document.addEventListener("DOMContentLoaded", () => {
    button.disabled = false;
  });
  const forget = () => {
    silent.hidden = true;
  };
  button.addEventListener("click", forget, { capture: true });
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    silent.hidden = false;
  });
})();
