#include "agents/store.h"

#include "search/search.h"

namespace agents {
namespace {

constexpr search::Index person_search{"person_search"};

}  // namespace

const std::string_view agent_tables = "agent a JOIN person p ON p.id = a.id LEFT JOIN agent_state s ON s.id = a.id";
const std::string_view agent_columns =
    "a.id AS id, p.name AS name, p.number AS number, p.centre_id AS centre_id, p.department_id AS department_id, "
    "p.team_id AS team_id, '[]' AS skills, a.capacity AS capacity, a.active AS active, a.version AS version, "
    "a.updated_at AS updated_at";
const std::string_view state_columns =
    "a.id AS id, p.name AS name, p.number AS number, p.centre_id AS centre_id, p.department_id AS department_id, "
    "p.team_id AS team_id, coalesce(s.state, 'signed_out') AS state, s.reason_id AS reason_id, s.since AS since, "
    "s.signed_in_at AS signed_in_at, coalesce(s.present, 0) AS present, s.absent_since AS absent_since, "
    "coalesce(s.occupied, 0) AS occupied, "
    "coalesce(s.version, 0) AS version";
const std::string_view on_boards =
    "((a.active = 1 AND p.active = 1) OR coalesce(s.state, 'signed_out') <> 'signed_out')";

std::optional<SkillRow> find_skill(db::Transaction& tx, SkillId id) {
  return db::first_row<SkillRow>(tx.query(db::select<SkillRow>("skill") + "WHERE id = ?1", id));
}

bool skill_name_is_taken(db::Transaction& tx, const SkillRow& row) {
  return !tx.query("SELECT 1 FROM skill WHERE name_fold = ?1 AND id <> ?2", row.name_fold, row.id).empty();
}

std::int64_t count_skills(db::Transaction& tx) {
  return tx.query("SELECT count(*) FROM skill")[0].integer(0);
}

bool skill_in_use(db::Transaction& tx, SkillId id) {
  return !tx.query("SELECT 1 FROM agent_skill WHERE skill_id = ?1 LIMIT 1", id).empty();
}

void insert(db::Transaction& tx, const SkillRow& row) {
  db::insert_row(tx, "skill", row);
}

void update(db::Transaction& tx, const SkillRow& row) {
  db::update_row(tx, "skill", row);
}

void erase(db::Transaction& tx, SkillId id) {
  tx.execute("DELETE FROM skill WHERE id = ?1", id);
}

void apply(org::ListStatement& list, db::Engine engine, const AgentFilter& filter) {
  if (filter.centre_id) list.require("p.centre_id = ?%1", *filter.centre_id);
  if (filter.team_id) list.require("p.team_id = ?%1", *filter.team_id);
  if (filter.state) list.require("coalesce(s.state, 'signed_out') = ?%1", *filter.state);
  if (filter.skill_id)
    list.require("a.id IN (SELECT k.person_id FROM agent_skill k WHERE k.skill_id = ?%1)", *filter.skill_id);
  if (filter.text.empty()) return;
  if (auto match = person_search.match(engine, filter.text, list.next_number()))
    list.add("a.id " + match->clause, match->value);
  else
    list.require("1 = 0");
}

std::optional<Agent> find_agent_row(db::Transaction& tx, org::PersonId id) {
  auto agents = db::read_rows<Agent>(
      tx.query("SELECT " + std::string(agent_columns) + " FROM " + std::string(agent_tables) + " WHERE a.id = ?1", id));
  if (agents.empty()) return std::nullopt;
  fill_skills(tx, agents);
  return std::move(agents[0]);
}

std::optional<AgentState> find_state(db::Transaction& tx, org::PersonId id) {
  return db::first_row<AgentState>(
      tx.query("SELECT " + std::string(state_columns) + " FROM " + std::string(agent_tables) + " WHERE a.id = ?1", id));
}

void fill_skills(db::Transaction& tx, std::vector<Agent>& agents) {
  if (agents.empty()) return;
  std::map<org::PersonId, Agent*> by_id;
  std::vector<org::PersonId> ids;
  for (auto& agent : agents) {
    by_id[agent.id] = &agent;
    ids.push_back(agent.id);
  }
  auto rows = tx.query(
      "SELECT person_id, skill_id, level FROM agent_skill WHERE person_id {in ?1} ORDER BY person_id, skill_id", ids);
  for (db::Row row : rows) by_id.at(row.id<org::PersonId>(0))->skills.push_back({row.id<SkillId>(1), row.integer(2)});
}

void insert(db::Transaction& tx, const ProfileRow& row) {
  db::insert_row(tx, "agent", row);
}

void update(db::Transaction& tx, const ProfileRow& row) {
  db::update_row(tx, "agent", row);
}

void put_skills(db::Transaction& tx, org::PersonId person, const std::vector<AgentSkill>& skills) {
  tx.execute("DELETE FROM agent_skill WHERE person_id = ?1", person);
  for (const auto& skill : skills)
    tx.execute("INSERT INTO agent_skill (person_id, skill_id, level) VALUES (?1, ?2, ?3)", person, skill.skill_id,
               skill.level);
}

std::optional<StateRow> find_state_row(db::Transaction& tx, org::PersonId id) {
  return db::first_row<StateRow>(tx.query(db::select<StateRow>("agent_state") + "WHERE id = ?1", id));
}

void put(db::Transaction& tx, const StateRow& row) {
  db::put_row(tx, "agent_state", "id", row);
}

void put_desk(db::Transaction& tx, org::PersonId person, int node) {
  tx.execute("INSERT INTO agent_desk (person_id, node) VALUES (?1, ?2) ON CONFLICT DO NOTHING", person, node);
}

void erase_desk(db::Transaction& tx, org::PersonId person, int node) {
  tx.execute("DELETE FROM agent_desk WHERE person_id = ?1 AND node = ?2", person, node);
}

void erase_desks(db::Transaction& tx, int node) {
  tx.execute("DELETE FROM agent_desk WHERE node = ?1", node);
}

bool has_desk(db::Transaction& tx, org::PersonId person) {
  return !tx.query("SELECT 1 FROM agent_desk WHERE person_id = ?1 LIMIT 1", person).empty();
}

namespace {

std::vector<org::PersonId> people_in(const db::Rows& rows) {
  std::vector<org::PersonId> people;
  for (db::Row row : rows) people.push_back(row.id<org::PersonId>(0));
  return people;
}

}  // namespace

std::vector<org::PersonId> present_agents(db::Transaction& tx) {
  return people_in(tx.query("SELECT id FROM agent_state WHERE present = 1 ORDER BY id"));
}

std::vector<org::PersonId> occupied_agents(db::Transaction& tx) {
  return people_in(tx.query("SELECT id FROM agent_state WHERE occupied = 1 ORDER BY id"));
}

std::optional<MessageRow> find_message(db::Transaction& tx, MessageId id) {
  return db::first_row<MessageRow>(tx.query(db::select<MessageRow>("agent_message") + "WHERE id = ?1", id));
}

Message to_message(db::Transaction& tx, const MessageRow& row) {
  return {row.id, org::Access::actor_name(tx, {row.sender_kind, row.sender_id}), row.text, row.sent_at, row.read_at};
}

void insert(db::Transaction& tx, const MessageRow& row) {
  db::insert_row(tx, "agent_message", row);
}

void update(db::Transaction& tx, const MessageRow& row) {
  db::update_row(tx, "agent_message", row);
}

std::int64_t erase_messages(db::Transaction& tx, base::Time before) {
  return tx.execute("DELETE FROM agent_message WHERE sent_at < ?1", before);
}

org::Place place_of(const Agent& agent) {
  return {agent.centre_id, agent.department_id, agent.team_id, agent.id};
}

}  // namespace agents
