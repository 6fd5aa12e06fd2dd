// Verbs on the states of agents.

#include "agents/desks.h"
#include "agents/verbs.h"
#include "dictionaries/dictionaries.h"

namespace agents {
namespace {

enum class Who { Agent, Supervisor };

// A reason must be an active entry of its dictionary; some only supervisors give.
base::Status check_reason(db::Transaction& tx, dictionaries::EntryId id, Who who) {
  auto entry = dictionaries::Dictionaries::find_entry(tx, id);
  if (!entry || entry->dictionary != "not_ready_reasons" || !entry->active)
    return base::refuse_fault("/reason_id", "no_such_object");
  auto kept = entry->attributes.find("supervisor_only");
  if (who == Who::Agent && kept != entry->attributes.end() && kept->second == "true")
    return base::refuse_fault("/reason_id", "supervisors_reason");
  return {};
}

base::Status check_forced(db::Transaction& tx, const ForcedState& forced, State present) {
  if (forced.state == State::NotResponding)
    return base::refuse_fault("/state", "not_a_choice", {{"choices", "ready, not_ready, signed_out"}});
  if (forced.reason_id && forced.state != State::NotReady) return base::refuse_fault("/reason_id", "reason_not_taken");
  if (present == State::SignedOut && forced.state != State::SignedOut)
    return base::refuse(base::Code::WrongState, "agent_signed_out");
  if (!forced.reason_id) return {};
  return check_reason(tx, *forced.reason_id, Who::Supervisor);
}

base::Result<Agent> load_own(db::Transaction& tx, org::PersonId person) {
  auto agent = find_agent_row(tx, person);
  if (!agent) return base::refuse(base::Code::WrongState, "no_agent_profile");
  return *std::move(agent);
}

}  // namespace

base::Result<org::PersonId> acting_agent(const org::Actor& actor) {
  if (auto status = actor.require(work_as_agent); !status) return base::pass(status);
  if (actor.ref.kind != base::ActorKind::Person) return base::refuse(base::Code::Forbidden, "people_only");
  return org::PersonId{actor.ref.id};
}

base::Result<org::Page<AgentState>> Agents::states(const org::Actor& actor, const AgentFilter& filter,
                                                   const org::ListQuery& query) {
  if (auto status = actor.require(view_agents); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    org::ListStatement list(std::string(state_columns), std::string(agent_tables), "a.id",
                            actor.within(view_agents, agent_place, 1));
    list.require(on_boards);
    apply(list, tx.engine(), filter);
    return org::page_of<AgentState>(tx, list, query, org::ListStatement::Order::OldestFirst, &db::read_row<AgentState>);
  });
}

base::Result<std::optional<Agent>> Agents::own_profile(const org::Actor& actor) {
  auto person = acting_agent(actor);
  if (!person) return base::pass(person);
  return platform_.database.read([&](db::Transaction& tx) { return find_agent_row(tx, *person); });
}

base::Result<AgentState> Agents::own_state(const org::Actor& actor) {
  auto person = acting_agent(actor);
  if (!person) return base::pass(person);
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<AgentState> {
    auto agent = load_own(tx, *person);
    if (!agent) return base::pass(agent);
    return *find_state(tx, *person);
  });
}

base::Result<AgentState> Agents::sign_in(const org::Actor& actor) {
  auto person = acting_agent(actor);
  if (!person) return base::pass(person);
  auto signed_in = platform_.database.write([&](db::Transaction& tx) -> base::Result<AgentState> {
    lock_state(tx, *person);
    auto agent = load_own(tx, *person);
    if (!agent) return base::pass(agent);
    if (!agent->active) return base::refuse(base::Code::WrongState, "agent_inactive");
    if (find_state(tx, *person)->state == State::SignedOut)
      move(tx, platform_, *agent, {State::NotReady, {}, actor.ref});
    return *find_state(tx, *person);
  });
  if (signed_in) desks_->expect(*person, platform_.clock.now());
  return signed_in;
}

