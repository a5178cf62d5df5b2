#include "app/opened_files.h"

#include <doctest/doctest.h>

#include "base/random.h"
#include "experiment/import.h"
#include "experiment/link.h"

using namespace lookback;
using namespace lookback::testing;
using app::Workspace;

TEST_SUITE_BEGIN("open files");

TEST_CASE("a link names the file, waits for it, and knows another one") {
  Workspace first;
  with_window(first);
  REQUIRE(files::move_windows(first, 77, 5).has_value());
  const std::string link = first.link();
  CHECK(!from_link(link).has_value());

  Workspace second;
  const Experiment before = second.experiment();
  const Expected<void> opened = second.open(link);
  REQUIRE(!opened.has_value());
  CHECK(opened.error().sentence.starts_with("Q comes from the file “q.npy” (hash "));
  CHECK(second.experiment() == before);
  REQUIRE(second.awaited_files().size() == 1);
  CHECK(files::awaited(second).starts_with("[{\"id\":\"Q\",\"name\":\"q.npy\",\"hash\":\""));
  const std::string other = offered(second, "q.npy", npy(200, 24, of_other));
  CHECK(member(other, "awaited").starts_with("“q.npy” is another file than the one that the link names"));
  CHECK(member(offered(second, "k.npy", npy(2, 2, of_other)), "awaited")
            .starts_with("The link still waits for"));
  CHECK(second.experiment() == before);
  const std::string right = offered(second, "renamed.npy", npy(200, 24, of_place));
  CHECK(right.find("\"opened\":true,\"awaited\":\"\"") != std::string::npos);
  CHECK(second.experiment() == first.experiment());
  CHECK(second.awaited_files().empty());
  CHECK(second.link() == link);
}

TEST_CASE("a link to files alone is readable, and what a broken one says beside them is salvaged") {
  Workspace workspace;
  const std::string hash = with_window(workspace);
  REQUIRE(files::place(workspace, hash, "q", "K", 0, 0).has_value());
  REQUIRE(files::place(workspace, hash, "q", "V", 0, 0).has_value());
  const std::string link = workspace.link();
  CHECK(link.find("&Q=file:" + hash + ":q.npy:q:0:0:200x24:0,0&K=file:") != std::string::npos);
  CHECK(*from_link(link, workspace.files()) == workspace.experiment());
  const Salvage saved = salvage(link);
  CHECK(saved.left_out.size() == 3);
  CHECK(saved.experiment.tokens == workspace.experiment().tokens);
  CHECK(saved.experiment.sources.empty());
}

TEST_CASE("windows survive links, whatever their names and places") {
  Random random(5);
  files::OpenFiles open_files;
  Experiment experiment = start_experiment();
  for (int i = 0; i < 200; ++i) {
    const int rows = 65 + random.below(100);
    const int columns = 1 + random.below(40);
    const std::string name = (i % 2 == 0 ? "a:b&c=d%3A#é " : "q") + std::to_string(i) + ".npy";
    const auto file = open_files.add(name, {{name, npy(rows, columns, of_place)}}, experiment.sources);
    REQUIRE(file.has_value());
    const char* const targets[] = {"Q", "K", "V"};
    const Expected<PlaceMatrices> edit =
        files::placing(experiment, **file, (*file)->tensors.front(),
                       {.target = targets[random.below(3)],
                        .first_row = random.below(rows - 63),
                        .first_column = random.below(std::max(columns - 15, 1))});
    REQUIRE(edit.has_value());
    experiment = *apply(experiment, *edit);
    const Expected<Experiment> back = from_link(to_link(experiment), &open_files);
    REQUIRE_MESSAGE(back.has_value(), to_link(experiment));
    CHECK(*back == experiment);
  }
}

TEST_CASE("a link's source is read whole or refused") {
  Workspace workspace;
  const std::string hash = with_window(workspace);
  const auto refused = [&](const std::string& text) {
    return !from_link("Q=file:" + text, workspace.files()).has_value();
  };
  REQUIRE(!refused(hash + ":q.npy:q:0:0:200x24:0,0"));
  for (const char* rest :
       {"", ":q.npy", ":q.npy:q:0:0:200x24:0", ":q.npy:q:0:0:200x24:137,0", ":q.npy:q:0:0:200x24:0,9",
        ":q.npy:q:0:0:200x24:0,0:0", ":q.npy:q:1:0:200x24:0,0", ":q.npy:q:0:1:200x24:0,0",
        ":q.npy:q:0:0:200x25:0,0", ":q.npy:q:-1:0:200x24:0,0", ":q.npy:q:0:0:99999999999999999999x24:0,0",
        ":q.npy:q:0:0:0x0:0,0", ":%ZZ:q:0:0:200x24:0,0"}) {
    CHECK_MESSAGE(refused(hash + rest), rest);
  }
  CHECK(refused("85944171f73967e8:q.npy:q:0:0:200x24:0,0"));
  CHECK(refused("8594:q.npy:q:0:0:200x24:0,0"));
  CHECK(!from_link("Q=file:" + hash + ":q.npy:q:0:0:200x24:0,0&K=file:" + hash + ":q.npy:q:0:0:200x24:1,0",
                   workspace.files())
             .has_value());
}

TEST_SUITE_END();
