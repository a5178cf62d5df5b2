#include <doctest/doctest.h>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "architecture/source_tree.h"

using namespace lookback::architecture;

namespace {

std::set<std::string> mechanism_ids() {
  std::set<std::string> ids;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(LOOKBACK_SOURCE_DIR) + "/src/mechanisms")) {
    if (std::filesystem::exists(entry.path() / "mechanism.h")) {  // not what several of them share
      ids.insert(entry.path().filename().string());
    }
  }
  return ids;
}

}  // namespace

TEST_SUITE_BEGIN("architecture");

TEST_CASE("includes point downwards, and the core stays free of platforms") {
  const auto files = source_files("src");
  REQUIRE(files.size() > 10);
  for (const std::string& sentence : include_violations(files)) {
    FAIL_CHECK(sentence);
  }
}

TEST_CASE("src has no variable that outlives a call and can change, but for the language") {
  for (const SourceFile& file : source_files("src")) {
    if (file.path == "src/base/say.cpp") {
      CHECK(mutable_statics(file.text).size() == 1);
      continue;
    }
    for (const std::string& declaration : mutable_statics(file.text)) {
      FAIL_CHECK(file.path << ": " << declaration);
    }
  }
}

TEST_CASE("src/ui knows no mechanism by name") {
  const auto ids = mechanism_ids();
  REQUIRE(!ids.empty());
  const auto files = source_files("src/ui");
  REQUIRE(!files.empty());
  for (const SourceFile& file : files) {
    for (const std::string& name : mechanism_names(file.text, ids)) {
      FAIL_CHECK(file.path << " says " << name);
    }
  }
}

TEST_CASE("the include rule finds what breaks it") {
  const auto broken = [](const char* path, const char* text) {
    return include_violations({{path, text}}).size();
  };
  CHECK(broken("src/tensor/a.h", "#include \"base/error.h\"\n#include <vector>\n") == 0);
  CHECK(broken("src/tensor/a.h", "#include \"view/node.h\"\n") == 1);
  CHECK(broken("src/view/a.h", "#include \"ui/panel.h\"\n") == 1);
  CHECK(broken("src/view/a.cpp", "#include <chrono>\n") == 1);
  CHECK(broken("src/base/a.cpp", "  #  include <sstream>\n") == 1);
  CHECK(broken("src/experiment/a.cpp", "#include \"imgui.h\"\n") == 1);
  CHECK(broken("src/ui/a.cpp", "#include \"imgui.h\"\n") == 0);
  CHECK(broken("src/ui/a.cpp", "#include \"platform/gl/texture.h\"\n") == 1);
  CHECK(broken("src/main/a.cpp", "#include \"platform/gl/texture.h\"\n") == 0);
  CHECK(broken("src/somewhere/a.cpp", "") == 1);
  CHECK(include_violations({{"src/cost/a.h", "#include \"mechanisms/b.h\"\n"},
                            {"src/mechanisms/b.h", "#include \"cost/a.h\"\n"}})
            .size() == 1);
}

TEST_CASE("mutable statics are found, constants and functions are not") {
  const auto count = [](const char* text) { return mutable_statics(text).size(); };
  CHECK(count("int counter = 0;") == 1);
  CHECK(count("namespace a { namespace { std::vector<int> cache; } }") == 1);
  CHECK(count("namespace a { int counter{0}; }") == 1);
  CHECK(count("inline double table[3] = {1, 2, 3};") == 1);
  CHECK(count("thread_local bool busy;") == 1);
  CHECK(count("int f() { static int calls = 0; return ++calls; }") == 1);
  CHECK(count("int f() { static Thing thing(1); return 0; }") == 1);
  CHECK(count("struct S { static int shared; int own = 0; };") == 1);
  CHECK(count("class S {\n public:\n  static inline std::map<int, int> shared;\n};") == 1);
  CHECK(count("constexpr int size = 3; const std::string name = \"static int x;\";") == 0);
  CHECK(count("int f() { static const std::regex pattern(\"x\"); return 1; }") == 0);
  CHECK(count("static int f(int x); struct S { static S make(); int a; int b = 1; };") == 0);
  CHECK(count("// static int x;\n/* int y; */ using A = int; struct B; enum class C { one, two };") == 0);
  CHECK(count("template <class T> T twice(T x) { T y = x + x; return y; }") == 0);
  CHECK(count("void f() { std::string s; for (int i = 0; i < 3; ++i) { s += 'x'; } }") == 0);
}

TEST_CASE("mechanisms' names are found in any spelling") {
  const std::set<std::string> ids = {"softmax_attention", "linear_attention", "aft"};
  CHECK(mechanism_names("if (id == \"softmax_attention\")", ids).size() == 1);
  CHECK(mechanism_names("SoftmaxAttention", ids).size() == 1);
  CHECK(mechanism_names("// the softmax row", ids).size() == 1);
  CHECK(mechanism_names("linear attention", ids).size() == 1);
  CHECK(mechanism_names("after, multiplied, a draft", ids).empty());
  CHECK(mechanism_names("id == \"aft\"", ids).size() == 1);
  CHECK(mechanism_names("linear interpolation, attention of the reader", ids).empty());
}

TEST_SUITE_END();
