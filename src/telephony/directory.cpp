#include "telephony/directory.h"

#include "agents/agents.h"
#include "customers/customers.h"
#include "lines/lines.h"
#include "routing/routing.h"
#include "telephony/store.h"

namespace telephony {
namespace {

// Who spoke with a caller within so long is asked first.
constexpr base::Duration remembered = std::chrono::days{7};

// The world of a walk; each question is a transaction of its own.
class OpenWorld final : public ivr::World {
  template <class Question>
  auto ask(Question question) {
    return database_.read([&](db::Transaction& tx) {
      ivr::DatabaseWorld world(ivr_, tx, centre_);
      return question(world);
    });
  }

 public:
  OpenWorld(db::Database& database, ivr::Ivr& ivr, org::CentreId centre)
      : database_(database), ivr_(ivr), centre_(centre) {}

  std::shared_ptr<const ivr::Published> flow(ivr::FlowId id) override {
    return ask([&](ivr::World& world) { return world.flow(id); });
  }
  ivr::HoursState hours(calendars::CalendarId id, base::Time now) override {
    return ask([&](ivr::World& world) { return world.hours(id, now); });
  }
  std::optional<ivr::Phrases> emergency() override {
    return ask([&](ivr::World& world) { return world.emergency(); });
  }

 private:
  db::Database& database_;
  ivr::Ivr& ivr_;
  org::CentreId centre_;
};

}  // namespace

std::string number_index(const keys::KeyRing& keys, const std::string& normal) {
  return keys.blind_index(normal, "telephony.number");
}

std::string tail_index_of(const keys::KeyRing& keys, const std::string& last_four) {
  return keys.blind_index(last_four, "telephony.tail");
}

std::optional<House::Rule> Directory::rule_for(const std::string& number, org::CentreId centre) {
  return platform_.database.read([&](db::Transaction& tx) -> std::optional<Rule> {
    const auto rule = lines::Lines::rule_for(tx, platform_, centre, lines::Lines::read_number(tx, number, {}));
    if (!rule) return std::nullopt;
    return Rule{rule->id.value, rule->verdict == lines::CallerVerdict::Block};
  });
}

CallerFacts Directory::caller(const std::string& number, std::optional<voice::TrunkId> trunk) {
  return platform_.database.read([&](db::Transaction& tx) {
    CallerFacts facts;
    const auto read = lines::Lines::read_number(tx, number, trunk);
    if (read.digits.empty()) return facts;
    facts.normal = read.digits;
    facts.masked = lines::mask_number(read.digits);
    const auto region = lines::region_of(read);
    facts.province = region.province;
    facts.city = region.city;
    facts.carrier = region.carrier;
    facts.customer_id =
        customers::Customers::only_holder(tx, platform_.keys, customers::IdentityKind::Phone, read.digits);
    if (facts.customer_id) facts.tier_id = customers::Customers::tier_of(tx, *facts.customer_id);
    facts.last_agent_id = last_agent_of(tx, index(read.digits), platform_.clock.now() - remembered);
    return facts;
  });
}

std::optional<Route> Directory::route(const std::string& called, voice::TrunkId trunk) {
  return platform_.database.read([&](db::Transaction& tx) -> std::optional<Route> {
    const auto number = lines::Lines::number_called(tx, called, trunk);
    if (!number || !number->flow_id || !ivr_.published(tx, *number->flow_id)) return std::nullopt;
    return Route{number->centre_id, number->id.value, number->flow_id->value, number->language};
  });
}

std::optional<Desk> Directory::desk(org::PersonId person) {
  return platform_.database.read([&](db::Transaction& tx) -> std::optional<Desk> {
    const auto place = org::Access::person_place(tx, person);
    if (!place) return std::nullopt;
    Desk desk;
    desk.person_id = person;
    desk.place = *place;
    desk.name = org::Access::person_name(tx, person.value);
    desk.number = org::Access::person_number(tx, person);
    const auto agent = agents::Agents::find_agent(tx, person);
    desk.signed_in = agent && agent->state.state != agents::State::SignedOut;
    if (const auto phone = lines::Lines::phone_of(tx, person); phone && lines::Lines::is_signed_in(tx, *phone))
      desk.phone = phone;
    return desk;
  });
}

std::optional<org::PersonId> Directory::owner(voice::PhoneId phone) {
  return platform_.database.read([&](db::Transaction& tx) { return lines::Lines::person_at(tx, phone); });
}

std::optional<org::PersonId> Directory::person_with_number(const std::string& number) {
  if (number.empty()) return std::nullopt;
  return platform_.database.read([&](db::Transaction& tx) { return org::Access::person_with_number(tx, number); });
}

std::optional<Dialling> Directory::dialling(const std::string& number, org::CentreId centre,
                                            std::optional<routing::QueueId> queue) {
  return platform_.database.read([&](db::Transaction& tx) -> std::optional<Dialling> {
    const auto read = lines::Lines::read_number(tx, number, {});
    const auto way = lines::Lines::dialling(tx, centre, queue, read);
    if (!way) return std::nullopt;
    return Dialling{way->trunks, way->number, way->caller_number};
  });
}

std::optional<routing::Queue> Directory::queue(routing::QueueId id) {
  return platform_.database.read([&](db::Transaction& tx) { return routing::Routing::find_queue(tx, id); });
}

QueueVoice Directory::queue_voice(routing::QueueId id) {
  return platform_.database.read([&](db::Transaction& tx) { return find_queue_voice(tx, id); });
}

// The first voice queue, by name, of the nearest centre that has one.
std::vector<org::PersonId> Directory::free_in(const routing::Queue& queue) {
  return platform_.database.read([&](db::Transaction& tx) { return routing::Routing::free_agents(tx, queue); });
}

std::optional<routing::QueueId> Directory::queue_of(org::PersonId person) {
  return platform_.database.read([&](db::Transaction& tx) -> std::optional<routing::QueueId> {
    const auto place = org::Access::person_place(tx, person);
    if (!place) return std::nullopt;
    const auto queues = routing::Routing::active_queues(tx, agents::Channel::Voice);
    for (const auto centre : org::Access::centres_above(tx, place->centre_id))
      for (const auto& queue : queues)
        if (queue.centre_id == centre) return queue.id;
    return std::nullopt;
  });
}

std::string Directory::number_of(CallBackId id) {
  return platform_.database.read([&](db::Transaction& tx) -> std::string {
    const auto row = find_call_back(tx, id);
    return row ? platform_.keys.open(row->number, number_context).value_or("") : "";
  });
}

std::string Directory::seal(const std::string& number) {
  return platform_.keys.seal(number, number_context);
}

std::string Directory::index(const std::string& normal) {
  return number_index(platform_.keys, normal);
}

std::string Directory::tail_index(const std::string& normal) {
  return normal.size() < 7 ? "" : tail_index_of(platform_.keys, normal.substr(normal.size() - 4));
}

ivr::World& Directory::world(org::CentreId centre) {
  world_ = std::make_unique<OpenWorld>(platform_.database, ivr_, centre);
  return *world_;
}

}  // namespace telephony
