// Presence: what the live feeds tell, written down about each second.

#include <iterator>

#include "agents/desks.h"
#include "agents/verbs.h"

namespace agents {
namespace {

void set_present(db::Transaction& tx, const org::Platform& platform, org::PersonId person, bool present,
                 std::optional<base::Time> absent_since) {
  lock_state(tx, person);
  auto row = find_state_row(tx, person);
  if (!row || row->state == State::SignedOut || row->present == present) return;
  row->present = present;
  row->absent_since = absent_since;
  row->version += 1;
  put(tx, *row);
  auto place = org::Access::person_place(tx, person);
  tell(tx, platform, org::system_actor().ref, place ? place->centre_id : org::CentreId{}, person,
       PresenceChanged{person, present});
}

// A console may be connected to another node.
void leave(db::Transaction& tx, const org::Platform& platform, org::PersonId person, base::Time since) {
  erase_desk(tx, person, platform.node);
  if (!has_desk(tx, person)) set_present(tx, platform, person, false, since);
}

void come(db::Transaction& tx, const org::Platform& platform, org::PersonId person) {
  put_desk(tx, person, platform.node);
  set_present(tx, platform, person, true, {});
}

}  // namespace

Agents::Agents(org::Platform platform) : platform_(platform), desks_(std::make_unique<Desks>()) {}

Agents::~Agents() = default;

void Agents::desk_attached(org::PersonId person) {
  desks_->attached(person);
}

void Agents::desk_detached(org::PersonId person) {
  desks_->detached(person, platform_.clock.now());
}

// What this node wrote before it ended counts no more; the consoles come back to it or to others.
void Agents::begin_presence(base::Time now) {
  auto present = platform_.database.write([&](db::Transaction& tx) {
    erase_desks(tx, platform_.node);
    return present_agents(tx);
  });
  for (auto person : present) desks_->expect(person, now);
  presence_begun_ = true;
}

// A transaction for each, so that no two wait for each other's agents.
void Agents::tick(base::Time now) {
  if (!presence_begun_) begin_presence(now);
  auto due = desks_->take(now);
  try {
    while (!due.gone.empty()) {
      auto [person, since] = *due.gone.begin();
      platform_.database.write([&](db::Transaction& tx) { leave(tx, platform_, person, since); });
      due.gone.erase(due.gone.begin());
    }
    while (!due.come.empty()) {
      auto person = *due.come.begin();
      platform_.database.write([&](db::Transaction& tx) { come(tx, platform_, person); });
      due.come.erase(due.come.begin());
    }
  } catch (...) {
    desks_->put_back(due);
    throw;
  }
}

Agents::Counts Agents::counts() {
  return platform_.database.read([](db::Transaction& tx) -> Counts {
    auto rows = tx.query(
        "SELECT count(*), count(*) FILTER (WHERE state = 'ready'), count(*) FILTER (WHERE present = 0) "
        "FROM agent_state WHERE state <> 'signed_out'");
    return {rows[0].integer(0), rows[0].integer(1), rows[0].integer(2)};
  });
}

}  // namespace agents
