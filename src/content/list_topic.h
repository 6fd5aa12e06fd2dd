#pragma once
// A live topic that is a whole table of content, open to all who may view content. Its
// items are the columns of T; T has an id.

#include <string>
#include <string_view>

#include "access/live.h"
#include "content/rights.h"
#include "db/rows.h"
#include "realtime/items.h"

namespace content {

template <class T>
class ListTopic final : public realtime::Topic {
 public:
  // An event of type `event` touches the item that is its subject, or all items when it has none.
  ListTopic(std::string_view name, std::string_view table, std::string_view event)
      : name_(name), select_(db::select<T>(table)), event_(event) {}

  std::string_view name() const override { return name_; }

  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    auto seen = org::visible(viewer, view_content, {}, "id", ids);
    if (!seen) return base::pass(seen);
    auto rows = tx.query(select_ + "WHERE " + seen->sql + " ORDER BY id", seen->values);
    return realtime::items_of(db::read_rows<T>(rows));
  }

  realtime::Touched touched(const events::Event& event) const override {
    if (event.type != event_) return {};
    if (event.subject_id == 0) return {{}, true};
    return {{event.subject_id}, false};
  }

 private:
  const std::string_view name_;
  const std::string select_;
  const std::string_view event_;
};

}  // namespace content
