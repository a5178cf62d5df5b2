#include "main/lesson_grades.h"

#include <doctest/doctest.h>

#include "base/csv.h"
#include "main/golden.h"

using namespace lookback;
using namespace lookback::lessons;

namespace {

// Two tasks, the second one scored; the number of tokens depends on the seed.
constexpr std::string_view lesson_json = R"json({
  "id": "small", "title": "t", "teaches": "s", "minutes": 5, "needs": [], "order": 1,
  "variants": [{ "n": 2 }, { "n": 3 }],
  "steps": [
    { "id": "off", "title": "t", "text": ["p"], "link": "#version=1",
      "task": { "text": "t", "check": "cache == 0", "solution": "#version=1&cache=0", "done": "d", "hints": [] } },
    { "id": "words", "title": "t", "text": ["p"] },
    { "id": "few", "title": "t", "text": ["p"], "link": "#version=1",
      "task": { "text": "t", "check": "tokens == {{n}}", "solution": "#version=1&tokens=a,b", "done": "d", "hints": [],
                "score": { "of": "run.mac", "unit": "multiply–adds", "best": 1, "link": "#version=1" } } }
  ]
})json";

std::string graded(std::string_view list) {
  const LessonFile lesson = lesson_of_json(lesson_json);
  REQUIRE_MESSAGE(lesson.problems.empty(), lesson.problems.front());
  const Expected<HandedInList> rows = read_links(list);
  REQUIRE_MESSAGE(rows.has_value(), rows.error().sentence);
  return grades_csv(lesson, *rows);
}

constexpr std::string_view header = "name,seed,off,few,few: multiply–adds,passed,note\n";

// The only student's line.
std::string line_of(std::string_view list) {
  const std::string text = graded(list);
  REQUIRE(text.starts_with(header));
  return text.substr(header.size());
}

}  // namespace

TEST_CASE("links are graded, one on each line") {
  CHECK(graded("#version=1&tokens=a,b&cache=0\r\n\r\nversion=1&cache=1&tokens=a,b,c\n") ==
        std::string(header) +
            "line 1,,pass,pass,32,2,\"No seed was handed in, so the first variant was taken.\"\n" +
            "line 3,,fail,fail,,0,\"No seed was handed in, so the first variant was taken.\"\n");
}

TEST_CASE("a list names its columns, in any order and with any separator") {
  for (const char* list : {"name,link,seed\nÄnne,\"version=1&tokens=a,b,c\",1\n",
                           "\xEF\xBB\xBFSeed;LINK ;Points; Name\r\n1;version=1&tokens=a,b,c;9;Änne\r\n",
                           "name\tlink\tseed\nÄnne\tversion=1&tokens=a,b,c\t1",
                           "name;link;seed\n\xC4nne;version=1&tokens=a,b,c;1\n"}) {
    CAPTURE(list);
    const Expected<HandedInList> rows = read_links(list);
    REQUIRE(rows.has_value());
    REQUIRE(rows->rows.size() == 1);
    CHECK(rows->rows[0].name == "Änne");
    CHECK(rows->rows[0].link == "version=1&tokens=a,b,c");
    CHECK(rows->rows[0].seed == 1);
    CHECK(rows->rows[0].problem.empty());
  }
  CHECK(read_links("link\nversion=1&tokens=a,b,c\n")->rows[0].link == "version=1&tokens=a,b,c");
  CHECK(read_links("version=1&tokens=name,link\n")->rows[0].link == "version=1&tokens=name,link");
  CHECK(graded("name;link\nA;version=1\n").starts_with("name;seed;off;few;"));
}

TEST_CASE("the seed comes from the list or from the address, and picks the variant") {
  CHECK(line_of("name,link,seed\nA,\"version=1&tokens=a,b,c\",3\n") == "A,3,fail,pass,48,1,\n");
  CHECK(line_of("name,link\nA,\"https://host/?lesson=small&seed=2&seed=5#version=1&tokens=a,b,c\"\n") ==
        "A,5,fail,pass,48,1,\n");
  CHECK(line_of("name,link,seed\nA,\"https://host/?seed=4#version=1&tokens=a,b,c\",1\n") ==
        "A,1,fail,pass,48,1,\"The link is of seed “4”, the list says 1, which was taken.\"\n");
  CHECK(line_of("name,link\nA,https://host/?lesson=other&seed=0#version=1\n") ==
        "A,0,fail,fail,,0,\"The link is of the lesson “other”, and not of small.\"\n");
  CHECK(line_of("name,link,seed\nA,version=1,-1\n").starts_with("A,,,,,,\"The seed is “-1”, but must be"));
}

TEST_CASE("the rows of one name are one student") {
  CHECK(line_of("name,link,seed\nA,version=1&cache=0,1\nA,\"version=1&tokens=a,b,c\",\nA,#version=2,\n")
            .starts_with("A,1,pass,pass,48,2,"));
  CHECK(graded("name,link,seed\nA,version=1,0\nB,version=1,0\nA,version=1&cache=0,0\n") ==
        std::string(header) + "A,0,pass,fail,,1,\nB,0,fail,fail,,0,\n");
  CHECK(line_of("name,link,seed\nA,version=1,0\nA,version=1,1\n") ==
        "A,0,fail,fail,,0,The links are of different seeds; each was looked at with its own.\n");
  // The lowest score of those that pass.
  CHECK(line_of("name,link,seed\nA,\"version=1&tokens=a,b&cache=0\",0\nA,\"version=1&tokens=a,b\",0\n") ==
        "A,0,pass,pass,24,2,\n");
}

TEST_CASE("a row that cannot be graded says why") {
  const auto note = [](std::string_view list) {
    const std::string line = line_of(list);
    CHECK(line.starts_with("A,"));
    CHECK(line.find("pass") == std::string::npos);
    CHECK(line.find("fail") == std::string::npos);
    return line;
  };
  CHECK(note("name,link,seed\nA,,0\n") == "A,,,,,,No link was handed in.\n");
  CHECK(note("name,link\nA\n") == "A,,,,,,No link was handed in.\n");
  CHECK(note("name,link,seed\nA,nothing,0\n").find("is no link") != std::string::npos);
  CHECK(note("name,link,seed\nA,https://host/,0\n").find("holds no state") != std::string::npos);
  CHECK(note("name,link,seed\nA,version=1&tokens=a,b,0\n").find("has 4 cells, but the first line names 3") !=
        std::string::npos);
  // A link that a comma cut, in a column that something follows, is noticed by its checksum.
  CHECK(note("name,link,seed\nA,c=x00000000&version=1&Q=1,0\n").find("is no link") != std::string::npos);
  CHECK(note("name,link,seed\nA,version=1&c=x00000000&Q=1,0\n").find("checksum") != std::string::npos);
  CHECK(note("name,link,seed\nA,version=9,0\n").find("version") != std::string::npos);
}

TEST_CASE("a list that is none is refused") {
  CHECK(read_links("").error().sentence == "The list holds no link.");
  CHECK(read_links("name,link\n").error().sentence == "The list holds no link.");
  CHECK(read_links("Anna,Bob\n").error().sentence ==
        "The first line, “Anna,Bob”, is neither a link nor a header with a column named link.");
  CHECK(read_links("name,link\nA,\"version=1\n").error().sentence ==
        "The quotation mark on line 2 is never closed.");
}

TEST_CASE("a name is no formula in the grades") {
  CHECK(line_of("name,link,seed\n\"=HYPERLINK(\"\"http://x\"\")\",version=1,0\n") ==
        "\"'=HYPERLINK(\"\"http://x\"\")\",0,fail,fail,,0,\n");
}
