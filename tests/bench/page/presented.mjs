// When frames came to be seen, and what had been done by hand before them, all from the browser's own trace.

export const categories = ["disabled-by-default-devtools.timeline.frame", "blink.user_timing"];

const mark = "bench-input";

// To be called in the page: the frame that is to show an input leaves a mark with the input's time. That it is the very next
// one, tests/browser/editing_test.mjs holds.
export function markInputs(name) {
  const leave = (inputs) => requestAnimationFrame(() => {
    for (const input of inputs) performance.mark(name, { detail: input.timeStamp });
  });
  addEventListener("pointermove", (event) => leave(event.getCoalescedEvents()), { capture: true });
  addEventListener("keydown", (event) => leave([event]), { capture: true });
}

export const watchInputs = (page) => page.evaluate(markInputs, mark);

// In milliseconds: of each frame that was presented when that was, and of each input how long it took to be presented.
export function readTrace(trace) {
  const events = JSON.parse(trace.toString()).traceEvents;
  const inputs = events.filter(({ name }) => name === mark);
  const frames = framesOf(events.filter(({ pid }) => pid === inputs[0]?.pid));
  const latenciesMs = inputs.flatMap(({ ts, args }) => {
    const frame = frames.find(({ began, committed }) => began <= ts && ts <= committed);
    const before = args.data.startTime - Number(args.data.detail);  // from the input to the mark
    return frame ? [before + (frame.presented - ts) / 1000] : [];
  });
  return { presentedMs: frames.map(({ presented }) => presented / 1000), latenciesMs, lost: inputs.length - latenciesMs.length };
}

// The frames of one process that brought something new of the page's, by when they were presented.
function framesOf(events) {
  const frames = [];
  const open = new Map();  // by an id that is used again once a frame is over
  for (const { name, ph, ts, id2, args } of events) {
    if (id2 === undefined) continue;
    if (name === "PipelineReporter" && ph === "b") {
      open.set(id2.local, { state: args.frame_reporter?.state });
      frames.push(open.get(id2.local));
    }
    const frame = open.get(id2.local);
    if (name === "SendBeginMainFrameToCommit" && frame) frame[ph === "b" ? "began" : "committed"] = ts;
    if (name === "SubmitCompositorFrameToPresentationCompositorFrame" && ph === "e" && frame) frame.presented = ts;
  }
  return frames
    .filter(({ state, began, presented }) => state === "STATE_PRESENTED_ALL" && began !== undefined && presented !== undefined)
    .sort((one, other) => one.presented - other.presented);
}
