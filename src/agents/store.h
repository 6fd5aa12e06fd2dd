#pragma once
// All SQL of agents. Private to the module.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/list.h"
#include "agents/agents.h"
#include "db/database.h"
#include "db/rows.h"

namespace agents {

struct SkillRow : Skill {
  std::string name_fold;
};
BOOST_DESCRIBE_STRUCT(SkillRow, (Skill), (name_fold))

struct ProfileRow {
  org::PersonId id;
  std::vector<ChannelCapacity> capacity;
  bool active = true;
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(ProfileRow, (), (id, capacity, active, version, updated_at))

struct StateRow {
  org::PersonId id;
  State state = State::SignedOut;
  std::optional<dictionaries::EntryId> reason_id;
  base::Time since;
  std::optional<base::Time> signed_in_at;
  bool present = false;
  std::optional<base::Time> absent_since;
  bool occupied = false;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(StateRow, (),
                      (id, state, reason_id, since, signed_in_at, present, absent_since, occupied, version))

struct MessageRow {
  MessageId id;
  org::PersonId person_id;
  base::ActorKind sender_kind = base::ActorKind::System;
  std::int64_t sender_id = 0;
  std::string text;
  base::Time sent_at;
  std::optional<base::Time> read_at;
};
BOOST_DESCRIBE_STRUCT(MessageRow, (), (id, person_id, sender_kind, sender_id, text, sent_at, read_at))

std::optional<SkillRow> find_skill(db::Transaction& tx, SkillId id);
bool skill_name_is_taken(db::Transaction& tx, const SkillRow& row);
std::int64_t count_skills(db::Transaction& tx);
bool skill_in_use(db::Transaction& tx, SkillId id);
void insert(db::Transaction& tx, const SkillRow& row);
void update(db::Transaction& tx, const SkillRow& row);
void erase(db::Transaction& tx, SkillId id);

// What lists of agents and of states select from: a (profile), p (person), s (state, perhaps none).
extern const std::string_view agent_tables;
extern const std::string_view agent_columns;
extern const std::string_view state_columns;
// Who stands on boards: the active, and who is not signed out yet.
extern const std::string_view on_boards;
// Where agents stand, among those tables.
inline constexpr org::PlaceColumns agent_place{"p.centre_id", "p.department_id", "p.team_id", "p.id"};

// Narrows a list of agents or states.
void apply(org::ListStatement& list, db::Engine engine, const AgentFilter& filter);

std::optional<Agent> find_agent_row(db::Transaction& tx, org::PersonId id);
std::optional<AgentState> find_state(db::Transaction& tx, org::PersonId id);
// Puts in the skills, which the tables above lack.
void fill_skills(db::Transaction& tx, std::vector<Agent>& agents);
void insert(db::Transaction& tx, const ProfileRow& row);
void update(db::Transaction& tx, const ProfileRow& row);
void put_skills(db::Transaction& tx, org::PersonId person, const std::vector<AgentSkill>& skills);

std::optional<StateRow> find_state_row(db::Transaction& tx, org::PersonId id);
void put(db::Transaction& tx, const StateRow& row);

// Consoles of `person` on `node`: whether there are any.
void put_desk(db::Transaction& tx, org::PersonId person, int node);
void erase_desk(db::Transaction& tx, org::PersonId person, int node);
void erase_desks(db::Transaction& tx, int node);
bool has_desk(db::Transaction& tx, org::PersonId person);
std::vector<org::PersonId> present_agents(db::Transaction& tx);
std::vector<org::PersonId> occupied_agents(db::Transaction& tx);

std::optional<MessageRow> find_message(db::Transaction& tx, MessageId id);
Message to_message(db::Transaction& tx, const MessageRow& row);
void insert(db::Transaction& tx, const MessageRow& row);
void update(db::Transaction& tx, const MessageRow& row);
std::int64_t erase_messages(db::Transaction& tx, base::Time before);

org::Place place_of(const Agent& agent);

}  // namespace agents
