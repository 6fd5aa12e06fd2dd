#include "agents/history.h"

#include "agents/events.h"
#include "agents/store.h"

namespace agents {

void write_past(db::Transaction& tx, const std::vector<PastStates>& agents) {
  std::vector<StateRow> rows;
  for (const auto& past : agents) {
    if (past.states.empty()) continue;
    StateRow row;
    row.id = past.id;
    row.since = past.states.back().since;
    row.version = static_cast<std::int64_t>(past.states.size());
    rows.push_back(row);
  }
  db::insert_rows(tx, "agent_state", rows);
}

std::vector<events::Telling> tellings_of(const PastStates& past) {
  std::vector<events::Telling> tellings;
  const base::ActorRef self{base::ActorKind::Person, past.id.value};
  PastState before;
  for (const auto& state : past.states) {
    auto since = tellings.empty() ? std::nullopt : std::optional(before.since);
    StateChanged event{past.id,      before.state,       before.reason_id,        state.state, state.reason_id, since,
                       state.forced, past.place.team_id, past.place.department_id};
    tellings.push_back(events::telling(
        {state.since, state.forced ? base::ActorRef{} : self, past.place.centre_id.value, past.id.value}, event));
    before = state;
  }
  return tellings;
}

}  // namespace agents
