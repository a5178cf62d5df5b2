# shellcheck shell=bash disable=SC2154
# What a machine needs. Debian's packages are installed where that is possible; a missing tool is named otherwise.

cache=${XDG_CACHE_HOME:-$HOME/.cache}/lookback
mkdir -p "$cache"
boost=/usr/include/boost

can_install() { [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; }
have() { command -v "$1" >/dev/null; }

required=()  # Debian's packages without which it does not go on
helpful=()   # those that save a download or time
require() { have "$1" || required+=("$2"); }
require_file() { [[ -e $1 ]] || required+=("$2"); }

require_for() {
  required=() helpful=()
  local goal
  for goal in "$@"; do
    "require_for_$goal"
  done
  if can_install; then
    required+=("${helpful[@]}")
  fi
  [[ ${#required[@]} != 0 ]] || return 0
  if ! can_install; then
    fail "Missing here: ${required[*]} (Debian's names). Install them and run this again."
  fi
  in_step "Debian packages" install_packages "${required[@]}"
}

install_packages() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get -o DPkg::Lock::Timeout=300 update
  apt-get -o DPkg::Lock::Timeout=300 install --yes --no-install-recommends "$@"
}

require_for_native() {
  require cmake cmake
  case ${CXX:-} in
    *clang*) require "$CXX" "${CXX/++/}" ;;
    *) have "${CXX:-c++}" || required+=(g++) ;;
  esac
  have ninja || helpful+=(ninja-build)
  have make || have ninja || can_install || required+=(make)
  [[ -e /usr/include/eigen3/Eigen/Core ]] || helpful+=(libeigen3-dev)
  [[ -e $boost/multiprecision/cpp_int.hpp ]] || helpful+=(libboost-dev)
  [[ -e /usr/include/doctest/doctest.h ]] || helpful+=(doctest-dev)
  [[ -e /usr/include/nlohmann/json.hpp ]] || helpful+=(nlohmann-json3-dev)
  # For the tests that run snippets; without it they say that they did not.
  /usr/bin/python3 -c 'import numpy' 2>/dev/null || python3 -c 'import numpy' 2>/dev/null ||
    helpful+=(python3-numpy)
}

require_for_sanitize() {
  require clang++-19 clang-19
  compgen -G '/usr/lib/llvm-19/lib/clang/19/lib/linux/libclang_rt.asan*' >/dev/null ||
    required+=(libclang-rt-19-dev)
}

# The same compiler and its runtime, of which libFuzzer is a part.
require_for_fuzz() { require_for_sanitize; }

require_for_ui() {
  have xz || helpful+=(xz-utils)
}

require_for_wasm() {
  require node nodejs
  if ! own_emcc; then
    if ! can_install; then
      fail "emcc 3.1.69 or newer is not on PATH; install Emscripten and run this again."
    fi
    require debootstrap debootstrap
    require bwrap bubblewrap
  fi
}

require_for_site() {
  require xz xz-utils
  require node nodejs
  require npm npm
  python_with_fonttools >/dev/null || required+=(python3-fonttools)
  require_file "$inter/Inter-Regular.otf" fonts-inter
  require_file "$jetbrains/JetBrainsMono-Regular.ttf" fonts-jetbrains-mono
}

# Without its shell, which takes half the time, the tests run in the whole browser.
require_for_browser() {
  require chromium chromium
  have chromium-headless-shell || helpful+=(chromium-headless-shell)
}

require_for_engines() {
  require firefox-esr firefox-esr
  require WebKitWebDriver webkit2gtk-driver
  require xvfb-run xvfb
  require xauth xauth
  require dbus-run-session dbus
  compgen -G '/usr/lib/*/dri/swrast_dri.so' >/dev/null || required+=(libgl1-mesa-dri)
  compgen -G '/usr/lib/*/libEGL.so.1' >/dev/null || required+=(libegl1)
}

require_for_bench() {
  require_for_native
  [[ -e /usr/include/benchmark/benchmark.h ]] || helpful+=(libbenchmark-dev)
}

require_for_planted() { require patch patch; }

require_for_format() { require clang-format-19 clang-format-19; }

require_for_lint() {
  require_for_native
  require_for_ui
  require_for_format
  require node nodejs
  require npm npm
  require clang++-19 clang-19
  require clang-tidy-19 clang-tidy-19
  require glslangValidator glslang-tools
}

inter=/usr/share/fonts/opentype/inter
jetbrains=/usr/share/fonts/truetype/jetbrains-mono

# The first Python that has fontTools; the one in front on PATH need not be Debian's.
python_with_fonttools() {
  local python
  for python in python3 /usr/bin/python3; do
    if "$python" -c 'import fontTools.subset' 2>/dev/null; then
      printf '%s' "$python"
      return
    fi
  done
  return 1
}

# The Debian mirror that this machine uses already; empty on other systems.
debian_mirror() {
  apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 2>/dev/null |
    sort -u | sed -n '\|/debian/*$|{p;q}' || true
}

own_emcc() {
  have emcc && [[ $(printf '3.1.69\n%s\n' "$(emcc -dumpversion)" | sort -V | head -n 1) == 3.1.69 ]]
}

# Debian 12 has an Emscripten that is too old, so one of Debian 13 lives in a root of its own.
root=$cache/emscripten-root
root_packages=emscripten,cmake,ninja-build
root_missing() { ! own_emcc && [[ $(cat "$root/.made-of" 2>/dev/null) != "$root_packages" ]]; }

make_root() {
  exec 9>"$cache/root.lock"
  flock 9
  root_missing || return 0
  local mirror
  mirror=$(debian_mirror)
  if [[ -z $mirror ]]; then
    fail "This system has no Debian mirror to take Emscripten from; put emcc 3.1.69 or newer on PATH."
  fi
  rm -rf "$root"
  debootstrap --variant=minbase --include="$root_packages" trixie "$root" "$mirror"
  rm -rf "$root"/var/cache/apt/archives/*.deb
  printf '%s' "$root_packages" >"$root/.made-of"
}

# Runs a command where emcc is: here, or in the root, which sees this project, Dear ImGui and Boost at their own
# paths.
with_emcc() {
  if own_emcc; then
    "$@"
    return
  fi
  bwrap --bind "$root" / --proc /proc --dev /dev --tmpfs /tmp --tmpfs /root \
    --bind "$project" "$project" --ro-bind-try "$(imgui_dir)" "$(imgui_dir)" \
    --ro-bind-try "$boost" "$boost" --chdir "$project" \
    --clearenv --setenv PATH /usr/sbin:/usr/bin:/sbin:/bin --setenv HOME /root --setenv LANG C.UTF-8 \
    --die-with-parent -- "$@"
}

# Dear ImGui's source: LOOKBACK_IMGUI_DIR if set, else Debian's source package. Where neither is to be had,
# the folder stays away and CMake fetches the source.
imgui_dir() { printf '%s' "${LOOKBACK_IMGUI_DIR:-$cache/imgui}"; }
imgui_missing() { [[ ! -e $(imgui_dir)/imgui.h && -n $(debian_mirror) ]]; }

fetch_imgui() {
  exec 8>"$cache/imgui.lock"
  flock 8
  imgui_missing || return 0
  local work=$cache/imgui.partial apt
  rm -rf "$work"
  mkdir -p "$work"/lists/partial "$work"/cache/archives/partial "$work"/parts "$work"/source
  printf 'Types: deb-src\nURIs: %s\nSuites: forky\nComponents: main\nSigned-By: %s\n' \
    "$(debian_mirror)" /usr/share/keyrings/debian-archive-keyring.gpg >"$work/parts/imgui.sources"
  apt=(apt-get -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$work/parts"
    -o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User=
    -o Acquire::Check-Valid-Until=false)
  "${apt[@]}" update
  (cd "$work" && "${apt[@]}" source --download-only imgui)
  tar -xf "$work"/imgui_*.orig.tar.* -C "$work/source" --strip-components=1
  grep -qE 'IMGUI_VERSION_NUM +(19[2-9]|[2-9][0-9])' "$work/source/imgui.h"
  mv -T "$work/source" "$cache/imgui"
  rm -rf "$work"
}

npm_missing() { ! cmp -s web/package-lock.json web/node_modules/.lookback-lock; }

install_npm() {
  (cd web && npm ci --no-audit --no-fund)
  cp web/package-lock.json web/node_modules/.lookback-lock
}
