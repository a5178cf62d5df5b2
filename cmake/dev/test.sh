# shellcheck shell=bash disable=SC2154
# The suites. Each prints one line; the very last line sums them all.

passed=0
failed=0

# What a log's runners counted: doctest's lines, and the last "N passed, M failed".
count() { # LOG
  awk '
    { gsub(/\033\[[0-9;]*m/, "") }
    /\[doctest\] test cases:/ { sub(/.*test cases:/, ""); split($0, part, "|"); p += part[2]; f += part[3] }
    /^[0-9]+ passed, [0-9]+ failed/ { split($0, part, /[^0-9]+/); last_p = part[1]; last_f = part[2] }
    END { print p + last_p, f + last_f }' "$1"
}

run_suite() { # NAME COMMAND…
  local name=$1 log started=$SECONDS p f note=
  shift
  log=$(log_of "test $name")
  run_logged "$log" "$@"
  read -r p f < <(count "$log")
  if [[ $status != 0 && $f == 0 ]]; then
    f=1 note=", ended with status $status"
  elif [[ $((p + f)) == 0 ]]; then
    f=1 note=", ran no test"
  fi
  passed=$((passed + p)) failed=$((failed + f))
  if [[ $f != 0 ]]; then
    tail -n 100 "$log"
    say "  ✗ $name: $p passed, $f failed$note; all of it is in ${log#"$project"/}"
  else
    printf '  ✓ %-46s %4d s\n' "$name: $p passed" $((SECONDS - started))
  fi
}

# Also when a step of building has failed, which counts as a failure.
finish_tests() {
  local status=$?
  end_root
  if [[ $status != 0 ]]; then
    failed=$((failed + 1))
  fi
  say "$passed passed, $failed failed"
  [[ $failed == 0 ]] || exit 1
}

# Each line is a command; as many run at once as there are cores, the first lines first. All of them run, also after one
# that failed.
at_once() { # LINE…
  local folder=$logs/at-once status=0
  rm -rf "$folder"
  mkdir -p "$folder"
  printf '%s\n' "$@" | cat -n |
    xargs -P "$jobs" -L 1 bash -c 'log=$0/$1; shift; "$@" >"$log" 2>&1' "$folder" || status=$?
  cat "$folder"/*
  return "$status"
}

# Two lines for tests that run at once: the second is all that the first is not.
core_halves="*/tests/app/*,*/tests/experiment/*,*/tests/exports/*"
ui_halves="*/tests/ui/layout_test.cpp"
in_halves() { # FILES COMMAND
  printf '%s\n' "$2 --no-colors=true --source-file=$1" "$2 --no-colors=true --source-file-exclude=$1"
}

suite_native() {
  in_step "native build" compile_native lookback core_tests kernel_tests architecture_tests
  local lines
  mapfile -t lines < <(in_halves "$core_halves" build/native/core_tests)
  run_suite native at_once "${lines[@]}" build/native/{kernel_tests,architecture_tests}" --no-colors=true"
}

suite_ui() {
  in_step_if imgui_missing "source of Dear ImGui" fetch_imgui
  in_step "interface build" compile_ui
  local lines
  mapfile -t lines < <(in_halves "$ui_halves" build/native/ui_tests)
  run_suite ui at_once "${lines[@]}"
}

# Random use of the page, and long use of one.
suite_monkey() {
  in_step_if imgui_missing "source of Dear ImGui" fetch_imgui
  in_step "interface build" compile_ui
  run_suite monkey build/native/monkey --events 300000 --jobs "$jobs"
  run_suite "long use" build/native/monkey --long 30000
}

suite_sanitize() {
  in_step_if imgui_missing "source of Dear ImGui" fetch_imgui
  in_step "build with sanitizers" compile_sanitize core_tests kernel_tests ui_tests
  run_suite sanitize at_once build/sanitize/{core_tests,kernel_tests,ui_tests}" --no-colors=true"
}

# Ten seconds for each target of tests/fuzz. The same seed each time: what a change breaks is found, and luck is for
# ./dev soak.
suite_fuzz() {
  in_step "libraries beside fuzzing" compile_native lookback lookback_app
  in_step "fuzz build" compile_fuzz
  rm -rf build/fuzz/found build/fuzz/failing
  run_suite fuzz run_fuzz 10 build/fuzz 1
}

suite_wasm() {
  in_step_if imgui_missing "source of Dear ImGui" fetch_imgui
  await_root
  in_step "WebAssembly build" compile_wasm core_tests kernel_tests_simd kernel_tests_relaxed "${wasm_of_the_site[@]}"
  local lines relaxed
  relaxed=$(relaxed_simd)
  mapfile -t lines < <(in_halves "$core_halves" "node build/wasm/core_tests.js")
  run_suite wasm at_once "${lines[@]}" "node build/wasm/kernel_tests_simd.js --no-colors=true" \
    "node $relaxed build/wasm/kernel_tests_relaxed.js --no-colors=true" \
    "node $relaxed tests/kernels/module_test.mjs build/wasm"
}

# Node before 22 must be asked for relaxed SIMD, and later ones know no such option.
relaxed_simd() {
  ! node --experimental-wasm-relaxed-simd -e 0 2>/dev/null || printf '%s' --experimental-wasm-relaxed-simd
}

check_types() { web/node_modules/.bin/tsc --noEmit --project web; }

suite_browser() {
  build_site
  in_step "types of the page" check_types
  run_suite browser node tests/browser/run.mjs --site build/site --lookback build/native/lookback --jobs "$jobs"
}

# The browser tests in other engines: here a few of each kind, all of them in ./dev soak engines. Both at once.
suite_engines() {
  build_site
  rm -f "$logs/webkit-status"
  (
    status=0
    in_engine webkit "$brief_tests" || status=$?
    printf '%s' "$status" >"$logs/webkit-status"
  ) >"$logs/webkit.txt" 2>&1 &
  run_suite firefox in_engine firefox "$brief_tests"
  run_suite webkit await_webkit
}
brief_tests="load: the canvas,links: a hundred,links: a bad link is refused,twin: ,editing: a number,editing: a drag,editing: undo,policy: ,monkey: random"

await_webkit() {
  while [[ ! -e $logs/webkit-status ]]; do
    sleep 0.2
  done
  cat "$logs/webkit.txt"
  return "$(cat "$logs/webkit-status")"
}

# On a screen of its own, without which Firefox has no WebGL and WebKitGTK no window.
declare -A screens=([firefox]=100 [webkit]=200)
in_engine() { # ENGINE [WORDS [OPTION…]]
  LIBGL_ALWAYS_SOFTWARE=1 xvfb-run --auto-servernum --server-num="${screens[$1]}" \
    --server-args "-screen 0 3840x2400x24" dbus-run-session -- \
    node tests/browser/run.mjs --site build/site --lookback build/native/lookback --engine "$1" --only "${2:-}" "${@:3}"
}

run_tests() { # SUITE…
  local suites=("$@") suite
  [[ $# != 0 ]] || suites=(native ui monkey fuzz wasm browser engines)
  for suite in "${suites[@]}"; do
    declare -F "suite_$suite" >/dev/null || fail "There is no suite $suite."
  done
  trap finish_tests EXIT
  local needs=(native)
  case " ${suites[*]} " in *" ui "* | *" monkey "* | *" sanitize "*) needs+=(ui) ;; esac
  case " ${suites[*]} " in *" sanitize "*) needs+=(sanitize) ;; esac
  case " ${suites[*]} " in *" wasm "* | *" browser "* | *" engines "*) needs+=(ui wasm) ;; esac
  case " ${suites[*]} " in *" browser "*) needs+=(site browser) ;; esac
  case " ${suites[*]} " in *" engines "*) needs+=(site engines) ;; esac
  case " ${suites[*]} " in *" planted "*) needs+=(planted) ;; esac
  case " ${suites[*]} " in *" fuzz "*) needs+=(fuzz) ;; esac
  require_for "${needs[@]}"
  case " ${needs[*]} " in *" wasm "*) begin_root ;; esac
  for suite in "${suites[@]}"; do
    "suite_$suite"
  done
}
