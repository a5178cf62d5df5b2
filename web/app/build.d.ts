// Modules that build.mjs makes: the glue of the wasm, and the hashed names of what it loads.

declare module "lookback-glue" {
  const create: (options: object) => Promise<import("./core").Wasm>;
  export default create;
}

declare module "lookback-catalogue" {
  export const catalogue: import("../lesson/shape").CatalogueEntry[];  // in the order of the list
}

declare module "lookback-assets" {
  export const assets: import("./load").Assets;
}

// Of src/base/limits.h.
declare module "lookback-limits" {
  export const answerCharacters: number, changesPerSecond: number, fileBytes: number, fileMembers: number, keptCharacters: number, keptSteps: number,
    keptTabs: number, linkCharacters: number, messageCharacters: number, messagesPerSecond: number, pictureWidth: number;
}

declare module "lookback-kernels" {
  export const files: { fetch(name: string): Promise<Response> };
}
