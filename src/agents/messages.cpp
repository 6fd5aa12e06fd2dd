// Messages of supervisors to agents.

#include <set>

#include "agents/verbs.h"

namespace agents {
namespace {

constexpr std::size_t max_receivers = 2'000;
constexpr std::chrono::days kept_for{30};

// By person, so that who is named twice gets one message; and where the person stands.
using Receivers = std::map<org::PersonId, org::CentreId>;

// Adds the active agents within reach that fulfil `condition` on ?N; gives their number.
class Gathering {
 public:
  Gathering(db::Transaction& tx, const org::Actor& actor)
      : tx_(tx), reach_(actor.within(control_agents, agent_place, 1)) {}

  template <class Id>
  std::size_t add(std::string_view condition, Id id) {
    auto values = reach_.values;
    values.push_back(db::to_value(id));
    std::string numbered(condition);
    numbered.replace(numbered.find("%1"), 2, std::to_string(values.size()));
    auto rows = tx_.query("SELECT a.id, p.centre_id FROM " + std::string(agent_tables) +
                              " WHERE a.active = 1 AND p.active = 1 AND " + reach_.sql + " AND " + numbered,
                          values);
    for (db::Row row : rows) receivers.emplace(row.id<org::PersonId>(0), row.id<org::CentreId>(1));
    return rows.size();
  }

  Receivers receivers;

 private:
  db::Transaction& tx_;
  const org::Condition reach_;
};

constexpr std::string_view in_centre =
    "p.centre_id IN (WITH RECURSIVE below (id) AS (SELECT id FROM centre WHERE id = ?%1 "
    "UNION SELECT c.id FROM centre c JOIN below b ON c.parent_id = b.id) SELECT id FROM below)";

base::Result<Receivers> receivers_of(db::Transaction& tx, const org::Actor& actor, const NewMessage& message) {
  Gathering gathering(tx, actor);
  std::vector<base::Fault> faults;
  for (std::size_t i = 0; i < message.person_ids.size(); ++i)
    if (gathering.add("a.id = ?%1", message.person_ids[i]) == 0)
      faults.push_back({"/person_ids/" + std::to_string(i), "no_such_object", {}});
  for (std::size_t i = 0; i < message.team_ids.size(); ++i)
    if (gathering.add("p.team_id = ?%1", message.team_ids[i]) == 0)
      faults.push_back({"/team_ids/" + std::to_string(i), "no_agents_there", {}});
  if (message.centre_id && gathering.add(in_centre, *message.centre_id) == 0)
    faults.push_back({"/centre_id", "no_agents_there", {}});
  if (faults.empty() && gathering.receivers.empty()) faults.push_back({"/person_ids", "missing", {}});
  if (!faults.empty()) return base::refuse_faults(std::move(faults));
  if (gathering.receivers.size() > max_receivers)
    return base::refuse(base::Code::WrongState, "too_many_receivers", {{"limit", std::to_string(max_receivers)}});
  return std::move(gathering.receivers);
}

}  // namespace

base::Result<SentMessage> Agents::send_message(const org::Actor& actor, const NewMessage& message) {
  if (auto status = actor.require(control_agents); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) {
    return org::create_once<SentMessage>(tx, platform_, actor, [&]() -> base::Result<SentMessage> {
      auto receivers = receivers_of(tx, actor, message);
      if (!receivers) return base::pass(receivers);
      auto now = platform_.clock.now();
      for (const auto& [person, centre] : *receivers) {
        MessageRow row{platform_.ids.make<MessageId>(), person, actor.ref.kind, actor.ref.id, message.text, now, {}};
        insert(tx, row);
        tell(tx, platform_, actor.ref, centre, person, MessageSent{person, row.id});
      }
      auto count = static_cast<std::int64_t>(receivers->size());
      // One receiver can be named, several are but counted.
      auto subject = count == 1 ? receivers->begin()->first.value : 0;
      auto detail = count == 1 ? std::string() : std::to_string(count);
      org::audit(tx, platform_, actor, {"agent.messaged", "agent", subject, actor.place.centre_id, detail});
      return SentMessage{count};
    });
  });
}

base::Result<org::Page<Message>> Agents::own_messages(const org::Actor& actor, const org::ListQuery& query) {
  if (auto status = actor.require(work_as_agent); !status) return base::pass(status);
  auto person = actor.ref.kind == base::ActorKind::Person ? actor.ref.id : 0;
  return platform_.database.read([&](db::Transaction& tx) {
    org::ListStatement list(db::columns<MessageRow>(), "agent_message", "id", {"person_id = ?1", {person}});
    return org::page_of<Message>(tx, list, query, org::ListStatement::Order::NewestFirst,
                                 [&](db::Row row) { return to_message(tx, db::read_row<MessageRow>(row)); });
  });
}

base::Result<Message> Agents::mark_read(const org::Actor& actor, MessageId id) {
  if (auto status = actor.require(work_as_agent); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Message> {
    auto row = find_message(tx, id);
    if (!row || actor.ref != base::ActorRef{base::ActorKind::Person, row->person_id.value}) return base::not_found();
    if (!row->read_at) {
      row->read_at = platform_.clock.now();
      update(tx, *row);
      auto place = org::Access::person_place(tx, row->person_id);
      tell(tx, platform_, actor.ref, place ? place->centre_id : org::CentreId{}, row->person_id,
           MessageRead{row->person_id, id});
    }
    return to_message(tx, *row);
  });
}

int Agents::forget_messages() {
  return platform_.database.write([&](db::Transaction& tx) {
    auto now = platform_.clock.now();
    auto count = erase_messages(tx, now - kept_for);
    if (count > 0) events::append(tx, {now, org::system_actor().ref, 0, 0}, MessagesForgotten{count});
    return static_cast<int>(count);
  });
}

}  // namespace agents
