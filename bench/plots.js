// Run in the page by bench/plots.py: waits for the charts, points at one, zooms, smooths; each in milliseconds.
async (charts) => {
  const found = {};
  const next = () => new Promise((done) => requestAnimationFrame(done));
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const quiet = (ms) => new Promise((done) => setTimeout(done, ms));
  const until = async (ready) => {
    const began = performance.now();
    while (!ready()) {
      if (performance.now() - began > 120_000) throw new Error(`in vain: ${ready}`);
      await next();
    }
    await painted();
  };
  const median = (list) => list.sort((a, b) => a - b)[list.length >> 1];
  const places = () => [...document.querySelectorAll(".chart-place")];
  const isDrawn = (place) => place.querySelector(".line-chart canvas") !== null;

  await until(() => places().some(isDrawn));
  found.first = [performance.now()];
  const pane = document.querySelector(".chart-place").closest(".pane-body");
  const inWindow = () => places().filter((place) => place.getBoundingClientRect().top < pane.getBoundingClientRect().bottom);
  await until(() => places().length === charts && inWindow().every(isDrawn));
  found.window = [performance.now()];
  for (const place of places()) {
    place.scrollIntoView({ block: "end" });
    await until(() => isDrawn(place));
  }
  found.all = [performance.now()];
  const asked = performance.getEntriesByType("resource").filter(({ name }) => name.includes("/plots/one"));
  found.received = [asked.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) / 1024];
  await quiet(500);

  const [place] = places();
  place.scrollIntoView({ block: "start" });
  await quiet(300);
  const over = place.querySelector(".u-over");
  const box = over.getBoundingClientRect();
  const mouse = (kind, x, y) =>
    (kind === "mouseup" ? document : over).dispatchEvent(
      new MouseEvent(kind, {
        bubbles: true,
        button: 0,
        movementX: 1, // a pointer that has not moved is none to uPlot
        clientX: box.left + x * box.width,
        clientY: box.top + y * box.height,
      }),
    );
  const frames = [];
  mouse("mouseenter", 0.1, 0.5);
  let last = await next();
  for (let at = 0; at < 60; at++) {
    // across all of it and up and down, so that other lines come nearest
    mouse("mousemove", 0.1 + at / 75, 0.5 + Math.sin(at / 4) / 3);
    const now = await next();
    frames.push(now - last);
    last = now;
  }
  found.hover = [median(frames)];

  // what is drawn in the middle of the chart
  const ink = () => {
    const canvas = place.querySelector("canvas");
    const { data } = canvas.getContext("2d").getImageData(canvas.width / 2, 0, 20, canvas.height);
    return data.reduce((sum, value, at) => sum + value * (at % 1009), 0);
  };
  const timed = async (act, ready = () => true) => {
    const began = performance.now();
    act();
    await until(ready);
    return performance.now() - began;
  };
  const button = () => place.querySelector(".chart-unzoom");
  found.zoom = [];
  found.unzoom = [];
  for (let turn = 0; turn < 3; turn++) {
    mouse("mousedown", 0.3, 0.3);
    mouse("mousemove", 0.6, 0.6);
    await quiet(50);
    found.zoom.push(
      await timed(
        () => mouse("mouseup", 0.6, 0.6),
        () => button() !== null,
      ),
    );
    await quiet(200);
    found.unzoom.push(
      await timed(
        () => button().click(),
        () => button() === null,
      ),
    );
    await quiet(200);
  }

  const slider = place.querySelector("input[type=range]");
  const set = (value) => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(slider, value);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  };
  found.smooth = [];
  for (const value of [0.2, 0.4, 0.6]) {
    const before = ink();
    found.smooth.push(
      await timed(
        () => set(value),
        () => ink() !== before,
      ),
    );
    await quiet(200);
  }
  return found;
}
