// The live topics of agents.

#include <memory>

#include "access/live.h"
#include "agents/verbs.h"
#include "realtime/items.h"

namespace agents {
namespace {

class SkillsTopic final : public realtime::Topic {
 public:
  std::string_view name() const override { return "skills"; }

  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    auto seen = org::visible(viewer, view_agents, {}, "id", ids);
    if (!seen) return base::pass(seen);
    auto rows = tx.query(db::select<Skill>("skill") + "WHERE " + seen->sql + " ORDER BY id", seen->values);
    return realtime::items_of(db::read_rows<Skill>(rows));
  }

  realtime::Touched touched(const events::Event& event) const override {
    if (event.type == SkillChanged::type) return {{event.subject_id}, false};
    return {};
  }
};

// Agents within reach: their profiles, or their states.
class ReachTopic : public realtime::Topic {
 public:
  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    auto seen = org::visible(viewer, view_agents, agent_place, "a.id", ids);
    if (!seen) return base::pass(seen);
    return items(tx, " FROM " + std::string(agent_tables) + " WHERE " + seen->sql, std::move(seen->values));
  }

  // A person who moved stands elsewhere, a centre that moved changes who sees what.
  realtime::Touched touched(const events::Event& event) const override {
    if (event.type == AgentChanged::type || event.type == org::PersonChanged::type) return {{event.subject_id}, false};
    return {{}, event.type == org::CentreChanged::type};
  }

 protected:
  virtual std::vector<realtime::Item> items(db::Transaction& tx, const std::string& rest,
                                            std::vector<db::Value> values) const = 0;
};

class AgentsTopic final : public ReachTopic {
 public:
  std::string_view name() const override { return "agents"; }

 protected:
  std::vector<realtime::Item> items(db::Transaction& tx, const std::string& rest,
                                    std::vector<db::Value> values) const override {
    auto agents = db::read_rows<Agent>(
        tx.query("SELECT " + std::string(agent_columns) + rest + " ORDER BY a.id", std::move(values)));
    fill_skills(tx, agents);
    return realtime::items_of(agents);
  }
};

bool is_of_state(const events::Event& event) {
  return event.type == StateChanged::type || event.type == PresenceChanged::type || event.type == OccupiedChanged::type;
}

class StatesTopic final : public ReachTopic {
 public:
  std::string_view name() const override { return "agent_states"; }

  realtime::Touched touched(const events::Event& event) const override {
    if (is_of_state(event)) return {{event.subject_id}, false};
    return ReachTopic::touched(event);
  }

 protected:
  std::vector<realtime::Item> items(db::Transaction& tx, const std::string& rest,
                                    std::vector<db::Value> values) const override {
    return realtime::items_of(db::read_rows<AgentState>(
        tx.query("SELECT " + std::string(state_columns) + rest + " AND " + std::string(on_boards) + " ORDER BY a.id",
                 std::move(values))));
  }
};

// What is the viewer's alone; events about that person concern it.
class OwnTopic : public realtime::Topic {
 public:
  bool personal() const override { return true; }
  bool concerns(const events::Event& event, const realtime::Viewer& viewer) const override {
    return event.subject_id == person_of(viewer) || event.type == MessagesForgotten::type;
  }

 protected:
  static std::int64_t person_of(const realtime::Viewer& viewer) { return org::actor_of(viewer).ref.id; }
};

// One's own state; nothing for who is no agent.
class MyAgentTopic final : public OwnTopic {
 public:
  std::string_view name() const override { return "my_agent"; }

  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>*) const override {
    if (auto status = org::actor_of(viewer).require(work_as_agent); !status) return base::pass(status);
    auto rows = tx.query("SELECT " + std::string(state_columns) + " FROM " + std::string(agent_tables) +
                             " WHERE a.id = ?1 AND " + std::string(on_boards),
                         person_of(viewer));
    return realtime::items_of(db::read_rows<AgentState>(rows));
  }

  realtime::Touched touched(const events::Event& event) const override {
    if (is_of_state(event) || event.type == AgentChanged::type || event.type == org::PersonChanged::type)
      return {{event.subject_id}, false};
    return {};
  }
};

// What one has not read yet.
class MyMessagesTopic final : public OwnTopic {
 public:
  std::string_view name() const override { return "my_messages"; }

  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    if (auto status = org::actor_of(viewer).require(work_as_agent); !status) return base::pass(status);
    auto select = db::select<MessageRow>("agent_message") + "WHERE person_id = ?1 AND read_at IS NULL";
    auto person = person_of(viewer);
    auto rows = ids ? tx.query(select + " AND id {in ?2} ORDER BY id", person, *ids)
                    : tx.query(select + " ORDER BY id", person);
    std::vector<Message> messages;
    for (db::Row row : rows) messages.push_back(to_message(tx, db::read_row<MessageRow>(row)));
    return realtime::items_of(messages);
  }

  realtime::Touched touched(const events::Event& event) const override {
    if (event.type == MessageSent::type) return {{event.as<MessageSent>().message_id.value}, false};
    if (event.type == MessageRead::type) return {{event.as<MessageRead>().message_id.value}, false};
    return {{}, event.type == MessagesForgotten::type};
  }
};

}  // namespace

void add_agent_topics(realtime::Hub& hub) {
  hub.add(std::make_unique<SkillsTopic>());
  hub.add(std::make_unique<AgentsTopic>());
  hub.add(std::make_unique<StatesTopic>());
  hub.add(std::make_unique<MyAgentTopic>());
  hub.add(std::make_unique<MyMessagesTopic>());
}

}  // namespace agents
