#pragma once

#include <array>
#include <memory>
#include <optional>

#include "map/finding.h"
#include "map/long_map.h"
#include "map/tiles.h"
#include "studies/long_map/reading.h"
#include "studies/long_map/tile_cache.h"
#include "studies/study.h"

namespace lookback::long_map {

// What the last edit cost.
struct LastEdit {
  map::Operations updating;
  map::Operations again;
  int rows_updated = 0;
  int rows_again = 0;
};

// The map in slices: the tiles in view that can be computed by themselves, each with the rows of L that it
// needs; the pyramid, if it is looked at, with the rows that it needs, and the tiles from that, as far as
// they are known; the rows that are left; and what is to be said of it.
class MapWork final : public Work, public map::Tiles {
 public:
  explicit MapWork(const Experiment& experiment);

  bool step(Clock clock) override;
  double progress() const override;
  bool serves(const Experiment& experiment) const override;
  bool follow(const Experiment& experiment) override;
  void read_from(const WholeFiles* files) override { files_ = files; }
  bool want(std::span<const map::TilePlace> places) override;

  const map::Tile* find(const map::TilePlace& place) const override { return cache_.find(place); }
  std::uint64_t version(const map::TilePlace& place) const override { return cache_.version(place); }
  std::string token(int index) const override {
    return whole_ ? whole_->attention().inputs().token(index) : "";
  }

  // Why there is no map; else empty.
  const std::string& fault() const { return fault_; }
  // Null before the first step.
  const map::LongMap* whole() const { return whole_.get(); }
  bool has_rows() const { return whole_ != nullptr && whole_->attention().done(); }
  const std::string& finding() const { return finding_; }  // empty until it is known
  const std::optional<Reading>& reading() const { return reading_; }
  // Of the chosen cell's q, k or v; empty before the first step.
  const std::vector<double>& numbers(map::Role role) const {
    return numbers_[static_cast<std::size_t>(role)];
  }
  bool is_replaced(map::Role role) const;
  const std::optional<LastEdit>& last_edit() const { return last_edit_; }
  const TileCache& cache() const { return cache_; }
  // Some of what is in view is not as it will be; all of it is there, but from before an edit.
  bool view_waits() const;
  bool view_is_old() const;

 private:
  void begin();
  bool work_on();
  void work_on_tile(const map::TilePlace& place);
  void work_on_finding();
  std::optional<map::TilePlace> next_tile(bool of_pyramid) const;
  bool put_pooled_tile();
  map::Rows rows_in_view() const;
  bool replace_rows(const std::vector<map::RowEdit>& rows);
  void apply(const map::RowEdit& edit, LastEdit& sum);
  void read_chosen();
  void set_pace(double took_ms);

  Asked asked_;
  std::optional<Experiment> opened_;  // where Q, K and V are the learner's, until they are read
  const WholeFiles* files_ = nullptr;
  std::string fault_;
  std::unique_ptr<map::LongMap> whole_;
  TileCache cache_;
  std::optional<map::TileWork> tile_;  // that is being computed,
  map::TilePlace tile_place_;          // here
  std::optional<map::FindingWork> finding_work_;
  std::string finding_;
  std::optional<Reading> reading_;
  std::array<std::vector<double>, 3> numbers_;
  std::optional<LastEdit> last_edit_;
  std::int64_t pace_ = 4'000'000;  // multiply–adds of a step
  bool shows_parts_ = false;       // tiles of which more is known now are made again,
  double shown_ms_ = 0;            // as they last were then
};

}  // namespace lookback::long_map
