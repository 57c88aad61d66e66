/* A passkey is made or asked for by the browser; what it replies is sent as a form is. */
const form = document.getElementById("passkey");
const trouble = document.getElementById("trouble");
const button = form?.querySelector("button");

if (form && !window.PublicKeyCredential) {
  say(form.dataset.missing);
  button.hidden = true;
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  button.disabled = true;
  trouble.hidden = true;
  try {
    const publicKey = open(JSON.parse(form.dataset.options));
    const made = form.dataset.kind === "create"
      ? await navigator.credentials.create({ publicKey })
      : await navigator.credentials.get({ publicKey });
    form.elements.reply.value = JSON.stringify(close(made));
    form.submit();
  } catch (error) {
    say(error.name === "InvalidStateError" ? form.dataset.known : form.dataset.left);
    button.disabled = false;
    button.focus();
  }
});

function say(text) {
  trouble.textContent = text;
  trouble.hidden = false;
}

/* Options travel as JSON, and browsers older than 2025 take bytes only. */
function open(options) {
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const known of [...options.allowCredentials ?? [], ...options.excludeCredentials ?? []]) known.id = bytes(known.id);
  return options;
}

function close({ id, rawId, type, response }) {
  const told = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) told[name] = text(response[name]);
  }
  return { id, rawId: text(rawId), type, response: told };
}

function bytes(letters) {
  const binary = atob(letters.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
