import { describe, expect, it } from "vitest";
import { Progress } from "../src/progress.js";

function progress(isTTY: boolean): { bar: Progress; written: string[]; wait: (time: number) => void } {
  const written: string[] = [];
  let now = 0;
  const write = (text: string | Uint8Array): boolean => written.push(String(text)) > 0;
  return {
    bar: new Progress({ isTTY, write }, () => now),
    written,
    wait: (time) => {
      now += time;
    },
  };
}

describe("the progress bar", () => {
  it("shows nothing of what takes a moment", () => {
    const { bar, written, wait } = progress(true);
    bar.show(0, "lossy, seed 1");
    wait(900);
    bar.show(0.9, "lossy, seed 1");
    bar.end();
    expect(written).toEqual([]);
  });

  it("fills, is written when it changes, and goes away", () => {
    const { bar, written, wait } = progress(true);
    bar.show(0, "lossy, seed 1");
    wait(2000);
    bar.show(0.5, "lossy, seed 1");
    bar.show(0.5001, "lossy, seed 1");
    bar.end();
    expect(written).toEqual([`\r${"█".repeat(15)}${"░".repeat(15)} 50 % lossy, seed 1\x1b[K`, "\r\x1b[K"]);
  });

  it("is silent on anything but a terminal", () => {
    const { bar, written, wait } = progress(false);
    bar.show(0, "lossy, seed 1");
    wait(2000);
    bar.show(0.5, "lossy, seed 1");
    bar.end();
    expect(written).toEqual([]);
  });
});
