#include "agents/verbs.h"

namespace agents {
namespace {

StateRow begun(const StateRow& before, const Move& move, base::Time now) {
  StateRow row = before;
  row.state = move.to;
  row.reason_id = move.reason;
  row.since = now;
  row.version += 1;
  if (before.state == State::SignedOut) {
    row.signed_in_at = now;
    row.present = true;
  }
  if (move.to == State::SignedOut) {
    row.signed_in_at.reset();
    row.present = false;
    row.absent_since.reset();
  }
  return row;
}

}  // namespace

void lock_state(db::Transaction& tx, org::PersonId person) {
  tx.lock("agent_state." + person.text());
}

base::Result<Agent> load_agent(db::Transaction& tx, const org::Actor& actor, org::Right right, org::PersonId id) {
  if (auto status = actor.require(right); !status) return base::pass(status);
  auto agent = find_agent_row(tx, id);
  if (!agent || !actor.reaches(right, place_of(*agent))) return base::not_found();
  return *std::move(agent);
}

void move(db::Transaction& tx, const org::Platform& platform, const Agent& agent, const Move& move) {
  auto stored = find_state_row(tx, agent.id);
  auto before = stored.value_or(StateRow{.id = agent.id, .version = 0});
  if (before.state == move.to && before.reason_id == move.reason) return;
  put(tx, begun(before, move, platform.clock.now()));
  bool self = move.by == base::ActorRef{base::ActorKind::Person, agent.id.value};
  auto since = stored ? std::optional(before.since) : std::nullopt;
  tell(tx, platform, move.by, agent.centre_id, agent.id,
       StateChanged{agent.id, before.state, before.reason_id, move.to, move.reason, since, !self, agent.team_id,
                    agent.department_id});
}

}  // namespace agents
