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

declare module "lookback-kernels" {
  export const files: { fetch(name: string): Promise<Response> };
}
