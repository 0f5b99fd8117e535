// Passkeys: asks the server what to ask the authenticator, and brings back what it answers. Without this script the
// password works.

type Json = Record<string, unknown>;

const bytes = (text: string): ArrayBuffer => {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0)).buffer;
};

const text = (buffer: ArrayBuffer | null): string | undefined => {
  if (buffer === null) return undefined;
  const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
};

type Listed = { id: string; type: PublicKeyCredentialType };
const listed = (found: unknown): PublicKeyCredentialDescriptor[] =>
  ((found as Listed[] | undefined) ?? []).map((one) => ({ id: bytes(one.id), type: one.type }));

async function send(path: string, token: string, body: Json): Promise<[number, Json]> {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Form-Token": token },
    body: JSON.stringify(body),
  });
  return [answer.status, (await answer.json().catch(() => ({}))) as Json];
}

async function create(asked: Json): Promise<Json> {
  const user = asked.user as PublicKeyCredentialUserEntityJSON;
  const publicKey = {
    ...asked,
    challenge: bytes(asked.challenge as string),
    user: { ...user, id: bytes(user.id) },
    excludeCredentials: listed(asked.excludeCredentials),
  } as unknown as PublicKeyCredentialCreationOptions;
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    response: { clientDataJSON: text(response.clientDataJSON), attestationObject: text(response.attestationObject) },
  };
}

async function get(asked: Json): Promise<Json> {
  const publicKey = {
    ...asked,
    challenge: bytes(asked.challenge as string),
    allowCredentials: listed(asked.allowCredentials),
  } as unknown as PublicKeyCredentialRequestOptions;
  const found = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  const response = found.response as AuthenticatorAssertionResponse;
  return {
    id: found.id,
    rawId: text(found.rawId),
    type: found.type,
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: text(response.userHandle),
    },
  };
}

async function ceremony(place: HTMLElement): Promise<void> {
  const { passkey, options, answer, token } = place.dataset as Record<string, string>;
  const said = place.querySelector<HTMLElement>("[data-failed]");
  if (said) said.textContent = "";
  try {
    const [status, asked] = await send(options, token, {});
    if (status === 200) {
      const made = passkey === "create" ? await create(asked) : await get(asked);
      const [, done] = await send(answer, token, made);
      if (typeof done.to === "string") {
        window.location.assign(done.to);
        return;
      }
    }
    if (said) said.textContent = (status === 403 && said.dataset.again) || (said.dataset.failed ?? "");
  } catch {
    // the person closed the question, or the device has no key for this place
    if (said) said.textContent = said.dataset.failed ?? "";
  }
}

if ("credentials" in navigator && "PublicKeyCredential" in window) {
  for (const note of document.querySelectorAll<HTMLElement>("[data-noscript]")) note.hidden = true;
  for (const place of document.querySelectorAll<HTMLElement>("[data-passkey]")) {
    place.hidden = false;
    place.querySelector("button")?.addEventListener("click", () => void ceremony(place));
    place.dataset.ready = "true";
  }
}
