import { Component, Data, KeyLocator, Name, SigInfo, SigType } from "@ndn/packet";
import { expect, test } from "vitest";
import { signerOf } from "../src/signer-of.js";

function signedBy(type: number, locator?: Name): Data {
  const data = new Data("/x");
  data.sigInfo = new SigInfo(type);
  if (locator) {
    data.sigInfo.keyLocator = new KeyLocator(locator);
  }
  return data;
}

test("all keys and certificates of an identity are one signer", () => {
  const key = new Name("/org/alice/KEY").append(Component.from("k1"));
  const certificate = new Name("/org/alice/KEY/k2/org").append(Component.from("v1"));
  expect(signerOf(signedBy(SigType.Ed25519, key))).toBe("/8=org/8=alice");
  expect(signerOf(signedBy(SigType.Sha256WithEcdsa, certificate))).toBe("/8=org/8=alice");
  expect(signerOf(signedBy(SigType.Sha256WithRsa, new Name("/org/bob")))).toBe("/8=org/8=bob");
});

test("who cannot be told apart has no name: digests, shared secrets, keys without a name", () => {
  const locator = new Name("/org/alice/KEY/k");
  expect(signerOf(signedBy(SigType.Sha256, locator))).toBeUndefined();
  expect(signerOf(signedBy(SigType.HmacWithSha256, locator))).toBeUndefined();
  expect(signerOf(signedBy(SigType.Ed25519))).toBeUndefined();
  expect(signerOf(new Data("/x"))).toBeUndefined();
});
