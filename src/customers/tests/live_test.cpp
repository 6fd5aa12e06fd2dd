// The live feed of customers: applying the deltas gives what a fresh read gives, through a
// random day of real verbs, as seen by people of different reach.

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <random>

#include "access/events.h"
#include "access/live.h"
#include "customers/testing.h"
#include "events/events.h"
#include "events/testing.h"
#include "realtime/hub.h"
#include "realtime/testing.h"
#include "tests/support/databases.h"

using namespace customers;
using customers::fixture::need;
using customers::fixture::Office;
using realtime::fixture::Browser;

namespace {

namespace json = boost::json;

// Someone at a console, with the right that the own role may lose.
struct Watcher {
  std::string login, token;
  org::RoleId role;
  std::shared_ptr<Browser> browser;
};

class LiveCustomers : public support::StoreTest {
 protected:
  void SetUp() override {
    add_customer_topics(hub, office.customers, office.messages);
    hub.set_renewal([](const events::Event& event) { return org::changes_rights(event.type); });
    hub.start();
    add_watcher("root", {office.world.root, {}, {}, {}}, org::Scope::CentreAndBelow);
    add_watcher("north", office.world.north_place(), org::Scope::Centre);
    add_watcher("team", office.world.north_place(), org::Scope::Team);
    add_watcher("own", office.world.north_place(), org::Scope::Own);
    settle();
  }
  void TearDown() override { hub.stop(); }

  void add_watcher(const std::string& login, const org::Place& place, org::Scope scope) {
    auto role = office.world.add_role("看 " + login, {"customers.view", "customers.import"});
    office.world.add_person(login, place, {{role, scope}});
    auto token = office.world.sign_in(login).token;
    watchers.push_back({login, token, role, std::make_shared<Browser>(static_cast<std::int64_t>(watchers.size() + 1))});
    hub.attach(watchers.back().browser,
               std::make_shared<org::LiveViewer>(office.world.access, office.messages, actor_of(watchers.back())));
  }
  org::Actor actor_of(const Watcher& watcher) {
    return need(office.world.access.actor_of_session(watcher.token, {"127.0.0.1", "test", ""}));
  }

