// Distribution from the visitor's coming to the end of the wrap-up, on both databases.

#include "routing/routing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "routing/events.h"
#include "routing/testing.h"
#include "tests/support/databases.h"

namespace routing {
namespace {

using namespace std::chrono_literals;
using agents::State;
using agents::fixture::Floor;
using fixture::Hall;
using fixture::need;
using fixture::why;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RoutingTest : public support::StoreTest {
 protected:
  std::vector<std::string> told_of(WorkItemId id) {
    events::wait_until_settled(database());
    std::vector<std::string> types;
    for (const auto& event : database().read([](db::Transaction& tx) { return events::read_after(tx, {}, 10'000); }))
      if (event.subject_id == id.value) types.push_back(event.type.substr(event.type.find('.') + 1));
    return types;
  }
  std::vector<OfferState> offers(WorkItemId id) {
    std::vector<OfferState> states;
    for (const auto& offer : need(hall.routing.offers(hall.floor.admin, id))) states.push_back(offer.state);
    return states;
  }
  QueueLoad load(QueueId id) {
    for (const auto& load : need(hall.routing.loads(hall.floor.admin)))
      if (load.id == id) return load;
    throw std::runtime_error("no load");
  }
  base::Status transfer(WorkItemId id, QueueId to) {
    return database().write([&](db::Transaction& tx) {
      return Routing::transfer_to_queue(tx, hall.floor.world.platform, org::system_actor().ref, id, to);
    });
  }
  base::Status transfer(WorkItemId id, org::PersonId to) {
    return database().write([&](db::Transaction& tx) {
      return Routing::transfer_to_agent(tx, hall.floor.world.platform, org::system_actor().ref, id, to, 30s);
    });
  }
  Queue voice_queue(const std::string& name) {
    auto fields = hall.fields(name);
    fields.channel = agents::Channel::Voice;
    return need(hall.routing.create_queue(floor.admin, fields));
  }
  base::Result<WorkItem> begin(QueueId queue, org::PersonId agent) {
    return database().write([&](db::Transaction& tx) {
      return Routing::begin_in_hand(tx, floor.world.platform, org::system_actor().ref, {.queue_id = queue}, agent);
    });
  }
  void release(WorkItemId id) {
    database().write(
        [&](db::Transaction& tx) { Routing::release(tx, floor.world.platform, org::system_actor().ref, id); });
  }
  base::Result<WorkItem> lift(WorkItemId id, const org::Actor& agent) {
    const auto offer = *hall.item(id).offer_id;
    return database().write([&](db::Transaction& tx) {
      return Routing::answer_offer(tx, floor.world.platform, agent.ref, offer, Floor::id_of(agent));
    });
  }
  void hand_back(WorkItemId id) {
    database().write(
        [&](db::Transaction& tx) { Routing::hand_back(tx, floor.world.platform, org::system_actor().ref, id); });
    hall.settle();
  }
  void set_occupied(const org::Actor& agent, bool occupied) {
    database().write([&](db::Transaction& tx) {
      agents::Agents::set_occupied(tx, floor.world.platform, Floor::id_of(agent), occupied);
    });
  }
  std::optional<Standing> standing(WorkItemId id) {
    return database().read([&](db::Transaction& tx) { return Routing::standing(tx, id, hall.now()); });
  }

  Hall hall{database()};
  Floor& floor = hall.floor;
};

TEST_P(RoutingTest, ACallWhosePhoneIsLostGoesToTheHeadAndToSomebodyElse) {
  auto queue = voice_queue("热线");
  auto first = floor.ready_agent("li");
  auto item = hall.visitor(queue.id);
  hall.settle();
  EXPECT_EQ(why(lift(item, floor.agent("sun"))), "not_found");  // not the one who was asked
  need(lift(item, first));
  hall.settle();
  ASSERT_EQ(hall.item(item).state, ItemState::InHand);
  auto waiting = hall.visitor(queue.id);
  database().write(
      [&](db::Transaction& tx) { agents::Agents::set_not_responding(tx, floor.world.platform, Floor::id_of(first)); });
  hand_back(item);
  EXPECT_EQ(hall.item(item).state, ItemState::Waiting);
  EXPECT_TRUE(hall.item(item).returned);
  auto second = floor.ready_agent("qian");
  hall.settle();
  EXPECT_EQ(hall.item(item).agent_id, Floor::id_of(second));
  EXPECT_EQ(hall.item(waiting).state, ItemState::Waiting);
  hand_back(waiting);  // nobody has it
  EXPECT_EQ(hall.item(waiting).state, ItemState::Waiting);
}

TEST_P(RoutingTest, AVisitorIsOfferedAnsweredWrittenUpAndDone) {
  auto queue = hall.queue("在线客服");
  auto agent = floor.ready_agent("li");
  auto item = hall.visitor(queue.id);
  EXPECT_EQ(hall.item(item).state, ItemState::Waiting);
  hall.settle();
  EXPECT_EQ(hall.item(item).state, ItemState::Offered);
  EXPECT_EQ(hall.item(item).agent_id, Floor::id_of(agent));
  floor.world.clock.advance(4s);
  hall.answer(item, agent);
  EXPECT_EQ(hall.item(item).state, ItemState::InHand);
  EXPECT_EQ(load(queue.id).in_hand, 1);
  hall.leave(item);
  hall.settle();
  EXPECT_EQ(hall.item(item).state, ItemState::WrapUp);
  need(hall.routing.finish(agent, item));
  hall.settle();
  EXPECT_EQ(hall.item(item).state, ItemState::Ended);
  EXPECT_EQ(hall.item(item).outcome, Outcome::Done);
  EXPECT_THAT(told_of(item), ElementsAre("item_entered", "offer_made", "offer_ended", "wrap_up_begun", "item_ended"));
  EXPECT_EQ(load(queue.id).in_hand, 0);
}

TEST_P(RoutingTest, AnOfferTellsWhyItWentToThatAgent) {
  auto queue = hall.queue("在线客服");
  floor.ready_agent("li");
  hall.pass(20s);
  floor.ready_agent("wang");
  hall.pass(10s);
  auto item = hall.visitor(queue.id);
  hall.pass(2s);
  auto offers = need(hall.routing.offers(floor.admin, item));
  ASSERT_EQ(offers.size(), 1u);
  EXPECT_EQ(offers[0].candidates, 2);
  EXPECT_EQ(offers[0].idle_ms, 32'000);
  EXPECT_EQ(offers[0].waited_ms, 2'000);
  EXPECT_EQ(offers[0].strategy, Strategy::LongestIdle);
}

TEST_P(RoutingTest, AnUnansweredOfferReturnsAndTheAgentIsNotResponding) {
  auto queue = hall.queue("在线客服");
  auto agent = floor.ready_agent("li");
  auto item = hall.visitor(queue.id);
  hall.settle();
  auto offer = *hall.item(item).offer_id;
  hall.pass(15s);
  EXPECT_EQ(hall.item(item).state, ItemState::Waiting);
  EXPECT_TRUE(hall.item(item).returned);
  EXPECT_EQ(floor.state_of(agent).state, State::NotResponding);
  EXPECT_EQ(why(hall.routing.answer(agent, offer)), "offer_is_over");
  need(floor.agents.set_readiness(agent, {true, {}}));
  hall.settle();
  EXPECT_EQ(hall.item(item).state, ItemState::Waiting) << "not the same agent again at once";
  hall.pass(31s);
  EXPECT_EQ(hall.item(item).state, ItemState::Offered);
  EXPECT_THAT(offers(item), ElementsAre(OfferState::Lapsed, OfferState::Open));
}

TEST_P(RoutingTest, AnAnswerIsTakenOnceAndRepeatedWithoutHarm) {
  auto queue = hall.queue("在线客服");
  auto agent = floor.ready_agent("li");
  auto other = floor.ready_agent("wang");
  auto item = hall.visitor(queue.id);
  hall.settle();
  auto offer = *hall.item(item).offer_id;
  EXPECT_EQ(why(hall.routing.answer(other, offer)), "not_found");
  need(hall.routing.answer(agent, offer));
  need(hall.routing.answer(agent, offer));
  EXPECT_EQ(why(hall.routing.decline(agent, offer)), "offer_is_over");
  hall.settle();
  EXPECT_EQ(hall.item(item).state, ItemState::InHand);
}

TEST_P(RoutingTest, AnAnswerThatCrossesTheEndOfTheOfferWins) {
  auto queue = hall.queue("在线客服");
  auto agent = floor.ready_agent("li");
  auto item = hall.visitor(queue.id);
  hall.settle();
  floor.world.clock.advance(15s);
  need(hall.routing.answer(agent, *hall.item(item).offer_id));
  hall.settle();
  EXPECT_EQ(hall.item(item).state, ItemState::InHand);
  EXPECT_EQ(floor.state_of(agent).state, State::Ready);
  EXPECT_THAT(offers(item), ElementsAre(OfferState::Answered));
}

TEST_P(RoutingTest, ADeclinedItemGoesToSomebodyElse) {
  auto queue = hall.queue("在线客服");
  auto agent = floor.ready_agent("li");
  hall.pass(1s);
  auto other = floor.ready_agent("wang");
  auto item = hall.visitor(queue.id);
  hall.settle();
  need(hall.routing.decline(agent, *hall.item(item).offer_id));
  hall.settle();
  EXPECT_EQ(hall.item(item).agent_id, Floor::id_of(other));
  EXPECT_EQ(floor.state_of(agent).state, State::Ready);
}

TEST_P(RoutingTest, WhoLeavesWhileOfferedIsAbandonedAndTheAgentIsFree) {
  auto queue = hall.queue("在线客服");
  floor.ready_agent("li");
  auto gone = hall.visitor(queue.id);
  auto next = hall.visitor(queue.id);
  hall.settle();
  hall.leave(gone);
  hall.settle();
  EXPECT_EQ(hall.item(gone).outcome, Outcome::Abandoned);
  EXPECT_EQ(hall.item(next).state, ItemState::Offered);
}

TEST_P(RoutingTest, WhoLeavesBeforeTheShardHearsOfItIsOfferedToNobody) {
  auto queue = hall.queue("在线客服");
  floor.ready_agent("li");
  hall.settle();
  auto gone = hall.visitor(queue.id);
  hall.leave(gone);
  hall.settle();
  EXPECT_THAT(offers(gone), IsEmpty());
  auto next = hall.visitor(queue.id);
  hall.settle();
  EXPECT_EQ(hall.item(next).state, ItemState::Offered);
}

TEST_P(RoutingTest, ALostAgentIsFreeInTenSecondsAndTheVisitorsStandBeforeTheOthers) {
  auto queue = hall.queue("在线客服");
  auto agent = floor.ready_agent("li");
  auto first = hall.visitor(queue.id);
  hall.settle();
  hall.answer(first, agent);
  auto second = hall.visitor(queue.id);
  hall.settle();
  floor.agents.desk_detached(Floor::id_of(agent));
  hall.pass(9s);
  EXPECT_EQ(hall.item(first).state, ItemState::InHand);
  hall.pass(1s);
  EXPECT_EQ(hall.item(first).state, ItemState::Waiting);
  EXPECT_EQ(hall.item(second).state, ItemState::Waiting);
  EXPECT_EQ(standing(first)->position, 1);
  auto helper = floor.ready_agent("wang");
  hall.settle();
  EXPECT_EQ(hall.item(first).agent_id, Floor::id_of(helper));
  EXPECT_THAT(told_of(first),
              ElementsAre("item_entered", "offer_made", "offer_ended", "item_handed_back", "offer_made"));
}

TEST_P(RoutingTest, AnAgentWithWorkInHandSignsOutOnlyByForce) {
  auto queue = hall.queue("在线客服");
  auto agent = floor.ready_agent("li");
  auto item = hall.visitor(queue.id);
  hall.settle();
  hall.answer(item, agent);
  EXPECT_EQ(why(floor.agents.sign_out(agent)), "work_in_hand");
  need(floor.agents.force_state(floor.admin, Floor::id_of(agent), {State::SignedOut, {}}));
  hall.settle();
  EXPECT_EQ(hall.item(item).state, ItemState::Waiting);
}

TEST_P(RoutingTest, WrapUpEndsByItselfAndMayBeExtendedOnce) {
  auto queue = hall.queue("在线客服");
  auto agent = floor.ready_agent("li");
  auto item = hall.visitor(queue.id);
  hall.settle();
  EXPECT_EQ(why(hall.routing.finish(agent, item)), "item_is_offered");
  hall.answer(item, agent);
  hall.leave(item);
  hall.pass(20s);
  need(hall.routing.extend_wrap_up(agent, item));
  EXPECT_EQ(why(hall.routing.extend_wrap_up(agent, item)), "wrap_up_extended");
  hall.settle();
  hall.pass(39s);
  EXPECT_EQ(hall.item(item).state, ItemState::WrapUp);
  hall.pass(1s);
  EXPECT_EQ(hall.item(item).state, ItemState::Ended);
}

TEST_P(RoutingTest, OwnWorkTellsUntilWhenItIsOfferedAndWhetherItWasExtended) {
  auto queue = hall.queue("在线客服");
  auto agent = floor.ready_agent("li");
  auto item = hall.visitor(queue.id);
  hall.settle();
  auto work = need(hall.routing.own_work(agent));
  ASSERT_EQ(work.size(), 1u);
  EXPECT_EQ(work[0].id, item);
  EXPECT_EQ(work[0].queue_name, "在线客服");
  ASSERT_TRUE(work[0].offer_expires_at);
  EXPECT_EQ(*work[0].offer_expires_at - *work[0].offered_at, std::chrono::seconds{queue.offer_seconds});
  EXPECT_TRUE(need(hall.routing.own_work(floor.ready_agent("wang"))).empty());
  hall.answer(item, agent);
  hall.leave(item);
  EXPECT_FALSE(need(hall.routing.own_work(agent))[0].extended);
  need(hall.routing.extend_wrap_up(agent, item));
  EXPECT_TRUE(need(hall.routing.own_work(agent))[0].extended);
}

TEST_P(RoutingTest, StagesAndOverflowAreLogged) {
  auto skill = floor.skill("英语");
  auto second = hall.queue("后备");
  auto fields = hall.fields("英语服务");
  fields.stages = {{0, {{skill, 5}}, {}}, {30, {}, {floor.world.south_team}}};
  fields.overflow_queue_id = second.id;
  fields.overflow_seconds = 60;
  auto first = need(hall.routing.create_queue(floor.admin, fields));
  auto agent = floor.ready_agent("li");
  auto item = hall.visitor(first.id);
  hall.settle();
  hall.pass(30s);
  EXPECT_EQ(hall.item(item).state, ItemState::Waiting);
  hall.pass(30s);
  EXPECT_EQ(hall.item(item).queue_id, second.id);
  EXPECT_EQ(hall.item(item).agent_id, Floor::id_of(agent));
  EXPECT_THAT(told_of(item), ElementsAre("item_entered", "stage_reached", "item_moved", "offer_made"));
}

TEST_P(RoutingTest, SkillsThatAnAgentGetsCountAtOnce) {
  auto skill = floor.skill("英语");
  auto fields = hall.fields("英语服务");
  fields.stages = {{0, {{skill, 5}}, {}}};
  auto queue = need(hall.routing.create_queue(floor.admin, fields));
  auto agent = floor.ready_agent("li");
  auto item = hall.visitor(queue.id);
  hall.settle();
  EXPECT_EQ(hall.item(item).state, ItemState::Waiting);
  auto profile = need(floor.agents.agent(floor.admin, Floor::id_of(agent)));
  profile.skills = {{skill, 6}};
  need(floor.agents.edit_agent(floor.admin, profile.id, profile.version, profile));
  hall.settle();
  EXPECT_EQ(hall.item(item).state, ItemState::Offered);
}

TEST_P(RoutingTest, ASupervisorTakesOverPastQueueAndCapacity) {
  auto queue = hall.queue("在线客服");
  auto first = floor.ready_agent("li");
  auto item = hall.visitor(queue.id);
  hall.settle();
  auto take_over = [&](const org::Actor& by) {
    return database().write([&](db::Transaction& tx) {
      return Routing::take_over(tx, floor.world.platform, by.ref, item, Floor::id_of(by));
    });
  };
  auto second = floor.agent("wang");
  EXPECT_EQ(why(take_over(second)), "item_is_offered");
  hall.answer(item, first);
  EXPECT_EQ(why(take_over(second)), "agent_signed_out");
  floor.agents.desk_attached(Floor::id_of(second));
  need(floor.agents.sign_in(second));
  need(take_over(second));
  need(take_over(second));
  hall.settle();
  EXPECT_EQ(hall.item(item).agent_id, Floor::id_of(second));
  EXPECT_EQ(load(queue.id).in_hand, 1);
  EXPECT_EQ(why(floor.agents.sign_out(second)), "work_in_hand");
  need(floor.agents.sign_out(first));
  EXPECT_THAT(told_of(item), ElementsAre("item_entered", "offer_made", "offer_ended", "item_taken_over"));
}

TEST_P(RoutingTest, AllStandingsOfAQueueAreThoseOfEach) {
  auto queue = hall.queue("在线客服");
  std::vector<WorkItemId> items;
  for (int n = 0; n < 5; ++n) items.push_back(hall.visitor(queue.id));
  hall.leave(items[2]);
  auto all = database().read([&](db::Transaction& tx) { return Routing::standings(tx, queue.id, hall.now()); });
  ASSERT_EQ(all.size(), 4u);
  for (const auto& one : all) EXPECT_EQ(one.standing.position, standing(one.item_id)->position);
  EXPECT_EQ(all.back().item_id, items[4]);
}

TEST_P(RoutingTest, ATransferToAQueueOrAnAgentWaitsThereBeforeTheOthers) {
  auto first = hall.queue("一线"), second = hall.queue("二线");
  auto agent = floor.ready_agent("li");
  auto item = hall.visitor(first.id);
  hall.settle();
  hall.answer(item, agent);
  ASSERT_TRUE(transfer(item, second.id));
  EXPECT_EQ(why(transfer(item, second.id)), "item_is_waiting");
  hall.settle();
  EXPECT_EQ(hall.item(item).queue_id, second.id);
  hall.answer(item, agent);
  auto other = floor.ready_agent("wang");
  EXPECT_EQ(why(transfer(item, Floor::id_of(agent))), "/agent_id no_such_object");
  ASSERT_TRUE(transfer(item, Floor::id_of(other)));
  hall.settle();
  EXPECT_EQ(hall.item(item).agent_id, Floor::id_of(other));
  EXPECT_THAT(told_of(item), ElementsAre("item_entered", "offer_made", "offer_ended", "item_moved", "offer_made",
                                         "offer_ended", "item_moved", "offer_made"));
}

TEST_P(RoutingTest, AQueueIsAskedForEmergencyThenHoursThenRoom) {
  auto admission = [&](QueueId id) {
    return database().read([&](db::Transaction& tx) { return Routing::admission(tx, id, hall.now()); });
  };
  auto queue = hall.queue("在线客服");
  EXPECT_EQ(admission(queue.id), Admission::Open);
  auto change = [&](auto edit) {
    edit(queue);
    queue = need(hall.routing.edit_queue(floor.admin, queue.id, queue.version, queue));
  };
  change([&](Queue& q) { q.most_waiting = 1; });
  hall.visitor(queue.id);
  EXPECT_EQ(admission(queue.id), Admission::Full);
  NewItem second;
  second.queue_id = queue.id;
  auto refused = database().write(
      [&](db::Transaction& tx) { return Routing::enter(tx, floor.world.platform, org::system_actor().ref, second); });
  EXPECT_EQ(why(refused), "queue_full");
  calendars::CalendarFields closed;
  closed.name = "从不";
  closed.time_zone = "Asia/Shanghai";
  auto calendar = need(hall.calendars.create_calendar(floor.admin, closed)).id;
  change([&](Queue& q) { q.calendar_id = calendar; });
  EXPECT_EQ(admission(queue.id), Admission::Closed);
  change([&](Queue& q) { q.emergency = true; });
  EXPECT_EQ(admission(queue.id), Admission::Emergency);
  change([&](Queue& q) { q.active = false; });
  EXPECT_EQ(admission(queue.id), Admission::Inactive);
}

TEST_P(RoutingTest, PlacesAndTheExpectedWaitFollowThePace) {
  auto queue = hall.queue("在线客服");
  auto agent = floor.ready_agent("li");
  std::vector<WorkItemId> done;
  for (int i = 0; i < 2; ++i) {
    hall.pass(30s);
    auto item = hall.visitor(queue.id);
    hall.settle();
    hall.answer(item, agent);
    hall.leave(item);
    need(hall.routing.finish(agent, item));
    hall.settle();
  }
  need(floor.agents.set_readiness(agent, {false, floor.reason("rest")}));
  hall.pass(30s);
  hall.visitor(queue.id);
  auto item = hall.visitor(queue.id);
  EXPECT_EQ(standing(item)->position, 2);
  EXPECT_EQ(standing(item)->expected_wait_seconds, 60);
}

TEST_P(RoutingTest, ANewShardGoesOnWhereTheLastStopped) {
  auto queue = hall.queue("在线客服");
  auto agent = floor.ready_agent("li");
  auto first = hall.visitor(queue.id);
  hall.settle();
  hall.answer(first, agent);
  auto second = hall.visitor(queue.id), third = hall.visitor(queue.id);
  hall.settle();
  EXPECT_EQ(hall.item(second).state, ItemState::Offered);
  Shard again(floor.world.platform);
  hall.settle(again);
  EXPECT_EQ(hall.item(second).state, ItemState::Offered);
  floor.world.clock.advance(15s);
  hall.settle(again);
  EXPECT_EQ(hall.item(second).state, ItemState::Waiting);
  auto other = floor.ready_agent("wang");
  hall.settle(again);
  EXPECT_EQ(hall.item(second).agent_id, Floor::id_of(other));
  EXPECT_EQ(hall.item(third).state, ItemState::Waiting);
  hall.settle();
  EXPECT_FALSE(hall.shard.is_owner()) << "the first must find that it lost its lease";
}

TEST_P(RoutingTest, OfTwoNodesOneDecidesAndTheOtherTakesOverWhenItIsGone) {
  auto platform = floor.world.platform;
  platform.node = 2;
  auto database_of_two = test_database().open_another();
  org::Platform two{*database_of_two, platform.clock, platform.ids, platform.keys, 2};
  Shard other(two);
  hall.settle();
  EXPECT_TRUE(hall.shard.is_owner());
  hall.settle(other);
  EXPECT_FALSE(other.is_owner());
  auto queue = hall.queue("在线客服");
  floor.ready_agent("li");
  auto item = hall.visitor(queue.id);
  floor.world.clock.advance(Shard::lease + 1s);
  hall.settle(other);
  EXPECT_TRUE(other.is_owner());
  EXPECT_EQ(hall.item(item).state, ItemState::Offered);
  hall.settle();
  EXPECT_FALSE(hall.shard.is_owner());
  EXPECT_THAT(offers(item), ElementsAre(OfferState::Open));
}

TEST_P(RoutingTest, ATrialTellsWhoWouldBeAskedAndWhyOthersNot) {
  auto skill = floor.skill("英语");
  auto fields = hall.fields("英语服务");
  fields.stages = {{0, {{skill, 5}}, {}}, {60, {}, {}}};
  auto queue = need(hall.routing.create_queue(floor.admin, fields));
  auto fit = floor.ready_agent("li", {{skill, 7}});
  floor.ready_agent("wang");
  auto resting = floor.ready_agent("zhao", {{skill, 9}});
  need(floor.agents.set_readiness(resting, {false, floor.reason("rest")}));
  hall.settle();
  auto trial = need(hall.routing.try_queue(floor.admin, queue.id, {}));
  EXPECT_EQ(trial.admission, Admission::Open);
  EXPECT_EQ(trial.offered_to, Floor::id_of(fit));
  EXPECT_EQ(trial.before, 0);
  auto fitness = [&](std::size_t stage) {
    std::vector<Fitness> found;
    for (const auto& agent : trial.stages.at(stage).agents) found.push_back(agent.fitness);
    return found;
  };
  EXPECT_THAT(fitness(0), ElementsAre(Fitness::Fits, Fitness::LacksSkill, Fitness::NotReady));
  EXPECT_THAT(fitness(1), ElementsAre(Fitness::Fits, Fitness::Fits, Fitness::NotReady));
  TrialRequest harder;
  harder.skills = {{skill, 10}};
  EXPECT_FALSE(need(hall.routing.try_queue(floor.admin, queue.id, harder)).offered_to);
  EXPECT_EQ(load(queue.id).offered, 0) << "nothing is written";
}

TEST_P(RoutingTest, WhoIsFreeForAQueueIsToldTheLongestFreeFirst) {
  auto skill = floor.skill("英语");
  auto fields = hall.fields("英语服务");
  fields.stages = {{0, {{skill, 5}}, {}}, {60, {}, {}}};
  auto queue = need(hall.routing.create_queue(floor.admin, fields));
  auto free = [&] { return database().read([&](db::Transaction& tx) { return Routing::free_agents(tx, queue); }); };
  EXPECT_THAT(free(), IsEmpty());
  auto wang = floor.ready_agent("wang");
  EXPECT_THAT(free(), ElementsAre(Floor::id_of(wang))) << "of the second stage, while the first has nobody";
  auto li = floor.ready_agent("li", {{skill, 7}});
  floor.world.clock.advance(1s);
  auto zhao = floor.ready_agent("zhao", {{skill, 9}});
  EXPECT_THAT(free(), ElementsAre(Floor::id_of(li), Floor::id_of(zhao)));
}

TEST_P(RoutingTest, QueuesAreCheckedNarrowedByReachAndNeverLoseAnUpdate) {
  auto queue = hall.queue("在线客服");
  EXPECT_EQ(why(hall.routing.create_queue(floor.admin, hall.fields(" 在线客服 "))), "/name taken");
  auto wrong = hall.fields("错");
  wrong.stages = {{5, {}, {}}, {5, {{agents::SkillId{9}, 1}}, {org::TeamId{9}}}};
  auto refused = hall.routing.create_queue(floor.admin, wrong);
  ASSERT_FALSE(refused);
  std::vector<std::string> faults;
  for (const auto& fault : refused.error().faults) faults.push_back(fault.path + ' ' + fault.code);
  EXPECT_THAT(faults,
              ElementsAre("/stages/0/after_seconds stage_must_begin", "/stages/1/after_seconds stage_must_follow",
                          "/stages/1/skills/0/skill_id no_such_object", "/stages/1/teams/0 no_such_object"));
  auto self = queue;
  self.overflow_queue_id = queue.id;
  EXPECT_EQ(why(hall.routing.edit_queue(floor.admin, queue.id, 1, self)), "/overflow_queue_id no_overflow_there");
  need(hall.routing.edit_queue(floor.admin, queue.id, 1, queue));
  EXPECT_EQ(why(hall.routing.edit_queue(floor.admin, queue.id, 1, queue)), "stale");
  auto supervisor = floor.supervisor("north", org::Scope::Centre);
  EXPECT_EQ(need(hall.routing.queues(supervisor, {}, {})).items.size(), 1u);
  floor.world.add_person("south", floor.world.south_place(), {{floor.world.role("supervisor"), org::Scope::Centre}});
  auto stranger = floor.world.actor("south");
  EXPECT_EQ(need(hall.routing.queues(stranger, {}, {})).items.size(), 0u);
  EXPECT_EQ(why(hall.routing.queue(stranger, queue.id)), "not_found");
  EXPECT_EQ(why(hall.routing.create_queue(floor.agent("li"), hall.fields("新"))), "right_missing");
}

TEST_P(RoutingTest, ASkillThatAStageAsksForStays) {
  auto asked = floor.skill("英语"), other = floor.skill("宽带");
  auto fields = hall.fields("英语服务");
  fields.stages = {{0, {}, {}}, {60, {{asked, 5}}, {}}};
  auto queue = need(hall.routing.create_queue(floor.admin, fields));
  EXPECT_EQ(why(floor.agents.delete_skill(floor.admin, asked)), "skill_asked_for");
  EXPECT_EQ(why(floor.agents.delete_skill(floor.admin, other)), "");
  fields.stages.pop_back();
  need(hall.routing.edit_queue(floor.admin, queue.id, queue.version, fields));
  EXPECT_EQ(why(floor.agents.delete_skill(floor.admin, asked)), "");
}

TEST_P(RoutingTest, TheLoadsOfAgentsAreToldWithinReach) {
  auto queue = hall.queue("在线客服");
  auto agent = floor.ready_agent("li");
  floor.ready_agent("wang");
  auto served = hall.visitor(queue.id);
  hall.settle();
  auto leader = floor.supervisor("leader");
  auto loads = [&](const org::Actor& actor) {
    std::vector<std::array<std::int64_t, 4>> found;
    for (const auto& load : need(hall.routing.agent_loads(actor)))
      found.push_back({load.id.value, load.offered, load.in_hand, load.wrapping_up});
    return found;
  };
  using Loads = std::vector<std::array<std::int64_t, 4>>;
  const auto person = Floor::id_of(agent).value;
  EXPECT_EQ(loads(leader), (Loads{{person, 1, 0, 0}})) << "who has nothing is left out";
  hall.answer(served, agent);
  EXPECT_EQ(loads(leader), (Loads{{person, 0, 1, 0}}));
  hall.leave(served);
  EXPECT_EQ(loads(leader), (Loads{{person, 0, 0, 1}}));
  floor.world.add_person("south", floor.world.south_place(), {{floor.world.role("supervisor"), org::Scope::Team}});
  EXPECT_THAT(loads(floor.world.actor("south")), IsEmpty());
  need(hall.routing.finish(agent, served));
  EXPECT_THAT(loads(leader), IsEmpty());
}

TEST_P(RoutingTest, AQueueThatIsUsedOrWasStays) {
  auto queue = hall.queue("在线客服"), unused = hall.queue("空");
  auto item = hall.visitor(queue.id);
  EXPECT_EQ(why(hall.routing.delete_queue(floor.admin, queue.id)), "queue_in_use");
  hall.leave(item);
  EXPECT_EQ(why(hall.routing.delete_queue(floor.admin, queue.id)), "queue_has_history");
  hall.settle();
  need(hall.routing.delete_queue(floor.admin, unused.id));
  hall.settle();
  EXPECT_EQ(why(hall.routing.queue(floor.admin, unused.id)), "not_found");
}

TEST_P(RoutingTest, ACallThatAnAgentBeginsNeverWaits) {
  auto queue = voice_queue("外呼");
  auto agent = floor.ready_agent("li");
  hall.settle();
  auto id = need(begin(queue.id, Floor::id_of(agent))).id;
  hall.settle();
  EXPECT_EQ(hall.item(id).state, ItemState::InHand);
  EXPECT_EQ(hall.item(id).agent_id, Floor::id_of(agent));
  EXPECT_EQ(hall.item(id).answered_at, hall.item(id).arrived_at);
  EXPECT_EQ(need(hall.routing.agent_loads(floor.admin))[0].calls, 1);
  auto caller = hall.visitor(queue.id);
  hall.settle();
  EXPECT_EQ(hall.item(caller).state, ItemState::Waiting) << "the agent is on the phone";
  hall.leave(id);
  hall.settle();
  EXPECT_EQ(hall.item(id).state, ItemState::WrapUp);
  need(hall.routing.finish(agent, id));
  hall.settle();
  EXPECT_THAT(told_of(id), ElementsAre("item_begun", "wrap_up_begun", "item_ended"));
  EXPECT_EQ(hall.item(caller).state, ItemState::Offered);
}

TEST_P(RoutingTest, AnAgentBeginsACallPastAdmissionButNotSignedOut) {
  auto fields = hall.fields("外呼");
  fields.channel = agents::Channel::Voice;
  fields.emergency = true;
  auto queue = need(hall.routing.create_queue(floor.admin, fields));
  auto agent = floor.agent("li");
  EXPECT_EQ(why(begin(queue.id, Floor::id_of(agent))), "agent_signed_out");
  need(floor.agents.sign_in(agent));
  EXPECT_EQ(why(begin(queue.id, Floor::id_of(agent))), "") << "also one who is not ready";
  EXPECT_EQ(why(begin(QueueId{1}, Floor::id_of(agent))), "/queue_id no_such_object");
}

TEST_P(RoutingTest, CallsThatAgentsBeganSayNothingOfThePaceOfTheQueue) {
  auto queue = voice_queue("热线");
  auto agent = floor.ready_agent("li");
  for (int i = 0; i < 3; ++i) {
    auto id = need(begin(queue.id, Floor::id_of(agent))).id;
    hall.leave(id);
    need(hall.routing.finish(agent, id));
    floor.world.clock.advance(10s);
  }
  need(floor.agents.set_readiness(agent, {false, floor.reason("meal")}));
  auto caller = hall.visitor(queue.id);
  EXPECT_FALSE(standing(caller)->expected_wait_seconds);
}

TEST_P(RoutingTest, WhatIsReleasedLeavesQueueAndHandsWithoutWrapUp) {
  auto queue = voice_queue("热线");
  auto agent = floor.ready_agent("li");
  auto first = hall.visitor(queue.id);
  auto second = hall.visitor(queue.id);
  hall.settle();
  auto third = hall.visitor(queue.id);
  release(second);
  release(first);
  hall.settle();
  EXPECT_EQ(hall.item(first).outcome, Outcome::Released);
  EXPECT_EQ(hall.item(second).outcome, Outcome::Released);
  EXPECT_THAT(offers(first), ElementsAre(OfferState::Withdrawn));
  EXPECT_THAT(told_of(second), ElementsAre("item_entered", "item_ended"));
  hall.answer(third, agent);
  release(third);
  release(third);
  hall.settle();
  EXPECT_EQ(hall.item(third).state, ItemState::Ended);
  EXPECT_EQ(hall.item(third).agent_id, Floor::id_of(agent));
  EXPECT_THAT(told_of(third), ElementsAre("item_entered", "offer_made", "offer_ended", "item_ended"));
  auto next = hall.visitor(queue.id);
  hall.settle();
  EXPECT_EQ(hall.item(next).state, ItemState::Offered) << "the agent is free at once";
  hall.answer(next, agent);
  hall.leave(next);
  release(next);
  EXPECT_EQ(hall.item(next).state, ItemState::WrapUp) << "the conversation is over already";
}

TEST_P(RoutingTest, WhoIsOccupiedIsOfferedNoCallsAndTheReasonsSayBusy) {
  auto queue = voice_queue("热线");
  auto li = floor.ready_agent("li");
  set_occupied(li, true);
  hall.settle();
  auto item = hall.visitor(queue.id);
  hall.settle();
  EXPECT_EQ(hall.item(item).state, ItemState::Waiting);
  auto trial = need(hall.routing.try_queue(floor.admin, queue.id, {}));
  EXPECT_EQ(trial.stages[0].agents[0].fitness, Fitness::Busy);
  auto wang = floor.ready_agent("wang");
  hall.settle();
  EXPECT_EQ(hall.item(item).agent_id, Floor::id_of(wang));
  auto reasons = need(hall.routing.reasons(floor.admin, *hall.item(item).offer_id, Floor::id_of(li)));
  EXPECT_EQ(reasons.agent.fitness, OfferFitness::Busy);
  auto second = hall.visitor(queue.id);
  set_occupied(li, false);
  hall.settle();
  EXPECT_EQ(hall.item(second).agent_id, Floor::id_of(li));
}

TEST_P(RoutingTest, ACallAsksForTheWholeAgentAlsoAfterARestart) {
  auto calls = voice_queue("热线"), chats = hall.queue("网聊");
  auto li = floor.ready_agent("li"), wang = floor.agent("wang");
  hall.settle();
  auto call = need(begin(calls.id, Floor::id_of(li))).id;
  Shard fresh(floor.world.platform);
  auto chat = hall.visitor(chats.id);
  hall.settle(fresh);
  EXPECT_EQ(hall.item(chat).state, ItemState::Waiting);
  EXPECT_EQ(need(hall.routing.try_queue(floor.admin, chats.id, {})).stages[0].agents[0].fitness, Fitness::Busy);
  release(call);
  hall.settle(fresh);
  EXPECT_EQ(hall.item(chat).state, ItemState::Offered);
}

YINGDA_ON_BOTH_ENGINES(RoutingTest);

}  // namespace
}  // namespace routing
