// Files dropped together stand in places of their own.
import { describe, expect, it } from "vitest";
import { placesFor } from "../src/files/places";

const PLACES = ["rule", "poll"];

describe("dropping files", () => {
  it("puts each where its format belongs, wherever it is dropped and in whatever order", () => {
    expect(placesFor(["poll", "rule"], PLACES, "rule", [])).toEqual(["poll", "rule"]);
    expect(placesFor(["poll"], PLACES, "rule", ["poll"])).toEqual(["poll"]);
  });

  it("puts two that do not say what they are in both places, the first one under the pointer", () => {
    expect(placesFor([undefined, undefined], PLACES, "poll", [])).toEqual(["poll", "rule"]);
    expect(placesFor([undefined, undefined], PLACES, undefined, ["rule"])).toEqual(["poll", "rule"]);
    expect(placesFor([undefined, undefined], PLACES, "rule", PLACES)).toEqual(["rule", "poll"]);
  });

  it("leaves the place of a format to the file that has it", () => {
    expect(placesFor([undefined, "poll"], PLACES, "poll", [])).toEqual(["rule", "poll"]);
    expect(placesFor(["rule", "rule"], PLACES, "rule", [])).toEqual(["rule", "poll"]);
  });

  it("puts one where it is dropped, else where there is room", () => {
    expect(placesFor([undefined], PLACES, "poll", ["poll"])).toEqual(["poll"]);
    expect(placesFor([undefined], PLACES, undefined, ["rule"])).toEqual(["poll"]);
  });
});
