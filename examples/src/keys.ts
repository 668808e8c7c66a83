// Members whose keys an organisation certifies: `npm run example -- keys alice`. The organisation's key is in the folder
// `keys`; who has it becomes a member, and who runs this in another folder is somebody else's member, and not heard.
import { Certificate, CertNaming, ECDSA, generateSigningKey, KeyChain } from "@ndn/keychain";
import { Component, Name, ValidityPeriod } from "@ndn/packet";
import { SvSync } from "@svs/core";
import { localForwarder } from "@svs/forwarder";
import { TrustAnchor } from "@svs/security";
import { NfdTransport } from "@svs/transport-nfd";

const [name = "alice"] = process.argv.slice(2);
const keyChain = KeyChain.open("keys");
const [known] = await keyChain.listCerts(new Name("/org/KEY"));
const anchor = known ? await keyChain.getCert(known) : await newOrganisation();

const [signer, publicKey] = await generateSigningKey(`/org/${name}`, ECDSA);
const certificate = await Certificate.issue({
  publicKey,
  issuerPrivateKey: await keyChain.getKey(CertNaming.toKeyName(anchor.name), "signer"),
  issuerId: Component.from("org"),
  validity: ValidityPeriod.daysFromNow(1),
});

const transport = await NfdTransport.connect({ fallback: localForwarder() });
const trust = await TrustAnchor.open({ transport, anchors: [anchor], certificates: [certificate] });
const svs = await SvSync.open({
  ...trust.security(signer),
  transport,
  group: "/keys",
  node: certificate.name.getPrefix(2),
});
svs.addEventListener("rejected", ({ detail }) => console.log(`refused: ${detail.error.message}`));
await svs.publish(`I am ${name}, and can show it`);
console.log(`${name} has a certificate`);
for await (const publication of svs.publications()) {
  console.log(`${publication.from}: ${publication.text()}`);
}

async function newOrganisation(): Promise<Certificate> {
  const [privateKey, publicKey] = await generateSigningKey(keyChain, "/org", ECDSA);
  const made = await Certificate.selfSign({ privateKey, publicKey });
  await keyChain.insertCert(made);
  return made;
}
