#include <benchmark/benchmark.h>

#include <cstdio>
#include <ctime>

#include "app/workspace.h"
#include "experiment/link.h"
#include "experiment/preset.h"

// How long the core takes from an edit to the list of nodes, for the board and every study, beside one frame.
// For people: no test is decided by it.
namespace lookback {
namespace {

constexpr double frame_ms = 1000.0 / 60;
constexpr int tokens = 32;
constexpr int width = 8;
constexpr int layers = 2;
constexpr int heads = 4;

// Of the processor, so that other work on the machine does not count.
double now_ms() { return 1000.0 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void set_parameter(Experiment& experiment, const char* id, double value) {
  if (find_parameter(mechanism_of(experiment), id) != nullptr) {
    experiment.parameters[id] = value;
  }
}

// What the study begins with, at the size that is measured; as it is where the study does not take that.
Experiment measured(const StudySpec& study, std::string_view mechanism) {
  Experiment experiment = start_of(study);
  if (!mechanism.empty()) {
    experiment.mechanism = mechanism;
    experiment.form = mechanism_of(experiment).forms.front().id;
  }
  for (int t = experiment.token_count(); t < tokens; ++t) {
    experiment.tokens.push_back("t" + std::to_string(t));
  }
  experiment.inputs = random_inputs(experiment.token_count(), width, width, 1);
  experiment.mask = resized(experiment.mask, experiment.token_count());
  experiment.position = experiment.token_count();
  set_parameter(experiment, "layers", layers);
  set_parameter(experiment, "heads", heads);
  set_parameter(experiment, "kv_heads", heads);
  resize_inputs(experiment);
  const Expected<Experiment> taken = from_link(to_link(experiment));
  return taken ? *taken : start_of(study);
}

// An edit to repeat, and the one that takes it back.
struct Edits {
  view::Action there;
  view::Action back;
};

Edits edits_of(const view::NodeList& nodes) {
  constexpr std::uint32_t one_gesture = 1;  // so that the history does not grow
  for (const view::Node& node : nodes) {
    if (node.role == view::Role::cell && node.editable) {
      return {{node.id, view::Verb::set, "0.25", one_gesture},
              {node.id, view::Verb::set, "0.5", one_gesture}};
    }
  }
  for (const view::Node& node : nodes) {
    if (node.id == "back") {
      return {{.id = "back"}, {.id = "step"}};
    }
  }
  for (const view::Node& node : nodes) {
    if (node.role == view::Role::number && node.enabled && node.minimum < node.maximum) {
      const bool up = node.value < node.maximum;
      return {{node.id, view::Verb::nudge, up ? "1" : "-1"}, {node.id, view::Verb::nudge, up ? "-1" : "1"}};
    }
  }
  for (const view::Node& node : nodes) {
    if (node.role == view::Role::toggle && node.enabled) {
      return {{.id = node.id}, {.id = node.id}};
    }
  }
  return {{.id = "reset"}, {.id = "undo"}};
}

void edit(benchmark::State& state, const StudySpec& study, std::string_view mechanism) {
  app::Workspace workspace(measured(study, mechanism));
  const Edits edits = edits_of(workspace.nodes());
  state.SetLabel(edits.there.id + ", " + std::to_string(workspace.experiment().token_count()) + " tokens");
  bool there = true;
  for (auto _ : state) {
    const Expected<void> done = workspace.act(there ? edits.there : edits.back);
    if (!done) {
      state.SetLabel(done.error().sentence);
      state.SkipWithError(done.error().sentence.c_str());
      return;
    }
    there = !there;
  }
}

// The longest slice of all the work that there is to do.
void slice(benchmark::State& state, const Study& study) {
  const Experiment experiment = measured(study, "");
  int slices = 0;
  for (auto _ : state) {
    const std::unique_ptr<Work> work = study.work(experiment);
    double largest = 0;
    slices = 0;
    for (bool more = work != nullptr; more; ++slices) {
      const double began = now_ms();
      more = work->step(now_ms);
      largest = std::max(largest, now_ms() - began);
    }
    state.SetIterationTime(largest / 1000);
  }
  state.SetLabel("the longest of " + std::to_string(slices));
}

// A line a benchmark: milliseconds, and how much of a frame that is.
class FrameTable : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context& /*context*/) override {
    std::printf(
        "%d tokens, width %d, %d layers, %d heads; one frame at 60 Hz is %.1f ms\n\n%-46s %10s %10s\n",
        tokens, width, layers, heads, frame_ms, "core time of", "ms", "of a frame");
    return true;
  }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      const double ms = run.run_name.time_type.empty() ? run.GetAdjustedCPUTime() : run.GetAdjustedRealTime();
      std::printf("%-46s %10.3f %10.3f  %s\n", run.run_name.function_name.c_str(), ms, ms / frame_ms,
                  run.report_label.c_str());
    }
  }
};

void register_all() {
  const auto add = [](const std::string& name, auto run) {
    return benchmark::RegisterBenchmark(name.c_str(), run)->Unit(benchmark::kMillisecond);
  };
  const auto add_edit = [&](const std::string& name, const StudySpec& study, std::string_view mechanism) {
    add(name, [&study, mechanism](benchmark::State& state) { edit(state, study, mechanism); });
  };
  add_edit("an edit: board", *study_specs().front(), "");
  add_edit("an edit: board, layer_stack", *study_specs().front(), "layer_stack");
  for (const Study* study : studies().subspan(1)) {
    add_edit("an edit: " + std::string(study->id), *study, "");
  }
  for (const Study* study : studies()) {
    if (study->work != nullptr && study->work(measured(*study, "")) != nullptr) {
      add("a slice: " + std::string(study->id), [study](benchmark::State& state) { slice(state, *study); })
          ->UseManualTime()
          ->Iterations(3);
    }
  }
}

}  // namespace
}  // namespace lookback

int main(int argc, char** argv) {
  lookback::register_all();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
    return 1;
  }
  lookback::FrameTable table;
  benchmark::RunSpecifiedBenchmarks(&table);
  benchmark::Shutdown();
}
