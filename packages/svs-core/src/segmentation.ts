import { Data, type Name } from "@ndn/packet";
import type { Segmentation } from "./dialect/dialect.js";
import { segmentComponent, segmentNumber, versionComponent } from "./dialect/naming.js";
import { sameOctets } from "./octets.js";

/**
 * How a publication larger than a packet is cut: Data `<publication>/v=0/seg=<i>` with the last
 * segment in FinalBlockId, as SVS-PS names the segments of its outer Data. A publication that
 * fits has one Data, named like the publication, without FinalBlockId, unless the dialect cuts always.
 */
const VERSION = /* @__PURE__ */ versionComponent(0);

/** Name of segment `segment`, from 0. */
export function segmentName(publication: Name, segment: number): Name {
  return publication.append(VERSION, segmentComponent(segment));
}

/**
 * Which segment of a publication a Data name is.
 * @returns `whole` for a publication in one packet, `undefined` if it is neither.
 */
export function segmentOf(publication: Name, name: Name): number | "whole" | undefined {
  if (name.length === publication.length) {
    return sameOctets(name.value, publication.value) ? "whole" : undefined;
  }
  if (name.length !== publication.length + 2 || !publication.isPrefixOf(name)) {
    return undefined;
  }
  return name.at(-2).equals(VERSION) ? segmentNumber(name.at(-1)) : undefined;
}

/** Number of the last segment, if this Data says it. */
export function lastSegmentOf(data: Data): number | undefined {
  return segmentNumber(data.finalBlockId);
}

/**
 * The unsigned packets of a publication, in order. The contents are views of `content`.
 * @param segmentSize - octets of content in a packet at the most.
 * @param freshnessPeriod - in milliseconds.
 */
export function segmentize(
  publication: Name,
  content: Uint8Array,
  segmentSize: number,
  freshnessPeriod: number,
  segmentation: Segmentation = "when-needed",
): Data[] {
  const count = Math.max(1, Math.ceil(content.length / segmentSize));
  if (count === 1 && segmentation !== "always") {
    return [new Data(publication, content, Data.FreshnessPeriod(freshnessPeriod))];
  }
  const last = segmentComponent(count - 1);
  return Array.from({ length: count }, (_, segment) => {
    const part = content.subarray(segment * segmentSize, (segment + 1) * segmentSize);
    const data = new Data(segmentName(publication, segment), part, Data.FreshnessPeriod(freshnessPeriod));
    data.finalBlockId = last;
    return data;
  });
}
