#pragma once
// A live topic that is a whole table of content, open to all who may view content. Its
// items are the columns of T; T has an id.

#include <string>
#include <string_view>

#include "access/live.h"
#include "base/json.h"
#include "content/rights.h"
#include "db/rows.h"
#include "realtime/hub.h"

namespace content {

template <class T>
class ListTopic final : public realtime::Topic {
 public:
  // An event of type `event` touches the item that is its subject, or all items when it has none.
  ListTopic(std::string_view name, std::string_view table, std::string_view event)
      : name_(name), select_("SELECT " + db::columns<T>() + " FROM " + std::string(table)), event_(event) {}

  std::string_view name() const override { return name_; }

  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    if (auto status = org::actor_of(viewer).require(view_content); !status) return base::pass(status);
    auto rows = ids ? tx.query(select_ + " WHERE id {in ?1} ORDER BY id", *ids) : tx.query(select_ + " ORDER BY id");
    std::vector<realtime::Item> items;
    for (const T& object : db::read_rows<T>(rows)) items.push_back({object.id.value, base::to_json(object)});
    return items;
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
