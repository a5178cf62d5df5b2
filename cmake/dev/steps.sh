# shellcheck shell=bash disable=SC2154
# Steps: one short line each with its seconds; what they print goes to a log, and is shown if they fail.

project=$PWD
logs=$project/build/log
mkdir -p "$logs"

say() { printf '%s\n' "$*"; }

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

log_of() { printf '%s/%s.txt' "$logs" "$(tr -cs 'a-z0-9\n' '-' <<<"${1,,}")"; }

# run_logged LOG COMMAND…: sets `status`. Never call it, or in_step, in an `if` or before `&&`: bash would then
# carry on after a failed line of the command.
run_logged() {
  local log=$1
  shift
  set +e
  (
    set -e
    "$@"
  ) >"$log" 2>&1 </dev/null
  status=$?
  set -e
}

in_step() {
  local name=$1 log started=$SECONDS
  log=$(log_of "$name")
  shift
  [[ ! -t 1 ]] || printf '  … %s\r' "$name"
  run_logged "$log" "$@"
  if [[ $status != 0 ]]; then
    printf '  ✗ %-46s %4d s\n' "$name" $((SECONDS - started))
    grep -E -A 3 'error:|undefined reference' "$log" | head -n 60 || tail -n 60 "$log"
    fail "$name failed; all of its output is in ${log#"$project"/}."
  fi
  printf '  ✓ %-46s %4d s\n' "$name" $((SECONDS - started))
  grep -E 'warning: ' "$log" | sort -u | head -n 20 || true
}

# The same, and says nothing where there was nothing to do: `needed` is a command that succeeds then.
in_step_if() {
  local needed=$1
  shift
  if "$needed"; then
    in_step "$@"
  fi
}
