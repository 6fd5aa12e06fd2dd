#pragma once
// Agents: who can be given work, and whether they can now. Knows nothing of queues, offers
// and conversations; those who give work out look here, and follow the events.
//
// Verbs take the actor first, are thread-safe, block on the database, and refuse with
// Forbidden (no right), NotFound (absent or out of reach), Stale (edited meanwhile),
// Conflict, WrongState, Invalid. A change to the state that an agent is in already is
// accepted and changes nothing. An agent stands where the person stands.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "access/access.h"
#include "agents/types.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "events/events.h"

namespace jobs {
class Runner;
}
namespace org {
class Api;
}
namespace realtime {
class Hub;
}

namespace agents {

struct AgentFilter {
  std::string text;  // words of name, login, number
  std::optional<org::CentreId> centre_id;
  std::optional<org::TeamId> team_id;
  std::optional<SkillId> skill_id;
  std::optional<State> state;
};

// An agent as those who give work out see it.
struct AgentView {
  Agent profile;
  AgentState state;
  org::Place place;
};

// What agents have in hand and what is asked of them; implemented by those who give work out.
class Workload {
 public:
  virtual ~Workload() = default;
  // Pieces of work that the agent must end before signing out.
  virtual std::int64_t in_hand(db::Transaction& tx, org::PersonId person) const = 0;
  // Whether work is given out by this skill, which therefore stays.
  virtual bool asks_for(db::Transaction& tx, SkillId skill) const = 0;
};

// The person who acts, who must be one and may work as an agent.
base::Result<org::PersonId> acting_agent(const org::Actor& actor);

class Agents {
 public:
  explicit Agents(org::Platform platform);
  ~Agents();

  // Once, before the server starts; it must live as long as this. Without one nothing is in hand.
  void set_workload(const Workload& workload) { workload_ = &workload; }

  // Skills count in all centres; who edits them must reach the whole tree.
  base::Result<org::Page<Skill>> skills(const org::Actor& actor, const org::ListQuery& query);
  base::Result<Skill> skill(const org::Actor& actor, SkillId id);
  base::Result<Skill> create_skill(const org::Actor& actor, const SkillFields& fields);
  base::Result<Skill> edit_skill(const org::Actor& actor, SkillId id, std::int64_t version, const SkillFields& fields);
  // Only while nobody has it and no work asks for it.
  base::Status delete_skill(const org::Actor& actor, SkillId id);

  // Profiles. One that becomes inactive signs its agent out.
  base::Result<org::Page<Agent>> agents(const org::Actor& actor, const AgentFilter& filter,
                                        const org::ListQuery& query);
  base::Result<Agent> agent(const org::Actor& actor, org::PersonId id);
  base::Result<Agent> create_agent(const org::Actor& actor, const NewAgent& fields);
  base::Result<Agent> edit_agent(const org::Actor& actor, org::PersonId id, std::int64_t version,
                                 const AgentFields& fields);

  // States of those who are active, or not yet signed out.
  base::Result<org::Page<AgentState>> states(const org::Actor& actor, const AgentFilter& filter,
                                             const org::ListQuery& query);
  // None for those who may work as agents and have no profile.
  base::Result<std::optional<Agent>> own_profile(const org::Actor& actor);
  base::Result<AgentState> own_state(const org::Actor& actor);
  // Not ready, without a reason, until the agent says so.
  base::Result<AgentState> sign_in(const org::Actor& actor);
  // Refused (WrongState, work_in_hand) while there is work in hand.
  base::Result<AgentState> sign_out(const org::Actor& actor);
  base::Result<AgentState> set_readiness(const org::Actor& actor, const Readiness& readiness);
  // By somebody who controls agents; audited. Signing out goes through whatever is in hand:
  // who gave the work takes it back on the event.
  base::Result<AgentState> force_state(const org::Actor& actor, org::PersonId person, const ForcedState& forced);

  // Messages of supervisors, kept for 30 days.
  base::Result<SentMessage> send_message(const org::Actor& actor, const NewMessage& message);
  // Newest first.
  base::Result<org::Page<Message>> own_messages(const org::Actor& actor, const org::ListQuery& query);
  base::Result<Message> mark_read(const org::Actor& actor, MessageId id);
  // Deletes those that are old; gives their number. Run each hour.
  int forget_messages();

  // Presence: whether a console of the agent is connected. The first two may be called by any
  // thread and do not block; they are told of every live feed that begins and ends on this
  // node. tick() writes what has become of it, and is called about each second by one thread:
  // an agent that is signed in and whose last feed ended ten seconds ago is absent. Whoever
  // was signed in when this node started counts as gone since then.
  void desk_attached(org::PersonId person);
  void desk_detached(org::PersonId person);
  void tick(base::Time now);

  struct Counts {
    std::int64_t signed_in = 0, ready = 0, absent = 0;
  };
  Counts counts();

  // For those who give work out.
  static std::optional<AgentView> find_agent(db::Transaction& tx, org::PersonId id);
  // All that are not signed out, in the order of id.
  static std::vector<AgentView> signed_in_agents(db::Transaction& tx);
  static bool skill_exists(db::Transaction& tx, SkillId id);
  // Until the end of the transaction no skill is deleted; taken before what asks for one is written.
  static void hold_skills(db::Transaction& tx);
  // An offer went unanswered. Changes nothing when the agent has signed out meanwhile.
  static void set_not_responding(db::Transaction& tx, const org::Platform& platform, org::PersonId id);
  // The agent begins or ends a call that is nobody's work item: with a colleague, as the one
  // who is asked during a call of another, listening as a supervisor; whether signed in or not.
  // Nothing when it is so already, or for who never signed in.
  static void set_occupied(db::Transaction& tx, const org::Platform& platform, org::PersonId id, bool occupied);
  // All calls are over: when telephony starts.
  static void clear_occupied(db::Transaction& tx, const org::Platform& platform);

  // Signs out agents whose person has become inactive. For the pump's durable reader.
  void follow_people(db::Transaction& tx, const std::vector<events::Event>& events);

 private:
  base::Result<AgentState> change_own(const org::Actor& actor, State to, std::optional<dictionaries::EntryId> reason);
  void begin_presence(base::Time now);

  org::Platform platform_;
  const Workload* workload_ = nullptr;
  std::unique_ptr<class Desks> desks_;
  bool presence_begun_ = false;  // tick's thread only
};

void add_agent_endpoints(org::Api& api, Agents& agents);
// Topics skills, agents, agent_states; my_agent and my_messages of the viewer alone.
void add_agent_topics(realtime::Hub& hub);
void add_agent_jobs(jobs::Runner& runner, Agents& agents);
// The durable reader "agents".
void add_agent_readers(events::Pump& pump, Agents& agents);

}  // namespace agents
