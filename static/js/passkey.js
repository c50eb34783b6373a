/* Passkeys: asks the browser for one and sends what it says with the form. */
"use strict";

document.querySelectorAll("[data-m-passkey]").forEach((form) => {
  const options = JSON.parse(document.getElementById("passkey-options").textContent);
  const failed = form.querySelector("[data-m-passkey-failed]");

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    failed.hidden = true;
    try {
      const credential = form.dataset.mPasskey === "create"
        ? await window.webauthnJSON.create(options.creation_options)
        : await window.webauthnJSON.get(options.request_options);
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
});
