# shellcheck shell=bash disable=SC2154
# Tests that go on for long and look for what nobody thought of. A kind is a function soak_KIND, which takes the
# minutes that were asked for ("" for its own), says what it found, and fails if that was anything; its setup is in
# needs_KIND. What it keeps is in build/soak/KIND.

soak_kinds=(fuzz monkey browser browser-monkey engines planted)

needs_fuzz() { printf '%s\n' native fuzz; }

# Ten minutes for each target of tests/fuzz, with another seed each time. It goes on from what it found before.
soak_fuzz() {
  local minutes=${1:-10}
  in_step "libraries beside fuzzing" compile_native lookback lookback_app
  in_step "fuzz build" compile_fuzz
  say "Each of $(fuzz_targets | wc -l) targets runs for $minutes minutes, $jobs at once. Failing inputs are kept in build/soak/fuzz/failing/"
  run_fuzz $((minutes * 60)) build/soak/fuzz 0
}

needs_monkey() { printf '%s\n' native ui sanitize; }

# Ten million random events, a million of them under the sanitizers, and a million edits on one page. With a number of
# minutes: as many rounds as begin in them, with other seeds each time.
soak_monkey() {
  local minutes=${1:-} seed=1 end
  in_step_if imgui_missing "source of Dear ImGui" fetch_imgui
  in_step "interface build" compile_ui
  in_step "build with sanitizers" compile_sanitize monkey
  if [[ -z $minutes ]]; then
    soak_some native 100001 9000000
    soak_some sanitize 200001 1000000
    build/native/monkey --long 1000000
    return
  fi
  end=$((SECONDS + 60 * minutes))
  seed=$((RANDOM * 30000 + 1))
  while ((SECONDS < end)); do
    soak_some native "$seed" 900000
    soak_some sanitize "$((seed + 1800))" 100000
    seed=$((seed + 2000))
  done
}

soak_some() { # PRESET SEED EVENTS
  mkdir -p build/soak/monkey
  say "$3 events from seed $2 on, $1"
  "build/$1/monkey" --seed "$2" --events "$3" --jobs "$jobs" --out "build/soak/monkey/$1-$2.txt"
}

needs_browser-monkey() { printf '%s\n' native ui wasm site browser engines; }

# Five minutes of random use of the real page in each browser, with another seed each time.
soak_browser-monkey() {
  local minutes=${1:-5} seed=$((RANDOM * 30000 + 1)) worst=0 engine
  build_site
  node tests/browser/run.mjs --site build/site --lookback build/native/lookback --only "monkey: random" \
    --seed "$seed" --seconds $((60 * minutes)) || worst=1
  for engine in firefox webkit; do
    in_engine "$engine" "monkey: random" --seed "$seed" --seconds $((60 * minutes)) || worst=1
  done
  return "$worst"
}

needs_browser() { printf '%s\n' native ui wasm site browser; }

# All browser tests in Chromium, with what is otherwise a sample tried in full: every width at every sharpness, every
# zoom, every lesson without its picture, fifty lost contexts.
soak_browser() {
  build_site
  node tests/browser/run.mjs --site build/site --lookback build/native/lookback --jobs "$jobs" --soak
}

needs_engines() { printf '%s\n' native ui wasm site engines; }

# All browser tests in Firefox and WebKitGTK, however many minutes they take.
soak_engines() {
  local worst=0
  build_site
  in_engine firefox || worst=1
  in_engine webkit || worst=1
  return "$worst"
}

needs_planted() { printf '%s\n' native planted ui wasm site browser; }

# Mistakes in the definitions and in the page, one at a time, each of which some test must notice.
soak_planted() {
  build_site
  suite_planted
  suite_planted_in_page
  say "$passed of $((passed + failed)) planted mistakes were noticed"
  [[ $failed == 0 ]]
}

soak() { # [KIND…] [--minutes N]
  local kinds=() minutes= kind needs=() status
  while [[ $# != 0 ]]; do
    case $1 in
      --minutes)
        [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || fail "--minutes takes a whole number of minutes."
        minutes=$2
        shift
        ;;
      *)
        declare -F "soak_$1" >/dev/null || fail "There is no kind $1 of soaking; there are ${soak_kinds[*]}."
        kinds+=("$1")
        ;;
    esac
    shift
  done
  [[ ${#kinds[@]} != 0 ]] || kinds=("${soak_kinds[@]}")
  for kind in "${kinds[@]}"; do
    mapfile -t -O "${#needs[@]}" needs < <("needs_$kind")
  done
  require_for "${needs[@]}"
  local worst=0
  for kind in "${kinds[@]}"; do
    say "$kind"
    set +e
    (
      set -e
      "soak_$kind" "$minutes"
    )
    status=$?
    set -e
    [[ $status == 0 ]] || worst=1
  done
  return "$worst"
}
