// The live topics of lines.

#include <memory>

#include "access/live.h"
#include "lines/verbs.h"
#include "realtime/items.h"

namespace lines {
namespace {

using realtime::Item;
using realtime::Viewer;

// One kind of row, as its list shows it.
template <class Row>
class RowsTopic final : public realtime::Topic {
 public:
  // `also`: an event by which what is shown of any row may have changed.
  RowsTopic(std::string_view name, std::string_view also) : name_(name), also_(also) {}
  std::string_view name() const override { return name_; }

  base::Result<std::vector<Item>> read(db::Transaction& tx, const Viewer& viewer,
                                       const std::vector<std::int64_t>* ids) const override {
    auto seen = org::visible_in_centre(viewer, Kept<Row>::view, "centre_id", "id", ids);
    if (!seen) return base::pass(seen);
    auto sql = db::select<Row>(Kept<Row>::table) + "WHERE " + seen->sql + " ORDER BY id";
    std::vector<typename Kept<Row>::Shown> shown;
    for (const auto& row : db::read_rows<Row>(tx.query(sql, seen->values))) shown.push_back(to_shown(tx, row));
    return realtime::items_of(shown);
  }

  realtime::Touched touched(const events::Event& event) const override {
    if (event.type == Kept<Row>::Changed::type) return {{event.subject_id}, false};
    return {{}, event.type == org::CentreChanged::type || (!also_.empty() && event.type == also_)};
  }

 private:
  const std::string_view name_, also_;
};

// What nodes know of the rows of one kind.
template <class State, class Row, class Event>
class StatesTopic final : public realtime::Topic {
 public:
  using Read = std::vector<State> (*)(db::Transaction& tx, const org::Condition& condition);
  StatesTopic(std::string_view name, Read read) : name_(name), read_(read) {}
  std::string_view name() const override { return name_; }

  base::Result<std::vector<Item>> read(db::Transaction& tx, const Viewer& viewer,
                                       const std::vector<std::int64_t>* ids) const override {
    auto seen = org::visible_in_centre(viewer, Kept<Row>::view, "r.centre_id", "s.id", ids);
    if (!seen) return base::pass(seen);
    auto states = read_(tx, *seen);
    for (auto& state : states) hide(state, org::actor_of(viewer));
    return realtime::items_of(states);
  }

  realtime::Touched touched(const events::Event& event) const override {
    if (event.type == Event::type) return {{event.subject_id}, false};
    return {{},
            event.type == Kept<Row>::Changed::type || event.type == LineStatesForgotten::type ||
                event.type == org::CentreChanged::type};
  }

 private:
  const std::string_view name_;
  const Read read_;
};

// Calls that met a rule are counted in it.
class CallerRulesTopic final : public realtime::Topic {
 public:
  std::string_view name() const override { return "caller_rules"; }
  base::Result<std::vector<Item>> read(db::Transaction& tx, const Viewer& viewer,
                                       const std::vector<std::int64_t>* ids) const override {
    return rows_.read(tx, viewer, ids);
  }
  realtime::Touched touched(const events::Event& event) const override {
    if (event.type == CallerRuleHit::type) return {{event.subject_id}, false};
    return rows_.touched(event);
  }

 private:
  RowsTopic<CallerRuleRow> rows_{"caller_rules", ""};
};

}  // namespace

void add_line_topics(realtime::Hub& hub) {
  hub.add(std::make_unique<RowsTopic<TrunkRow>>("trunks", ""));
  hub.add(std::make_unique<RowsTopic<Number>>("numbers", ""));
  hub.add(std::make_unique<RowsTopic<WayOut>>("ways_out", ""));
  hub.add(std::make_unique<RowsTopic<PhoneRow>>("phones", OwnPhoneChosen::type));
  hub.add(std::make_unique<CallerRulesTopic>());
  hub.add(std::make_unique<StatesTopic<TrunkState, TrunkRow, TrunkStateChanged>>("trunk_states", &trunk_states_where));
  hub.add(std::make_unique<StatesTopic<PhoneState, PhoneRow, PhoneStateChanged>>("phone_states", &phone_states_where));
}

}  // namespace lines
