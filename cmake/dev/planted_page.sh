# shellcheck shell=bash disable=SC2154
# Mistakes in what the page is made of: each patch in tests/planted/page must be noticed by the tests that it names,
# "Noticed by: SUITE: WORDS". The suite says what is built for it: `browser` the site over this project's WebAssembly,
# `wasm` the site with WebAssembly of its own, `ui` the native tests of the picture.

page_copy=$planted/page
built=$project/build

copy_page_for_planting() {
  rm -rf "$page_copy"/{src,tests,cmake,shaders,web}
  mkdir -p "$page_copy/web"
  cp -r src tests cmake shaders CMakeLists.txt CMakePresets.json ./*.md "$page_copy/"
  find web -mindepth 1 -maxdepth 1 ! -name node_modules -exec cp -r -t "$page_copy/web" {} +
  ln -s "$project/web/node_modules" "$page_copy/web/node_modules"
}

in_page_copy() { (cd "$page_copy" && project=$page_copy && "$@"); }

noticed_by() { sed -n "s/^Noticed by: $2: //p" "$1"; } # PATCH SUITE: the words of its tests

build_browser() { # [WASM]
  node web/build.mjs --wasm "${1:-$built/wasm}" --native "$built/native/lookback" --fonts "$built/fonts" --out build/site
}
build_wasm() { compile_wasm "${wasm_of_the_site[@]}" && build_browser build/wasm; }
build_ui() { compile_ui; }

test_browser() { # WORDS[,WORDS…]
  timeout 600 node tests/browser/run.mjs --site build/site --lookback "$built/native/lookback" --only "$1"
}
test_wasm() { test_browser "$1"; }
test_ui() { timeout 300 build/native/ui_tests --no-colors=true --test-case="*${1//,/*,*}*"; }

# The first test that failed, out of a log; nothing where none did, also where none ran.
first_failed() { sed -n -e '/^FAIL /{s/^FAIL //p;q}' -e '/^TEST CASE:/{s/^TEST CASE: *//p;q}' "$1"; }

# Prints one line, and succeeds when the mistake was noticed.
plant_in_page() { # PATCH SUITE
  local name log started=$SECONDS status=1 noticed
  name=$(basename "$1" .patch)
  log=$logs/planted-$name.txt
  if ! patch --silent --strip 1 --fuzz 2 --directory "$page_copy" <"$1" >"$log" 2>&1; then
    say "  ✗ $name does not apply to the sources any more"
    return 1
  fi
  if ! in_page_copy "build_$2" >"$log" 2>&1; then
    say "  ✗ $name cannot be built; see ${log#"$project"/}"
  else
    in_page_copy "test_$2" "$(noticed_by "$1" "$2")" >"$log" 2>&1 || status=0
    noticed=$(first_failed "$log")
    if [[ $status == 0 && -n $noticed ]]; then
      printf '  ✓ %-36s %4d s  %s\n' "$name" $((SECONDS - started)) "$noticed"
    else
      say "  ✗ $name was not noticed by $2: $(noticed_by "$1" "$2")"
      status=1
    fi
  fi
  patch --silent --strip 1 --fuzz 2 --reverse --directory "$page_copy" <"$1" >/dev/null
  return "$status"
}

# All tests that patches of one suite name, before any mistake: they must pass.
test_unplanted() { # SUITE
  local words
  words=$(for patch in tests/planted/page/*.patch; do noticed_by "$patch" "$1"; done | sort -u | paste -sd ,)
  in_page_copy "build_$1"
  in_page_copy "test_$1" "$words"
}

suite_planted_in_page() {
  copy_page_for_planting
  local suite patch
  for suite in browser ui wasm; do
    in_step "tests before any mistake: $suite" test_unplanted "$suite"
    for patch in tests/planted/page/*.patch; do
      [[ -n $(noticed_by "$patch" "$suite") ]] || continue
      if plant_in_page "$patch" "$suite"; then
        passed=$((passed + 1))
      else
        failed=$((failed + 1))
      fi
    done
  done
}

# The table of tests/planted/README.md: what is right, where the mistake is, and what must notice it.
planted_rows() {
  local patch right where by
  for patch in tests/planted/{mistakes,page}/*.patch; do
    right=$(awk '/^(Noticed by:|---|$)/ { exit } { printf "%s%s", gap, $0; gap = " " }' "$patch")
    where=$(sed -n 's/^+++ b\/\([^ \t]*\).*/`\1`/p' "$patch" | paste -sd ' ')
    by=$(sed -n 's/^Noticed by: //p' "$patch")
    printf '| [%s](%s) | %s | %s | %s |\n' \
      "$(basename "$patch" .patch)" "${patch#tests/planted/}" "${right//|/\\|}" "$where" "${by:-core_tests}"
  done
}

check_planted_table() {
  diff <(sed -n '/^| \[/p' tests/planted/README.md) <(planted_rows) ||
    fail "The table of tests/planted/README.md does not list these patches: < is there, > should be."
}