base::Result<AgentState> Agents::sign_out(const org::Actor& actor) {
  auto person = acting_agent(actor);
  if (!person) return base::pass(person);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<AgentState> {
    lock_state(tx, *person);
    auto agent = load_own(tx, *person);
    if (!agent) return base::pass(agent);
    auto in_hand = workload_ ? workload_->in_hand(tx, *person) : 0;
    if (in_hand > 0 && find_state(tx, *person)->state != State::SignedOut)
      return base::refuse(base::Code::WrongState, "work_in_hand", {{"count", std::to_string(in_hand)}});
    move(tx, platform_, *agent, {State::SignedOut, {}, actor.ref});
    return *find_state(tx, *person);
  });
}

base::Result<AgentState> Agents::set_readiness(const org::Actor& actor, const Readiness& readiness) {
  auto person = acting_agent(actor);
  if (!person) return base::pass(person);
  if (readiness.ready && readiness.reason_id) return base::refuse_fault("/reason_id", "reason_not_taken");
  if (!readiness.ready && !readiness.reason_id) return base::refuse_fault("/reason_id", "missing");
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<AgentState> {
    lock_state(tx, *person);
    auto agent = load_own(tx, *person);
    if (!agent) return base::pass(agent);
    auto now = *find_state(tx, *person);
    if (now.state == State::SignedOut) return base::refuse(base::Code::WrongState, "agent_signed_out");
    State to = readiness.ready ? State::Ready : State::NotReady;
    if (now.state == to && now.reason_id == readiness.reason_id) return now;
    if (readiness.reason_id)
      if (auto status = check_reason(tx, *readiness.reason_id, Who::Agent); !status) return base::pass(status);
    move(tx, platform_, *agent, {to, readiness.reason_id, actor.ref});
    return *find_state(tx, *person);
  });
}

base::Result<AgentState> Agents::force_state(const org::Actor& actor, org::PersonId person, const ForcedState& forced) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<AgentState> {
    lock_state(tx, person);
    auto agent = load_agent(tx, actor, control_agents, person);
    if (!agent) return base::pass(agent);
    auto now = *find_state(tx, person);
    if (auto status = check_forced(tx, forced, now.state); !status) return base::pass(status);
    if (now.state == forced.state && now.reason_id == forced.reason_id) return now;
    move(tx, platform_, *agent, {forced.state, forced.reason_id, actor.ref});
    org::audit(tx, platform_, actor,
               {"agent.forced_" + base::word_of(forced.state), "agent", person.value, agent->centre_id, ""});
    return *find_state(tx, person);
  });
}

void Agents::set_not_responding(db::Transaction& tx, const org::Platform& platform, org::PersonId id) {
  lock_state(tx, id);
  auto agent = find_agent_row(tx, id);
  if (!agent || find_state(tx, id)->state == State::SignedOut) return;
  move(tx, platform, *agent, {State::NotResponding, {}, org::system_actor().ref});
}

void Agents::set_occupied(db::Transaction& tx, const org::Platform& platform, org::PersonId id, bool occupied) {
  lock_state(tx, id);
  auto row = find_state_row(tx, id);
  if (!row || row->occupied == occupied) return;
  row->occupied = occupied;
  row->version += 1;
  put(tx, *row);
  auto place = org::Access::person_place(tx, id);
  tell(tx, platform, org::system_actor().ref, place ? place->centre_id : org::CentreId{}, id,
       OccupiedChanged{id, occupied});
}

void Agents::clear_occupied(db::Transaction& tx, const org::Platform& platform) {
  for (auto id : occupied_agents(tx)) set_occupied(tx, platform, id, false);
}

void Agents::follow_people(db::Transaction& tx, const std::vector<events::Event>& events) {
  for (const auto& event : events) {
    if (event.type != org::PersonChanged::type) continue;
    org::PersonId person{event.subject_id};
    if (tx.query("SELECT 1 FROM person WHERE id = ?1 AND active = 0", person).empty()) continue;
    lock_state(tx, person);
    if (auto agent = find_agent_row(tx, person)) move(tx, platform_, *agent, {State::SignedOut, {}, event.actor});
  }
}

}  // namespace agents
