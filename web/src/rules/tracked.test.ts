import { describe, expect, it } from "vitest";
import { originWords, tracked } from "./tracked";

const OUTS = {
  "model.pkl": { hash: "d1f6", size: 1958115, nfiles: null, use_cache: true, is_data_source: false },
  "data/prepared": { hash: "153a.dir", size: 8437363, nfiles: 2, use_cache: true, is_data_source: false },
};
const COMMIT = "f59388cd04276e75d70b2136597aaa27e7937cc3";
const REPOSITORY = { url: "https://git.example.com/data", path: "get-started/data.xml", rev_lock: COMMIT };
const NOTHING = { hash: null, size: null, nfiles: null };

describe("the data of a commit", () => {
  it("say how large they are, by their paths", () => {
    expect(tracked(OUTS, {}).map(({ path, size }) => [path, size])).toEqual([
      ["data/prepared", "2 files, 8.44 MB"],
      ["model.pkl", "1.96 MB"],
    ]);
  });

  it("say where they were imported from, also when they were never brought here", () => {
    const [data] = tracked({}, { "data.xml": { ...REPOSITORY, rev: "v1", ...NOTHING } });
    expect(data).toMatchObject({ path: "data.xml", size: null, hash: null });
    expect(data?.origin && originWords(data.origin)).toBe(
      "get-started/data.xml of https://git.example.com/data at v1 (f59388c)",
    );
  });

  it("name the commit where no revision was asked for, and the address alone where there is no repository", () => {
    const [newest] = tracked(OUTS, { "model.pkl": { ...REPOSITORY, rev: null, ...NOTHING } }).slice(1);
    expect(newest?.origin && originWords(newest.origin)).toMatch(/ at f59388c$/);
    const [url] = tracked({}, { a: { url: "s3://bucket/a", path: null, rev: null, rev_lock: null, ...NOTHING } });
    expect(url?.origin && originWords(url.origin)).toBe("s3://bucket/a");
  });

  it("are believed in no wrong shape", () => {
    expect(tracked({ a: null, b: 1 }, { c: [], d: { url: 5 } }).map(({ origin }) => origin)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
