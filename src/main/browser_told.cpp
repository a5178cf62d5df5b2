#include "main/browser_told.h"

#include "view/node_json.h"

namespace lookback {

void Told::write_changes(JsonWriter& json, const app::Workspace& workspace) {
  if (revision_ != workspace.revision()) {
    view::write_changes(json, nodes_, workspace.nodes());
    nodes_ = workspace.nodes();
    revision_ = workspace.revision();
  }
  if (linked_ != workspace.experiment() || place_ != workspace.place()) {
    linked_ = workspace.experiment();
    place_ = workspace.place();
    json.key("link").string(workspace.link());
    json.key("place").begin_array();
    json.number(static_cast<double>(place_->present)).number(static_cast<double>(place_->end)).end_array();
  }
}

}  // namespace lookback