  void subscribe(const Watcher& watcher) {
    std::string list;
    for (auto id : ids) list += (list.empty() ? "\"" : ",\"") + id.text() + '"';
    hub.received(watcher.browser->id(), R"({"op":"subscribe","topic":"customers","ids":[)" + list + "]}");
    hub.received(watcher.browser->id(), R"({"op":"subscribe","topic":"customer_imports"})");
    hub.received(watcher.browser->id(), R"({"op":"subscribe","topic":"customer_fields"})");
  }
  void settle() {
    events::wait_until_settled(database());
    auto batch = database().read([&](db::Transaction& tx) { return events::read_after(tx, position, 10'000); });
    if (!batch.empty()) {
      position = batch.back().position;
      for (const auto& event : batch)
        if (org::changes_rights(event.type)) office.world.access.forget_actors();
      hub.changed(batch);
    }
    hub.settle();
  }

  template <class T>
  static void put(Browser::Items& items, const T& object) {
    items[object.id.text()] = json::serialize(json::parse(base::to_json(object)));
  }
  std::optional<Browser::Items> fresh_customers(const org::Actor& actor) {
    if (!actor.may(view_customers)) return std::nullopt;
    Browser::Items items;
    for (auto id : ids)
      if (auto customer = customers.customer(actor, id)) put(items, *customer);
    return items;
  }
  template <class T>
  std::optional<Browser::Items> fresh(const base::Result<std::vector<T>>& list) {
    if (!list) return std::nullopt;
    Browser::Items items;
    for (const auto& object : *list) put(items, object);
    return items;
  }
  void expect_equal(const std::string& after) {
    for (const auto& watcher : watchers) {
      auto actor = actor_of(watcher);
      EXPECT_EQ(watcher.browser->items("customers"), fresh_customers(actor)) << watcher.login << " after " << after;
      EXPECT_EQ(watcher.browser->items("customer_fields"), fresh(customers.fields(actor)))
          << watcher.login << " after " << after;
      auto imports = customers.imports(actor, {200, {}});
      auto list = imports ? base::Result<std::vector<Import>>(imports->items) : base::pass(imports);
      EXPECT_EQ(watcher.browser->items("customer_imports"), fresh(list)) << watcher.login << " after " << after;
    }
  }

  support::TempFolder folder;
  Office office{database(), folder.path("files")};
  Customers& customers = office.customers;
  realtime::Hub hub{database()};
  events::Position position;
  std::vector<Watcher> watchers;
  std::vector<CustomerId> ids;
};

// One random day. Each step is a verb that may also be refused.
class Day {
 public:
  Day(Office& office, std::vector<Watcher>& watchers, std::vector<CustomerId>& ids, unsigned seed)
      : office_(office), watchers_(watchers), ids_(ids), random_(seed) {}

  // Gives the name of what was done.
  std::string step() {
    switch (any(12)) {
      case 0:
      case 1:
        return create();
      case 2:
      case 3:
      case 4:
        return edit();
      case 5:
        return merge();
      case 6:
        return split();
      case 7:
        return remove();
      case 8:
        return change_role();
      case 9:
        return move_person();
      case 10:
        return import();
      default:
        return define_field();
    }
  }

  bool subscribe_again = false;  // ids or rights are other ones

 private:
  std::size_t any(std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_); }
  CustomerId some() { return ids_.empty() ? CustomerId{1} : ids_[any(ids_.size())]; }

  CustomerFields body() {
    auto fields = office_.person("客户" + std::to_string(any(50)), "1380013" + std::to_string(1000 + any(9)));
    fields.centre_id = any(3) == 0 ? office_.world.south : office_.world.north;
    if (fields.centre_id == office_.world.north && any(2) == 0)
      fields.owner_id = actor_of(watchers_[1 + any(3)]).place.person_id;
    return fields;
  }
  org::Actor actor_of(const Watcher& watcher) {
    return need(office_.world.access.actor_of_session(watcher.token, {"127.0.0.1", "test", ""}));
  }

  std::string create() {
    if (auto made = office_.customers.create(office_.admin, body()); made && ids_.size() < 40) {
      ids_.push_back(made->id);
      subscribe_again = true;
    }
    return "create";
  }
  std::string edit() {
    auto id = some();
    if (auto seen = office_.customers.customer(office_.admin, id))
      (void)office_.customers.edit(office_.admin, id, seen->version, body());
    return "edit";
  }
  std::string merge() {
    auto kept = some(), other = some();
    if (office_.customers.merge(office_.admin, kept, other)) merges_.emplace_back(kept, other);
    return "merge";
  }
  std::string split() {
    if (merges_.empty()) return "nothing";
    auto [kept, other] = merges_[any(merges_.size())];
    (void)office_.customers.split(office_.admin, kept, other);
    return "split";
  }
  std::string remove() {
    (void)office_.customers.remove(office_.admin, some());
    return "remove";
  }
  std::string change_role() {
    auto& watcher = watchers_[any(watchers_.size())];
    auto role = need(office_.world.access.role(office_.admin, watcher.role));
    org::RoleFields fields = role;
    bool blind = role.rights.size() == 1;
    fields.rights = blind ? std::vector<std::string>{"customers.view", "customers.import"}
                          : std::vector<std::string>{"people.view"};
    need(office_.world.access.edit_role(office_.admin, watcher.role, role.version, fields));
    subscribe_again = subscribe_again || blind;
    return blind ? "role given back" : "role taken away";
  }
  std::string move_person() {
    auto& watcher = watchers_[1 + any(3)];
    auto id = *actor_of(watcher).place.person_id;
    auto person = need(office_.world.access.person(office_.admin, id));
    org::PersonFields fields = person;
    fields.team_id = person.team_id ? std::nullopt : std::optional(office_.world.north_team);
    need(office_.world.access.edit_person(office_.admin, id, person.version, fields));
    return "person moved";
  }
  std::string import() {
    auto row = "客户" + std::to_string(any(50)) + ",1380013" + std::to_string(1000 + any(9));
    auto uploaded =
        need(office_.customers.upload(office_.admin, office_.world.north, "a.csv", "姓名,手机\n" + row + "\n坏,1\n"));
    need(office_.customers.run_import(office_.admin, uploaded.id, {uploaded.columns, Duplicates::Update}));
    office_.jobs.run_due();
    return "import";
  }
  std::string define_field() {
    auto key = "f" + std::to_string(any(4));
    if (!office_.customers.create_field(office_.admin, {key, key, "", FieldKind::Text, {}, false, 0, true}))
      for (const auto& field : need(office_.customers.fields(office_.admin)))
        if (field.key == key) (void)office_.customers.delete_field(office_.admin, field.id);
    return "field";
  }

  Office& office_;
  std::vector<Watcher>& watchers_;
  std::vector<CustomerId>& ids_;
  std::vector<std::pair<CustomerId, CustomerId>> merges_;
  std::mt19937 random_;
};

}  // namespace

TEST_P(LiveCustomers, TheDeltasOfARandomDayGiveWhatAFreshReadGives) {
  for (int i = 0; i < 8; ++i) ids.push_back(office.add("客户" + std::to_string(i)).id);
  for (const auto& watcher : watchers) subscribe(watcher);
  settle();
  expect_equal("the beginning");
  Day day(office, watchers, ids, 20261121);
  for (int i = 0; i < 150 && !HasFailure(); ++i) {
    auto done = day.step();
    settle();
    if (std::exchange(day.subscribe_again, false)) {
      for (const auto& watcher : watchers) subscribe(watcher);
      settle();
    }
    expect_equal(done + " (step " + std::to_string(i) + ")");
  }
}

YINGDA_ON_BOTH_ENGINES(LiveCustomers);
