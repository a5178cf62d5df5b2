# shellcheck shell=bash disable=SC2154
# The suite that tests the tests: each patch in tests/planted/mistakes is a mistake in a definition, and
# core_tests must notice it. Those of the page are in planted_page.sh.

planted=$project/build/planted

# A copy of what core_tests is made of and reads, as it is.
copy_for_planting() {
  mkdir -p "$planted/source/web"
  local folder
  for folder in src tests cmake web/lessons; do
    cp -r --no-target-directory "$folder" "$planted/source/$folder"
  done
  cp CMakeLists.txt ./*.md "$planted/source/"
}

# Each source by itself and without optimisation: what is compiled often runs for a second.
compile_planted() {
  if [[ ! -e $planted/build/CMakeCache.txt ]]; then
    local arguments=(-DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE=-O0 -DLOOKBACK_JOIN=OFF -DLOOKBACK_UI=OFF)
    ! have ninja || arguments+=(-G Ninja)
    ! have ccache || arguments+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
    cmake -S "$planted/source" -B "$planted/build" "${arguments[@]}"
  fi
  cmake --build "$planted/build" --parallel "$jobs" --target core_tests
}

# Those of the mechanisms first: they notice most mistakes, and soon.
test_planted() {
  local of_mechanisms="*/tests/mechanisms/*"
  run_planted --source-file="$of_mechanisms" && run_planted --source-file-exclude="$of_mechanisms"
}
run_planted() { (cd "$planted/source" && timeout 300 "$planted/build/core_tests" --no-colors=true --abort-after=1 "$@"); }

# The first test case that noticed, out of a log.
first_noticed() { sed -n '/^TEST CASE:/{s/^TEST CASE: *//p;q}' "$1"; }

# plant PATCH: prints one line, and succeeds when the mistake was noticed.
plant() {
  local name log started=$SECONDS noticed status=0
  name=$(basename "$1" .patch)
  log=$logs/planted-$name.txt
  if ! patch --silent --strip 1 --fuzz 2 --directory "$planted/source" <"$1" >"$log" 2>&1; then
    say "  ✗ $name does not apply to the sources any more"
    return 1
  fi
  if ! compile_planted >"$log" 2>&1; then
    say "  ✗ $name does not compile; see ${log#"$project"/}"
    status=1
  elif test_planted >"$log" 2>&1; then
    say "  ✗ $name was not noticed by any test"
    status=1
  else
    noticed=$(first_noticed "$log")
    printf '  ✓ %-36s %4d s  %s\n' "$name" $((SECONDS - started)) "${noticed:-an assertion ended the tests}"
  fi
  patch --silent --strip 1 --fuzz 2 --reverse --directory "$planted/source" <"$1" >/dev/null
  return "$status"
}

suite_planted() { # the suite's last line sums it up, for run_suite
  in_step "table of the planted mistakes" check_planted_table
  rm -rf "$planted/source"
  copy_for_planting
  in_step "build to plant mistakes in" compile_planted
  in_step "tests before any mistake" test_planted
  local patch
  for patch in tests/planted/mistakes/*.patch; do
    if plant "$patch"; then
      passed=$((passed + 1))
    else
      failed=$((failed + 1))
    fi
  done
}
