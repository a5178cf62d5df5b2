#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "main/golden.h"
#include "main/told.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

const std::string lessons = LOOKBACK_SOURCE_DIR "/web/lessons";

// A folder that goes when the test does.
class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / "lookback_lessons_test") {
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string with(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return at(name);
  }
  std::string at(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace

TEST_CASE("value prints what an expression stands for") {
  CHECK(run({"value", "cache=0", "run.tokens_projected"}).out == "15\n");
  CHECK(run({"value", "cache=0", "run.tokens_projected == 16"}).out == "0\n");
  CHECK(run({"value", "", "1/8"}).out == "0.125\n");
  CHECK(refused({"value", "", "run.macs"}).starts_with("There is no counter"));
  CHECK(refused({"value", "Q=x", "1"}).size() > 2);
  CHECK(refused({"value", ""}).starts_with("value takes a link and an expression"));
}

TEST_CASE("check-lesson proves lessons, and says what is not so") {
  const Told all = run({"check-lesson", lessons});
  CHECK(all.status == 0);
  CHECK(all.out.find("/why-causal.json: proven, 7 steps.\n") != std::string::npos);

  const Folder folder;
  std::string text = *read_file(lessons + "/why-causal.json");
  const std::string right = "\"answer\": 2";
  text.replace(text.find(right), right.size(), "\"answer\": 1");
  const std::string broken = folder.with("why-causal.json", text);
  const Told told = run({"check-lesson", broken});
  CHECK(told.status == 1);
  CHECK(told.out == broken + ": Step “layers”, question: the wrong value 1 counts as right.\n");
  CHECK(run({"check-lesson", folder.with("other.json", text)}).out.find("not its file's name") !=
        std::string::npos);
  CHECK(run({"check-lesson", folder.with("none.json", "[")}).status == 1);
  CHECK(run({"check-lesson", lessons + "/why-causal.json", lessons + "/why-causal.json"})
            .out.ends_with("Together: Lesson “why-causal” is there twice.\n"));
  CHECK(refused({"check-lesson"}).starts_with("check-lesson takes the files of lessons"));
  CHECK(refused({"check-lesson", folder.at("absent.json")}).find("cannot be opened") != std::string::npos);
}

TEST_CASE("grade prints or writes what a list of links passes") {
  const Folder folder;
  const std::string list = folder.with(
      "links.csv", "name,link\nAnna,\"version=1&tokens=the,cat,sat,on,the&cache=0\"\nBob,version=3\n");
  const Told told = run({"grade", "--lesson", "why-causal", "--lessons", lessons, list});
  CHECK(told.status == 0);
  CHECK(told.err.empty());
  CHECK(
      told.out.starts_with("name,seed,rows,cached,recomputed,pairs,permit,layers,yours,passed,note\n"
                           "Anna,,fail,fail,pass,fail,fail,fail,fail,1,\nBob,,,,,,,,,,"));
  const std::string out = folder.at("grades.csv");
  CHECK(run({"grade", "--out", out, list, "--lesson", lessons + "/why-causal.json"}).status == 0);
  CHECK(*read_file(out) == "\xEF\xBB\xBF" + told.out);

  CHECK(refused({"grade", list}).starts_with("grade takes a lesson and a file of links"));
  CHECK(refused({"grade", "--lesson", "why-causal"}).starts_with("grade takes a lesson and a file of links"));
  CHECK(refused({"grade", "--lesson", "why", "--lessons", lessons, list})
            .starts_with("There is no lesson “why”"));
  CHECK(refused({"grade", "--lesson", "why-causal", "--lessons", lessons, folder.at("absent")})
            .find("cannot be opened") != std::string::npos);
  CHECK(refused({"grade", "--lesson", "why-causal", "--lessons", lessons, folder.with("x", "Anna")})
            .find("is neither a link nor a header") != std::string::npos);
  CHECK(refused({"grade", "--leson", "why-causal", list}).starts_with("The option --leson is not known"));
  CHECK(refused({"grade", list, "--lesson"}).starts_with("The option --lesson needs a value"));
  CHECK(refused({"grade", "--lesson", "a", list, list}).starts_with("grade takes one file of links"));
  CHECK(refused({"grade", "--lesson", folder.with("a.json", "{}"), list}).find("cannot be used") !=
        std::string::npos);
  CHECK(refused({"grade", "--lesson", lessons + "/why-causal.json", "--out", folder.at("no/where.csv"), list})
            .find("cannot be written") != std::string::npos);
}
