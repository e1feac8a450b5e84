// Run in the page by bench/page.py: does what people do, and times each in milliseconds.
async () => {
  const frame = document.querySelector(".grid-frame");
  const found = {};
  const next = () => new Promise((done) => requestAnimationFrame(done));
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const quiet = (ms) => new Promise((done) => setTimeout(done, ms));
  const until = async (ready) => {
    while (!ready()) await next();
    await painted();
  };
  const timed = async (act, ready) => {
    const began = performance.now();
    act();
    await until(ready);
    return performance.now() - began;
  };
  const median = (list) => list.sort((a, b) => a - b)[list.length >> 1];

  await until(() => window.firstRow > 0);
  const answer = performance.getEntriesByType("resource").find(({ name }) => name.endsWith("/table"));
  found.painted = [window.firstRow - answer.responseEnd];
  found.elements = [document.querySelectorAll(".grid *").length];
  await quiet(300);

  const scroll = async (key, step) => {
    const frames = [];
    let last = await next();
    for (let at = 0; at < 90; at++) {
      frame[key] += step;
      const now = await next();
      frames.push(now - last);
      last = now;
    }
    return [median(frames)];
  };
  found.frame = await scroll("scrollTop", 84);
  found.aside = await scroll("scrollLeft", 60);
  frame.scrollLeft = 0;
  await quiet(200);

  found.jump = [];
  for (const share of [0.9, 0.2, 0.6, 0.05]) {
    const top = Math.round((frame.scrollHeight - frame.clientHeight) * share);
    const line = Math.floor(top / 28) + 5;
    found.jump.push(
      await timed(
        () => {
          frame.scrollTop = top;
        },
        () => document.querySelector(`[data-line="${line}"]`) !== null,
      ),
    );
    await quiet(100);
  }
  frame.scrollTop = 0;
  await quiet(200);

  const head = (at) => document.querySelectorAll(".column-head")[at];
  found.sort = [];
  for (const at of [0, 2]) {
    found.sort.push(
      await timed(
        () => head(at).querySelector("[data-act=sort]").click(),
        () => head(at).getAttribute("aria-sort") !== null,
      ),
    );
    await quiet(200);
  }
  const grid = document.querySelector("[role=treegrid]");
  const rows = () => grid.getAttribute("aria-rowcount");
  const named = (name) => [...document.querySelectorAll("button")].find((each) => each.textContent.includes(name));

  found.fold = [];
  for (let turn = 0; turn < 2; turn++) {
    const before = rows();
    found.fold.push(
      await timed(
        () => document.querySelector(".line-row.group [data-act=fold]").click(),
        () => rows() !== before,
      ),
    );
    await quiet(200);
  }

  const columns = () => grid.getAttribute("aria-colcount");
  found.differs = [];
  for (let turn = 0; turn < 2; turn++) {
    const before = columns();
    found.differs.push(
      await timed(
        () => named("Only what differs").click(),
        () => columns() !== before,
      ),
    );
    await quiet(200);
  }

  named("Filters").click();
  await until(() => document.querySelector(".pane-popup input"));
  found.filter = [];
  for (let turn = 0; turn < 2; turn++) {
    const before = rows();
    found.filter.push(
      await timed(
        () => document.querySelector(".pane-popup input").click(),
        () => rows() !== before,
      ),
    );
    await quiet(200);
  }
  return found;
}
