// The live topics of access: each a whole list within the viewer's reach.

#include <algorithm>
#include <functional>

#include "access/live.h"
#include "access/rights.h"
#include "access/store.h"
#include "realtime/items.h"

namespace org {
namespace {

// A list of T from one table, within the reach of one right.
template <class T, class Row>
class ListTopic final : public realtime::Topic {
 public:
  using Convert = std::function<T(db::Transaction&, const Row&)>;

  ListTopic(std::string_view name, Right right, PlaceColumns columns, std::string_view event,
            std::vector<std::string_view> also, Convert convert)
      : name_(name),
        right_(right),
        columns_(columns),
        event_(event),
        also_(std::move(also)),
        convert_(std::move(convert)) {}

  std::string_view name() const override { return name_; }

  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    auto seen = visible(viewer, right_, columns_, "id", ids);
    if (!seen) return base::pass(seen);
    std::vector<T> objects;
    for (db::Row row : tx.query(select<Row>() + "WHERE " + seen->sql + " ORDER BY id", seen->values))
      objects.push_back(convert_(tx, db::read_row<Row>(row)));
    return realtime::items_of(objects);
  }

  realtime::Touched touched(const events::Event& event) const override {
    if (event.type == event_) return {{event.subject_id}, false};
    // Signing in and lock-outs show on the person, if the login is anybody's.
    if (event.subject_id != 0 && std::find(also_.begin(), also_.end(), event.type) != also_.end())
      return {{event.subject_id}, false};
    // A moved centre changes who sees what.
    return {{}, event.type == CentreChanged::type};
  }

 private:
  std::string_view name_;
  Right right_;
  PlaceColumns columns_;
  std::string_view event_;
  std::vector<std::string_view> also_;
  Convert convert_;
};

template <class T, class Row>
void add(realtime::Hub& hub, std::string_view name, Right right, PlaceColumns columns, std::string_view event) {
  auto convert = [](db::Transaction&, const Row& row) -> T { return row; };
  hub.add(std::make_unique<ListTopic<T, Row>>(name, right, columns, event, std::vector<std::string_view>{}, convert));
}

}  // namespace

void add_access_topics(realtime::Hub& hub, const Platform& platform) {
  add<Centre, CentreRow>(hub, "centres", view_centres, {.centre = "id"}, CentreChanged::type);
  add<Department, Department>(hub, "departments", view_organisation, {.centre = "centre_id", .department = "id"},
                              DepartmentChanged::type);
  add<Team, Team>(hub, "teams", view_organisation, {.centre = "centre_id", .department = "department_id", .team = "id"},
                  TeamChanged::type);
  add<Role, RoleRow>(hub, "roles", view_roles, {}, RoleChanged::type);
  add<ApiKey, ApiKeyRow>(hub, "api_keys", edit_api_keys, {.centre = "centre_id"}, ApiKeyChanged::type);
  const auto& keys = platform.keys;
  hub.add(std::make_unique<ListTopic<Person, PersonRow>>(
      "people", view_people, PlaceColumns{"centre_id", "department_id", "team_id", "id"}, PersonChanged::type,
      std::vector{SignInLocked::type, SignedIn::type},
      [&keys](db::Transaction& tx, const PersonRow& row) { return to_person(tx, keys, row); }));
}

}  // namespace org
