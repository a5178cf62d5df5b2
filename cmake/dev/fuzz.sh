# shellcheck shell=bash disable=SC2154
# libFuzzer over the targets of tests/fuzz: hostile input for every parser.

fuzz_targets() { find tests/fuzz -name '*_target.cpp' -printf '%f\n' | sed 's/_target\.cpp$//' | sort; }

# fuzz_target SECONDS FOLDER SEED NAME: one line, and succeeds when nothing was found. The folder keeps what was found
# on the way, failing inputs and a log. A seed of 0 is another one each time.
fuzz_target() {
  local seconds=$1 folder=$2 seed=$3 name=$4 log status=0 failing
  log=$folder/log/$name.txt
  mkdir -p "$folder/found/$name" "$folder/failing/$name" "$folder/log"
  # No input needs 20 seconds: that many are for those that never end.
  ASAN_OPTIONS=quarantine_size_mb=16 "build/fuzz/fuzz_$name" "$folder/found/$name" "tests/fuzz/corpus/$name" \
    -max_total_time="$seconds" -seed="$seed" -max_len=16384 -timeout=20 -rss_limit_mb=1024 -malloc_limit_mb=64 \
    -artifact_prefix="$folder/failing/$name/" >"$log" 2>&1 </dev/null || status=$?
  if [[ $status == 0 ]]; then
    printf '  ✓ %-15s %s\n' "$name" "$(grep -E '^[0-9]+ inputs; ' "$log" | tail -n 1)"
    return
  fi
  tail -n 60 "$log"
  printf '  ✗ %-15s %s\n' "$name" "$(grep -m 1 -E 'not so: |took [0-9]+ |ERROR: |runtime error: ' "$log" || true)"
  failing=$(find "$folder/failing/$name" -type f -printf '%T@ %p\n' | sort -rn | sed -n '1s/^[^ ]* //p')
  printf '    again: build/fuzz/fuzz_%s %s\n' "$name" "${failing:-tests/fuzz/corpus/$name}"
  return 1
}

# run_fuzz SECONDS FOLDER SEED: every target, as many at once as there are cores.
run_fuzz() {
  local names failed_ones
  mapfile -t names < <(fuzz_targets)
  export -f fuzz_target
  failed_ones=$(mktemp)
  printf '%s\n' "${names[@]}" |
    xargs -P "$jobs" -I NAME bash -c 'fuzz_target "$@" || echo "$4" >>"$0"' "$failed_ones" "$1" "$2" "$3" NAME
  local count
  count=$(wc -l <"$failed_ones")
  rm "$failed_ones"
  printf '%d passed, %d failed\n' $((${#names[@]} - count)) "$count"
  [[ $count == 0 ]]
}
