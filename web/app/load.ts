// Brings the wasm and the fonts. The bytes are counted while they compile, so that a slow line shows progress.

import { Core, type CrashReport, type Wasm } from "./core";
import { say } from "./say";

// The site's files by their plain names; a site of one file has them inside.
export interface Assets {
  wasmBytes: number;
  fonts: string[];  // words, words semi-bold, numbers
  fetch(name: string): Promise<Response>;
  languages: string[];  // for which there is a table of strings, beside English
  lessons: [id: string, steps: number][];  // the first one opens when the address names none
  course(): Promise<typeof import("../lesson/course")>;
  extras(): Promise<typeof import("../extras/extras")>;
  offline?: string;  // the script that keeps the site; none where it is one file, or shall not be kept
  kernels(): Promise<typeof import("../kernels/kernels")>;
}

export class LoadError extends Error {}

type Glue = (options: object) => Promise<Wasm>;

export async function loadCore(
  glue: Glue, assets: Assets, progress: (part: number) => void, crashed: CrashReport,
): Promise<{ core: Core; first: WebAssembly.Imports }> {
  const fonts = assets.fonts.map((name) => fetchFont(assets, name));
  const response = fetchWasm(assets, progress);
  let first: WebAssembly.Imports = {};
  const module = await new Promise<Wasm>((resolve, reject) => {
    glue({
      print: () => {},
      printErr: (line: string) => console.error(line),
      instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void) {
        response
          .then((body) => WebAssembly.instantiateStreaming(body, imports))
          .then(({ instance, module }) => {
            first = { ...imports, primary: instance.exports as WebAssembly.ModuleImports };
            done(instance, module);
          }).catch((error: unknown) => reject(explained(error)));
        return {};
      },
    }).then(resolve, (error: unknown) => reject(explained(error)));
  });
  const core = new Core(module, crashed);
  core.speak();
  (await Promise.all(fonts)).forEach((bytes, slot) => bytes && core.font(slot, bytes));
  return { core, first };
}

// A response of our own with the right type: some servers send wasm as plain bytes, which cannot be streamed.
async function fetchWasm(assets: Assets, progress: (part: number) => void): Promise<Response> {
  let response: Response;
  try {
    response = await assets.fetch("lookback.wasm");
  } catch {
    throw new LoadError(say("The lab could not be fetched: the network does not answer. Reload the page to try again."));
  }
  if (!response.ok || !response.body)
    throw new LoadError(say("The lab could not be fetched: the server answered {0}. Reload the page to try again.", response.status));
  let received = 0;
  const counted = response.body.pipeThrough(new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      received += chunk.length;
      progress(Math.min(1, received / assets.wasmBytes));
      controller.enqueue(chunk);
    },
  }));
  return new Response(counted, { headers: { "Content-Type": "application/wasm" } });
}

// Without its font the canvas falls back to its own; the page still works.
async function fetchFont(assets: Assets, name: string): Promise<Uint8Array | undefined> {
  try {
    const response = await assets.fetch(name);
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
  } catch {
    return undefined;
  }
}

function explained(error: unknown): Error {
  if (error instanceof LoadError) return error;
  if (!runs())
    return new LoadError(say("This browser, or a rule of the site that shows this page, does not let WebAssembly run. The lab cannot start; the tables show its start state."));
  if (error instanceof WebAssembly.CompileError || error instanceof TypeError)
    return new LoadError(say("The lab did not arrive whole. Reload the page to try again."));
  return new LoadError(say("The lab could not start: {0}.", error instanceof Error ? error.message : String(error)));
}

// The shortest module there is: where it does not compile, none does.
function runs(): boolean {
  try {
    return !!new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
  } catch {
    return false;
  }
}
