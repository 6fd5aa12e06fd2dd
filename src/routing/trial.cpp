// What would happen to an item that came now: the distribution itself, tried on the rows as
// they are, without writing anything.

#include <algorithm>

#include "routing/verbs.h"

namespace routing {
namespace {

// Stands behind everybody who came in the same instant.
constexpr WorkItemId tried_item{std::numeric_limits<std::int64_t>::max()};

ItemFacts facts_of(const Queue& queue, const TrialRequest& request, base::Time now) {
  ItemFacts facts;
  facts.id = tried_item;
  facts.queue_id = queue.id;
  facts.arrived_at = facts.queued_at = now;
  facts.advance = std::chrono::seconds{queue.priority_seconds + request.advance_seconds};
  facts.skills = request.skills;
  // Long enough to show who would be asked first.
  if (request.preferred_agent_id) facts.preference = Preference{*request.preferred_agent_id, std::chrono::hours{1}};
  return facts;
}

// Who would be offered the item at once.
std::optional<org::PersonId> first_asked(db::Transaction& tx, const ItemFacts& facts, base::Time now) {
  std::int64_t last_offer = 0;
  Engine engine([&] { return OfferId{++last_offer}; });
  restore(tx, engine, now);
  engine.resume(now);
  engine.take_decisions();
  engine.entered(facts, now);
  for (const auto& decision : engine.take_decisions())
    if (decision.kind == DecisionKind::Offer && decision.item_id == tried_item) return decision.agent_id;
  return std::nullopt;
}

Fitness fitness_of(db::Transaction& tx, const agents::AgentView& agent, const QueueStage& stage,
                   const std::vector<SkillLevel>& more, agents::Channel channel) {
  auto has = [&](const SkillLevel& wanted) {
    return std::any_of(agent.profile.skills.begin(), agent.profile.skills.end(), [&](const agents::AgentSkill& skill) {
      return skill.skill_id == wanted.skill_id && skill.level >= wanted.level;
    });
  };
  if (!std::all_of(stage.skills.begin(), stage.skills.end(), has) || !std::all_of(more.begin(), more.end(), has))
    return Fitness::LacksSkill;
  const auto& teams = stage.teams;
  if (!teams.empty() &&
      (!agent.place.team_id || std::find(teams.begin(), teams.end(), *agent.place.team_id) == teams.end()))
    return Fitness::OtherTeam;
  if (agent.state.state != agents::State::Ready) return Fitness::NotReady;
  if (!agent.state.present) return Fitness::Absent;
  const auto most = agents::most_at_once(agent.profile, channel);
  if (most == 0) return Fitness::NoCapacity;
  std::int64_t held = 0, calls = 0;
  for (const auto& item : items_of_agent(tx, agent.profile.id)) {
    if (item.state == ItemState::Offered) return Fitness::Busy;
    held += item.channel == channel;
    calls += item.channel == agents::Channel::Voice;
  }
  return held < most && leaves_room(channel, calls, agent.state.occupied) ? Fitness::Fits : Fitness::Busy;
}

std::vector<TrialStage> stages_of(db::Transaction& tx, const org::Actor& actor, const Queue& queue,
                                  const TrialRequest& request) {
  std::vector<QueueStage> asked = queue.stages;
  if (asked.empty()) asked.emplace_back();
  std::vector<TrialStage> stages;
  const auto signed_in = agents::Agents::signed_in_agents(tx);
  for (const auto& stage : asked) {
    TrialStage tried{stage.after_seconds, {}};
    for (const auto& agent : signed_in)
      if (actor.reaches(agents::view_agents, agent.place))
        tried.agents.push_back(
            {agent.profile.id, agent.profile.name, fitness_of(tx, agent, stage, request.skills, queue.channel)});
    std::sort(tried.agents.begin(), tried.agents.end(), [](const TrialAgent& one, const TrialAgent& two) {
      return std::tie(one.fitness, one.name, one.id) < std::tie(two.fitness, two.name, two.id);
    });
    stages.push_back(std::move(tried));
  }
  return stages;
}

}  // namespace

std::vector<org::PersonId> Routing::free_agents(db::Transaction& tx, const Queue& queue) {
  auto stages = queue.stages;
  if (stages.empty()) stages.emplace_back();
  auto signed_in = agents::Agents::signed_in_agents(tx);
  std::ranges::sort(signed_in, {}, [](const agents::AgentView& agent) { return agent.state.since; });
  for (const auto& stage : stages) {
    std::vector<org::PersonId> free;
    for (const auto& agent : signed_in)
      if (fitness_of(tx, agent, stage, {}, queue.channel) == Fitness::Fits) free.push_back(agent.profile.id);
    if (!free.empty()) return free;
  }
  return {};
}

base::Result<Trial> Routing::try_queue(const org::Actor& actor, QueueId id, const TrialRequest& request) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<Trial> {
    auto queue = load_queue(tx, actor, view_queues, id);
    if (!queue) return base::pass(queue);
    const auto now = platform_.clock.now();
    Trial trial;
    trial.admission = admission(tx, id, now);
    const auto facts = facts_of(*queue, request, now);
    ItemRow row;
    row.id = tried_item;
    row.queue_id = id;
    row.place = now - facts.advance;
    trial.before = count_before(tx, row);
    if (trial.admission == Admission::Open) trial.offered_to = first_asked(tx, facts, now);
    trial.stages = stages_of(tx, actor, *queue, request);
    return trial;
  });
}

}  // namespace routing
