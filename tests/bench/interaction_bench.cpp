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

struct Scale {
  int tokens;
  int width;
  int layers;
  int heads;
};
constexpr Scale usual = {32, 8, 2, 4};
constexpr Scale largest = {largest_tokens, largest_width, 4, 4};  // that the board takes

// Of the processor, so that other work on the machine does not count.
double now_ms() { return 1000.0 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void set_parameter(Experiment& experiment, const char* id, double value) {
  if (find_parameter(mechanism_of(experiment), id) != nullptr) {
    experiment.parameters[id] = value;
  }
}

// What the study begins with, at the size that is measured; as it is where the study does not take that.
Experiment measured(const StudySpec& study, std::string_view mechanism, const Scale& scale,
                    std::string_view form = "") {
  Experiment experiment = start_of(study);
  if (!mechanism.empty()) {
    experiment.mechanism = mechanism;
    experiment.form = form.empty() ? mechanism_of(experiment).forms.front().id : form;
  }
  for (int t = experiment.token_count(); t < scale.tokens; ++t) {
    experiment.tokens.push_back("t" + std::to_string(t));
  }
  experiment.inputs = random_inputs(experiment.token_count(), scale.width, scale.width, 1);
  experiment.mask = resized(experiment.mask, experiment.token_count());
  experiment.position = experiment.token_count();
  set_parameter(experiment, "layers", scale.layers);
  set_parameter(experiment, "heads", scale.heads);
  set_parameter(experiment, "kv_heads", scale.heads);
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

void edit(benchmark::State& state, const StudySpec& study, std::string_view mechanism, const Scale& scale) {
  app::Workspace workspace(measured(study, mechanism, scale));
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

// The longest slice of the work, as far as that is done within `patience_ms`.
struct Slices {
  double longest_ms = 0;
  int count = 0;
  bool all = false;
};
Slices slices_of(Work* work, double patience_ms) {
  Slices slices;
  const double start = now_ms();
  bool more = work != nullptr;
  while (more && now_ms() - start < patience_ms) {
    const double began = now_ms();
    more = work->step(now_ms);
    slices.longest_ms = std::max(slices.longest_ms, now_ms() - began);
    ++slices.count;
  }
  slices.all = !more;
  return slices;
}

void slice(benchmark::State& state, const Study& study, const Experiment& experiment, double patience_ms) {
  Slices slices;
  for (auto _ : state) {
    slices = slices_of(study.work(experiment).get(), patience_ms);
    state.SetIterationTime(slices.longest_ms / 1000);
  }
  state.SetLabel("the longest of " + std::string(slices.all ? "" : "the first ") +
                 std::to_string(slices.count) + ", " + std::to_string(experiment.token_count()) + " tokens");
}

// A line a benchmark: milliseconds, and how much of a frame that is.
class FrameTable : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context& /*context*/) override {
    std::printf(
        "%d tokens, width %d, %d layers, %d heads; the largest: %d, %d, %d, %d\n"
        "one frame at 60 Hz is %.1f ms\n\n%-64s %10s %10s\n",
        usual.tokens, usual.width, usual.layers, usual.heads, largest.tokens, largest.width, largest.layers,
        largest.heads, frame_ms, "core time of", "ms", "of a frame");
    return true;
  }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      const double ms = run.run_name.time_type.empty() ? run.GetAdjustedCPUTime() : run.GetAdjustedRealTime();
      std::printf("%-64s %10.3f %10.3f  %s\n", run.run_name.function_name.c_str(), ms, ms / frame_ms,
                  run.report_label.c_str());
    }
  }
};

benchmark::internal::Benchmark* add(const std::string& name, auto run) {
  return benchmark::RegisterBenchmark(name.c_str(), run)->Unit(benchmark::kMillisecond);
}

void add_edit(const std::string& name, const StudySpec& study, std::string_view mechanism,
              const Scale& scale) {
  add("an edit: " + name,
      [&study, mechanism, scale](benchmark::State& state) { edit(state, study, mechanism, scale); });
}

void add_slice(const std::string& name, const Study& study, const Experiment& experiment,
               double patience_ms) {
  if (study.work == nullptr || study.work(experiment) == nullptr) {
    return;
  }
  add("a slice: " + name, [&study, experiment, patience_ms](
                              benchmark::State& state) { slice(state, study, experiment, patience_ms); })
      ->UseManualTime()
      ->Iterations(1);
}

// The lamp takes any mechanism in any form; where a form takes more than one, under the mask that costs more.
void add_lamp_slices(const Study& lamp) {
  constexpr double patience_ms = 200;
  for (const Mechanism* mechanism : mechanisms()) {
    for (const Form& form : mechanism->forms) {
      for (const Mask& mask : {Mask::none(), Mask::causal()}) {
        Experiment experiment = measured(lamp, mechanism->id, largest, form.id);
        experiment.mask = mask;
        if (experiment.mechanism == mechanism->id && from_link(to_link(experiment))) {
          add_slice("lamp, " + std::string(mechanism->id) + ", " + std::string(form.id), lamp, experiment,
                    patience_ms);
          break;
        }
      }
    }
  }
}

void register_all() {
  constexpr double patience_ms = 20'000;
  add_edit("board", *study_specs().front(), "", usual);
  add_edit("board, layer_stack", *study_specs().front(), "layer_stack", usual);
  for (const Study* study : studies().subspan(1)) {
    add_edit(std::string(study->id), *study, "", usual);
  }
  for (const Study* study : studies()) {
    add_slice(std::string(study->id), *study, measured(*study, "", usual), patience_ms);
  }
  for (const Study* study : studies()) {
    if (study->id == "stale_cache") {
      add_edit("stale_cache, the largest", *study, "", largest);
      add_slice("stale_cache, the largest", *study, measured(*study, "", largest), patience_ms);
    }
    if (study->id == "leak_lamp") {
      add_lamp_slices(*study);
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
