/*
 * Checks a receipt of the log of the books in the reader's own browser: nothing is sent anywhere.
 * The same steps and words as static/verify/nomi_verify.py; docs/proofs.md describes every byte.
 */
(() => {
  "use strict";

  class Refused extends Error {}

  const utf8 = new TextEncoder();
  const HEADER = ["key", "reference", "effective", "posted", "lines"];
  const LINE = ["number", "amount", "currency", "account"];

  function refuse(words) {
    throw new Refused(words);
  }

  function join(...parts) {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let place = 0;
    for (const part of parts) {
      whole.set(part, place);
      place += part.length;
    }
    return whole;
  }

  function decode(text, what) {
    if (typeof text !== "string" || !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) {
      refuse(`${what} is not base64.`);
    }
    return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  }

  const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const same = (one, two) => hex(one) === hex(two);
  const sha256 = async (data) => new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  const hashLeaf = (data) => sha256(join(Uint8Array.of(0), data));
  const hashNode = (left, right) => sha256(join(Uint8Array.of(1), left, right));

  async function readKey(text) {
    const [name, id, encoded, ...rest] = text.trim().split("+");
    const raw = decode([encoded, ...rest].join("+"), "The key");
    const whole = await sha256(join(utf8.encode(`${name}\n`), raw));
    if (raw.length !== 33 || raw[0] !== 1 || hex(whole.slice(0, 4)) !== id) {
      refuse("The key is not whole: its name, id and bytes do not belong together.");
    }
    return { name, id, raw: raw.slice(1) };
  }

  async function isSigned(raw, message, signature) {
    let key;
    try {
      key = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
    } catch {
      refuse("This browser cannot check Ed25519 signatures. Use the stand-alone verifier.");
    }
    return crypto.subtle.verify({ name: "Ed25519" }, key, signature, message);
  }

  async function readCheckpoint(note, keyText) {
    const key = await readKey(keyText);
    const gap = note.lastIndexOf("\n\n");
    if (gap < 0) refuse("The checkpoint carries no signature.");
    const text = note.slice(0, gap + 1);
    let found = false;
    for (const line of note.slice(gap + 2).split("\n")) {
      const [mark, signer, encoded] = line.split(" ");
      if (mark !== "\u2014" || signer !== key.name) continue;
      const signature = decode(encoded, "A signature of the checkpoint");
      if (hex(signature.slice(0, 4)) !== key.id) continue;
      if (!(await isSigned(key.raw, utf8.encode(text), signature.slice(4)))) {
        refuse("The checkpoint was changed after it was signed.");
      }
      found = true;
      break;
    }
    if (!found) refuse("The checkpoint is signed by another key than yours.");
    const lines = text.split("\n");
    if (lines.length !== 4 || lines[0] !== key.name || !/^[0-9]+$/.test(lines[1])) {
      refuse("The signed text is no checkpoint of this log.");
    }
    const root = decode(lines[2], "The root in the checkpoint");
    if (root.length !== 32) refuse("The root in the checkpoint does not have 32 bytes.");
    return { size: Number(lines[1]), root };
  }

  async function followPath(index, size, leaf, path) {
    if (!(index >= 0 && index < size)) refuse("The place is not covered: it lies outside the tree.");
    if (leaf.length !== 32) refuse("The leaf's hash does not have 32 bytes.");
    let [root, last, place] = [leaf, size - 1, index];
    const half = (number) => Math.floor(number / 2);
    for (const step of path) {
      if (last === 0) refuse("The path is too long.");
      if (place % 2 === 1 || place === last) {
        root = await hashNode(step, root);
        while (place % 2 === 0) [place, last] = [half(place), half(last)];
      } else {
        root = await hashNode(root, step);
      }
      [place, last] = [half(place), half(last)];
    }
    if (last !== 0) refuse("The path is too short.");
    return root;
  }

  async function checkInclusion(index, size, leaf, path, root) {
    if (!same(await followPath(index, size, leaf, path), root)) {
      refuse("The path leads to another root than the checkpoint's.");
    }
  }

  async function checkConsistency(old, recent, oldRoot, newRoot, path) {
    if (!(old > 0 && old <= recent)) refuse("The older tree is empty, or larger than the newer one.");
    if (old === recent) {
      if (path.length || !same(oldRoot, newRoot)) refuse("Two trees of one size differ.");
      return;
    }
    const steps = Number.isInteger(Math.log2(old)) ? [oldRoot, ...path] : [...path];
    if (!steps.length) refuse("The path is too short.");
    const half = (number) => Math.floor(number / 2);
    let [place, last] = [old - 1, recent - 1];
    while (place % 2 === 1) [place, last] = [half(place), half(last)];
    let [first, second] = [steps[0], steps[0]];
    for (const step of steps.slice(1)) {
      if (last === 0) refuse("The path is too long.");
      if (place % 2 === 1 || place === last) {
        first = await hashNode(step, first);
        second = await hashNode(step, second);
        while (place % 2 === 0 && place) [place, last] = [half(place), half(last)];
      } else {
        second = await hashNode(second, step);
      }
      [place, last] = [half(place), half(last)];
    }
    if (last !== 0 || !same(first, oldRoot) || !same(second, newRoot)) {
      refuse("The newer tree does not begin with the older one.");
    }
  }

  function get(mapping, name, kind) {
    const value = mapping !== null && typeof mapping === "object" ? mapping[name] : undefined;
    const fits = {
      text: () => typeof value === "string",
      number: () => Number.isSafeInteger(value),
      list: () => Array.isArray(value),
      object: () => value !== null && typeof value === "object" && !Array.isArray(value),
    };
    if (!fits[kind]()) refuse(`The receipt is not whole: ${name} is missing or of another kind.`);
    return value;
  }

  function getHashes(mapping) {
    const path = get(mapping, "path", "list").map((one) => decode(one, "A step of a path"));
    if (path.some((one) => one.length !== 32)) refuse("A step of a path does not have 32 bytes.");
    return path;
  }

  async function openPart(opened, tag, parts) {
    const salt = decode(get(opened, "salt", "text"), "A salt");
    const text = get(opened, "text", "text");
    const hashed = await hashLeaf(join(utf8.encode(tag), salt, utf8.encode(text)));
    return { root: await followPath(get(opened, "part", "number"), parts, hashed, getHashes(opened)), text };
  }

  function readLines(text, names, last) {
    const lines = text.split("\n");
    if (lines.length < names.length + 1) refuse("An opened text has too few lines.");
    const cut = [...lines.slice(0, names.length), lines.slice(names.length).join("\n")];
    const values = {};
    [...names, last].forEach((name, place) => {
      if (!cut[place].startsWith(`${name} `)) {
        refuse(`An opened text says something else where ${name} should stand.`);
      }
      values[name] = cut[place].slice(name.length + 1);
    });
    return values;
  }

  async function openShare(entry, parts, data) {
    if (entry.share === null || entry.share === undefined) return 0;
    const opened = await openPart(get(entry, "share", "object"), "nomi line v1\n", parts);
    if (!same(opened.root, data)) refuse("The share line belongs to another entry than the header.");
    const line = readLines(opened.text, LINE, "code");
    if (line.code !== "share") refuse("The opened line is on another account than the share's.");
    return Number(line.amount);
  }

  async function checkEntry(entry, reference, { size, root }) {
    const parts = get(entry, "parts", "number");
    const headerPart = get(entry, "header", "object");
    if (get(headerPart, "part", "number") !== 0) refuse("What is opened as the header is another part.");
    const { root: data, text } = await openPart(headerPart, "nomi header v1\n", parts);
    const header = readLines(text, HEADER, "kind");
    if (!/^[0-9]+$/.test(header.lines) || parts !== Number(header.lines) + 2) {
      refuse("The entry has another number of parts than its header says.");
    }
    const salt = decode(get(entry, "reference_salt", "text"), "The salt of the reference");
    const said = await sha256(join(utf8.encode("nomi reference v1\n"), salt, utf8.encode(reference)));
    if (hex(said) !== header.reference) {
      refuse("The entry is under another reference than the receipt's.");
    }
    const share = await openShare(entry, parts, data);
    const leaf = get(entry, "leaf", "object");
    await checkInclusion(get(leaf, "index", "number"), size, await hashLeaf(data), getHashes(leaf), root);
    return { header, share };
  }

  async function checkReceipt(text, keyText) {
    let receipt;
    try {
      receipt = JSON.parse(text);
    } catch {
      refuse("The receipt is not whole: it is not JSON.");
    }
    if (receipt === null || receipt.format !== "nomi receipt v1") {
      refuse("This is not a receipt of the kind nomi receipt v1.");
    }
    const reference = get(receipt, "reference", "text");
    const head = await readCheckpoint(get(receipt, "checkpoint", "text"), keyText);
    const entries = get(receipt, "entries", "list");
    if (!entries.length) refuse("The receipt holds no entry.");
    const words = [];
    const seen = new Set();
    let total = 0;
    for (const entry of entries) {
      const { header, share } = await checkEntry(entry, reference, head);
      if (seen.has(entry.leaf.index)) refuse("The receipt holds the same entry twice.");
      seen.add(entry.leaf.index);
      total += share;
      words.push(
        `${header.kind} of ${header.effective}, posted ${header.posted}: share ${share} cents, leaf ${entry.leaf.index} of ${head.size}.`,
      );
    }
    words.push(`Order ${reference}: ${total} cents were set aside. The receipt holds.`);
    return words;
  }

  function say(result, words, isGood) {
    result.className = isGood ? "alert alert--success" : "alert alert--warning";
    result.replaceChildren(
      ...words.map((line) => {
        const paragraph = document.createElement("p");
        paragraph.textContent = line;
        return paragraph;
      }),
    );
    result.hidden = false;
  }

  function listen(form) {
    const receipt = form.querySelector("#receipt");
    const key = form.querySelector("#key");
    const result = document.getElementById("result");
    form.querySelector("#file").addEventListener("change", async (event) => {
      const [file] = event.target.files;
      if (file) receipt.value = await file.text();
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        say(result, await checkReceipt(receipt.value, key.value), true);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        say(result, [error.message], false);
      }
      result.focus();
    });
    form.hidden = false;
  }

  window.nomiVerify = { checkReceipt, checkInclusion, checkConsistency, decode };
  const form = document.getElementById("verify");
  if (form) listen(form);
})();
