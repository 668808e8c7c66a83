import { readFile } from "node:fs/promises";
import { createVerifier, RSA, SigningAlgorithmListFull } from "@ndn/keychain";
import { Data } from "@ndn/packet";
import { describe, expect, test } from "vitest";
import { importKey } from "../src/ndnsec.js";

const bag = (name: string): Promise<string> =>
  readFile(new URL(`fixtures/${name}.safe-bag`, import.meta.url), "utf8");
const PASSPHRASE = "open sesame";

describe.each([
  ["ecdsa", "/8=org/8=carol"],
  ["rsa", "/8=org/8=dave"],
])("a key of %s", (name, subject) => {
  test("comes with its certificate, and signs what that verifies", async () => {
    const { signer, certificate } = await importKey(await bag(name), PASSPHRASE);
    expect(`${certificate.name.getPrefix(-4)}`).toBe(subject);
    expect(certificate.validity.includes(Date.UTC(2030, 0))).toBe(true);
    const data = new Data("/a", Uint8Array.of(1, 2, 3));
    await signer.sign(data);
    expect(data.sigInfo.keyLocator?.name?.isPrefixOf(certificate.name)).toBe(true);
    const options = { algoList: SigningAlgorithmListFull, checkValidity: false };
    const verifier = await createVerifier(certificate, options);
    await verifier.verify(data);
    await verifier.verify(certificate.data);
    expect(verifier.sigType === RSA.sigType).toBe(name === "rsa");
  });

  test("comes from octets, too", async () => {
    const octets = Buffer.from(await bag(name), "base64");
    expect((await importKey(octets, PASSPHRASE)).certificate.name.getPrefix(-4).toString()).toBe(subject);
  });

  test("stays shut to another passphrase", async () => {
    await expect(importKey(await bag(name), "open barley")).rejects.toMatchObject({
      code: "invalid-argument",
      message: expect.stringMatching(/\/org\/\w+\/KEY\/.*the passphrase is another one/),
    });
  });
});

test.each([
  ["text that is no base64", "-----BEGIN"],
  ["a certificate alone", "BgMHAQA="],
  ["nothing", ""],
  ["nothing, in octets", new Uint8Array()],
])("%s is refused", async (_, exported) => {
  await expect(importKey(exported, PASSPHRASE)).rejects.toMatchObject({
    code: "invalid-argument",
    message: expect.stringContaining("no key as `ndnsec export` writes it"),
  });
});

test.each([
  ["private key", -1, /could not be decrypted/],
  ["public key's algorithm", "2A8648CE3D0201", /has a key of neither ECDSA nor RSA/],
])("a %s that was damaged is refused", async (_, place, message) => {
  const octets = Buffer.from(await bag("ecdsa"), "base64");
  const at = typeof place === "number" ? octets.length + place : octets.indexOf(Buffer.from(place, "hex"));
  octets[at]! ^= 1;
  await expect(importKey(octets, PASSPHRASE)).rejects.toMatchObject({
    code: "invalid-argument",
    message: expect.stringMatching(message),
  });
});
