# shellcheck shell=bash disable=SC2154
# Tests that go on for long and look for what nobody thought of. A kind is a function soak_KIND, which takes the
# minutes that were asked for ("" for its own), says what it found, and fails if that was anything; its setup is in
# needs_KIND. What it keeps is in build/soak/KIND.

soak_kinds=(fuzz)

needs_fuzz() { printf '%s\n' native fuzz; }

# Ten minutes for each target of tests/fuzz, with another seed each time. It goes on from what it found before.
soak_fuzz() {
  local minutes=${1:-10}
  in_step "libraries beside fuzzing" compile_native lookback lookback_app
  in_step "fuzz build" compile_fuzz
  say "Each of $(fuzz_targets | wc -l) targets runs for $minutes minutes, $jobs at once. Failing inputs are kept in build/soak/fuzz/failing/"
  run_fuzz $((minutes * 60)) build/soak/fuzz 0
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
