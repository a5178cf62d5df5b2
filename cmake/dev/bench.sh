# shellcheck shell=bash disable=SC2154
# What is measured in the page.

# The libraries that the kernels are measured against: packages of npm, for this only.
peers_missing() { ! cmp -s tests/bench/web/package-lock.json build/peers/.lookback-lock; }

install_peers() {
  mkdir -p build/peers
  cp tests/bench/web/package.json tests/bench/web/package-lock.json tests/bench/web/.npmrc build/peers/
  (cd build/peers && npm ci --no-audit --no-fund --ignore-scripts)
  cp tests/bench/web/package-lock.json build/peers/.lookback-lock
}

# The site as it stands, so that two states of it can be measured without making either again.
bench_page() {
  [[ -e build/site/index.html ]] || fail "There is no site in build/site/; make it with ./dev build."
  in_step_if npm_missing "npm packages" install_npm
  node tests/bench/page/run.mjs --site build/site "$@"
}

bench_web() {
  require_for wasm site browser
  begin_root
  in_step_if imgui_missing "source of Dear ImGui" fetch_imgui
  in_step_if npm_missing "npm packages" install_npm
  in_step_if peers_missing "npm packages to compare with" install_peers
  await_root
  in_step "WebAssembly build" compile_wasm kernels_simd kernels_relaxed bench_limits bench_parts
  node tests/bench/web/run.mjs --wasm build/wasm --peers build/peers "$@"
}
