# shellcheck shell=bash disable=SC2154
# What is built, and from what.

jobs=$(nproc)
((jobs <= 8)) || jobs=8

# configure PRESET WRAPPER… -- ARGUMENT…: afresh when something other than CMake's own files has changed.
configure() {
  local preset=$1 wrapper=() key
  shift
  while [[ $1 != -- ]]; do
    wrapper+=("$1")
    shift
  done
  shift
  key=$(printf '%s\n' "${CXX:-}" "${wrapper[*]}" "$@" "$(sha256sum CMakePresets.json)")
  if [[ $(cat "build/$preset/.configured" 2>/dev/null) == "$key" ]]; then
    return
  fi
  rm -f "build/$preset/.configured"
  "${wrapper[@]}" cmake --fresh --preset "$preset" "$@"
  printf '%s' "$key" >"build/$preset/.configured"
}

# With the interface once Dear ImGui is here, or when `ui` asks for it, or once CMake has fetched it.
ui_arguments() {
  if [[ -e $(imgui_dir)/imgui.h ]]; then
    printf '%s\n' -DLOOKBACK_UI=ON "-DLOOKBACK_IMGUI_DIR=$(imgui_dir)"
  elif [[ ${1:-} == ui || -e build/native/_deps/imgui_source-src/imgui.h ]]; then
    printf '%s\n' -DLOOKBACK_UI=ON
  fi
}

configure_natively() { # PRESET ["ui"] [ARGUMENT…]
  local preset=$1 arguments=()
  mapfile -t arguments < <(ui_arguments "${2:-}")
  if have ninja; then
    arguments+=(-G Ninja)
  fi
  configure "$preset" -- "${arguments[@]}" "${@:3}"
}

compile_native() { # TARGET…
  configure_natively native
  cmake --build build/native --parallel "$jobs" --target "$@"
}

compile_ui() {
  configure_natively native ui
  cmake --build build/native --parallel "$jobs" --target ui_tests monkey
}

compile_bench() {
  configure_natively native "" -DLOOKBACK_BENCH=ON
  cmake --build build/native --parallel "$jobs" --target interaction_bench kernels_bench map_bench
}

compile_sanitize() { # TARGET…
  configure_natively sanitize ui -DCMAKE_CXX_COMPILER=clang++-19
  cmake --build build/sanitize --parallel "$jobs" --target "$@"
}

# The parsers only; the rest is linked from build/native.
compile_fuzz() {
  local arguments=(-DLOOKBACK_FUZZ=ON "-DLOOKBACK_FUZZ_LIBRARIES_DIR=$project/build/native/src"
    -DCMAKE_CXX_COMPILER=clang++-19)
  ! have ninja || arguments+=(-G Ninja)
  configure fuzz -- "${arguments[@]}"
  cmake --build build/fuzz --parallel "$jobs" --target fuzz
}

# Emscripten must not see the headers of this machine's C library, so the libraries' own get a folder. Boost's
# are too many to copy.
gather_headers() {
  local folder
  mkdir -p build/headers
  for folder in /usr/include/eigen3/Eigen /usr/include/doctest /usr/include/nlohmann; do
    [[ ! -d $folder || -d build/headers/${folder##*/} ]] || cp -rL "$folder" build/headers/
  done
  [[ ! -d $boost || -e build/headers/boost ]] || ln -sfn "$boost" build/headers/boost
}

compile_wasm() { # TARGET…
  gather_headers
  local arguments=(-G Ninja)
  if [[ -e $(imgui_dir)/imgui.h ]]; then
    arguments+=("-DLOOKBACK_IMGUI_DIR=$(imgui_dir)")
  fi
  if own_emcc; then
    have ninja || arguments=("${arguments[@]:2}")
    configure wasm emcmake -- "${arguments[@]}"
  else
    configure wasm with_emcc emcmake -- "${arguments[@]}"
  fi
  with_emcc cmake --build build/wasm --parallel "$jobs" --target "$@"
}

# Linking takes one core half a minute, so what else there is to link is built with it.
wasm_of_the_site=(lookback_split kernels_simd kernels_relaxed)

fingerprint() { find "$@" -name node_modules -prune -o -type f -printf '%p %T@ %s\n' | sort | sha256sum; }

# What is made of the same files as before need not be made again: unless_made FOLDER FILE… -- COMMAND…
unless_made() {
  local stamp=build/$1.made files=() key
  shift
  while [[ $1 != -- ]]; do
    files+=("$1")
    shift
  done
  shift
  key=$(fingerprint "${files[@]}")
  if [[ ! -d ${stamp%.made} || $(cat "$stamp" 2>/dev/null) != "$key" ]]; then
    rm -f "$stamp"
    "$@"
    printf '%s' "$key" >"$stamp"
  fi
}

make_fonts() {
  unless_made fonts src cmake/dev/fonts.py build/native/lookback -- \
    "$(python_with_fonttools)" cmake/dev/fonts.py --inter "$inter" --jetbrains "$jetbrains" \
    --labels build/native/lookback --out build/fonts
}

make_site() {
  local parts=(build/wasm/{lookback.js,lookback.first.wasm,lookback.second.wasm,kernels_simd.wasm,kernels_relaxed.wasm})
  unless_made site web tests README.md build/fonts build/native/lookback "${parts[@]}" -- \
    node web/build.mjs --wasm build/wasm --native build/native/lookback --fonts build/fonts --out build/site
}

# The root takes a minute to make, so it is made beside the native build, in a process group of its own.
root_job=
begin_root() {
  set -m
  in_step_if root_missing "Emscripten in a Debian 13 root" make_root &
  root_job=$!
  set +m
}
await_root() {
  local job=$root_job
  root_job=
  [[ -z $job ]] || wait "$job"
}
end_root() { [[ -z $root_job ]] || kill -- "-$root_job" 2>/dev/null || true; }

build_site() {
  require_for native ui wasm site
  begin_root
  in_step_if imgui_missing "source of Dear ImGui" fetch_imgui
  in_step_if npm_missing "npm packages" install_npm
  in_step "native build" compile_native lookback
  await_root
  in_step "WebAssembly build" compile_wasm "${wasm_of_the_site[@]}"
  in_step "fonts" make_fonts
  in_step "site" make_site
}
