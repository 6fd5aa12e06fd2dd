// Contacts from the arrival to the rating, on both databases.

#include "contacts/contacts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "contacts/events.h"
#include "contacts/testing.h"
#include "tests/support/databases.h"

namespace contacts {
namespace {

using namespace std::chrono_literals;
using agents::fixture::Floor;
using fixture::Lobby;
using fixture::need;
using fixture::why;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ContactsTest : public support::StoreTest {
 protected:
  std::vector<std::string> told_of(ContactId id) {
    std::vector<std::string> types;
    for (const auto& event : database().read([](db::Transaction& tx) { return events::read_after(tx, {}, 10'000); }))
      if (event.subject_id == id.value) types.push_back(event.type);
    return types;
  }
  template <class E>
  std::vector<E> told() {
    std::vector<E> told;
    for (const events::Event& event :
         database().read([](db::Transaction& tx) { return events::read_after(tx, {}, 10'000); }))
      if (event.type == E::type) told.push_back(event.as<E>());
    return told;
  }
  std::vector<std::string> segments(ContactId id) {
    std::vector<std::string> words;
    for (const auto& segment : need(lobby.contacts.segments(lobby.admin(), id)))
      words.push_back(base::word_of(segment.kind) + ' ' + (segment.ending ? base::word_of(*segment.ending) : "open"));
    return words;
  }
  dictionaries::EntryId entry(const std::string& dictionary, const std::string& key) {
    return database().read(
        [&](db::Transaction& tx) { return dictionaries::Dictionaries::find_entry(tx, dictionary, key)->id; });
  }
  base::Status rate(ContactId id, std::int64_t score, const std::string& comment = "") {
    return database().write(
        [&](db::Transaction& tx) { return Contacts::rate(tx, lobby.platform(), Lobby::visitor, id, score, comment); });
  }
  void link(ContactId id, std::optional<customers::CustomerId> customer) {
    database().write(
        [&](db::Transaction& tx) { Contacts::link_customer(tx, lobby.platform(), Lobby::visitor, id, customer); });
  }
  customers::CustomerId customer(const std::string& name) { return customer(name, floor.world.north); }
  customers::CustomerId customer(const std::string& name, org::CentreId centre) {
    customers::CustomerFields fields;
    fields.centre_id = centre;
    fields.name = name;
    return need(lobby.customers.create(lobby.admin(), fields)).id;
  }
  std::vector<ContactId> ids(const base::Result<org::Page<Contact>>& page) {
    std::vector<ContactId> ids;
    for (const auto& contact : need(page).items) ids.push_back(contact.id);
    return ids;
  }
  // Served by the agent from the second 10 to 40, written up until 50.
  ContactId serve(const org::Actor& agent) {
    auto id = lobby.arrive(queue);
    lobby.settle();
    lobby.pass(10s);
    lobby.answer(id, agent);
    lobby.pass(30s);
    lobby.leave(id);
    lobby.pass(10s);
    lobby.finish(id, agent);
    return id;
  }

  support::TempFolder folder;
  Lobby lobby{database(), folder.path("files")};
  Floor& floor = lobby.hall.floor;
  routing::Queue queue = lobby.hall.queue("在线客服");
  routing::Queue calls = [&] {
    auto fields = lobby.hall.fields("热线");
    fields.channel = agents::Channel::Voice;
    return need(lobby.hall.routing.create_queue(lobby.admin(), fields));
  }();
};

TEST_P(ContactsTest, AServedContactHasItsTimesItsAgentAndItsSegments) {
  auto agent = floor.ready_agent("li");
  const auto start = lobby.hall.now();
  auto id = serve(agent);
  auto contact = lobby.get(id);
  EXPECT_EQ(contact.state, ContactState::Ended);
  EXPECT_EQ(contact.outcome, ContactOutcome::Handled);
  EXPECT_EQ(contact.agent_id, Floor::id_of(agent));
  EXPECT_EQ(contact.team_id, floor.world.north_team);
  EXPECT_EQ(contact.department_id, floor.world.north_department);
  EXPECT_EQ(contact.arrived_at, start);
  EXPECT_EQ(contact.answered_at, start + 10s);
  EXPECT_EQ(contact.ended_at, start + 40s);
  EXPECT_EQ(contact.closed_at, start + 50s);
  EXPECT_EQ(contact.wait_ms, 10'000);
  EXPECT_EQ(contact.talk_ms, 30'000);
  EXPECT_EQ(contact.wrap_up_ms, 10'000);
  EXPECT_THAT(segments(id), ElementsAre("queue answered", "offer answered", "agent over", "wrap_up closed"));
  EXPECT_THAT(told_of(id), ElementsAre("contacts.opened", "contacts.queued", "contacts.answered", "contacts.ended",
                                       "contacts.wrap_up_begun", "contacts.closed"));
}

TEST_P(ContactsTest, WhoLeavesBeforeAnAnswerHasAbandoned) {
  auto id = lobby.arrive(queue);
  lobby.pass(7s);
  lobby.leave(id);
  lobby.settle();
  auto contact = lobby.get(id);
  EXPECT_EQ(contact.outcome, ContactOutcome::Abandoned);
  EXPECT_EQ(contact.state, ContactState::Ended);
  EXPECT_EQ(contact.wait_ms, 7'000);
  EXPECT_EQ(contact.agent_id, std::nullopt);
  EXPECT_EQ(contact.ended_at, contact.closed_at);
  EXPECT_THAT(segments(id), ElementsAre("queue abandoned"));
}

TEST_P(ContactsTest, ATransferBeginsAnotherWaitAndKeepsTheFirstAnswer) {
  auto other = lobby.hall.queue("投诉");
  auto li = floor.ready_agent("li");
  auto id = lobby.arrive(queue);
  lobby.settle();
  lobby.answer(id, li);
  const auto answered_at = lobby.get(id).answered_at;
  need(floor.agents.set_readiness(li, {false, floor.reason("rest")}));
  auto wang = floor.ready_agent("wang");
  lobby.pass(20s);
  need(lobby.transfer(id, other.id));
  lobby.settle();
  EXPECT_EQ(lobby.get(id).state, ContactState::Waiting);
  EXPECT_EQ(lobby.get(id).queue_id, other.id);
  lobby.pass(3s);
  lobby.answer(id, wang);
  auto contact = lobby.get(id);
  EXPECT_EQ(contact.transfers, 1);
  EXPECT_EQ(contact.answered_at, answered_at);
  EXPECT_EQ(contact.agent_id, Floor::id_of(wang));
  EXPECT_EQ(contact.talk_ms, 20'000);
  EXPECT_THAT(segments(id), ElementsAre("queue answered", "offer answered", "agent transferred", "queue answered",
                                        "offer answered", "agent open"));
}

TEST_P(ContactsTest, TheLogSaysWhyItWaitsAgainWhereTheAgentStoodAndOfWhichTierTheCustomerIs) {
  auto other = lobby.hall.queue("投诉");
  auto li = floor.ready_agent("li");
  auto id = lobby.arrive(queue);
  lobby.settle();
  lobby.answer(id, li);
  need(lobby.transfer(id, other.id));
  lobby.settle();
  auto queued = told<ContactQueued>();
  ASSERT_EQ(queued.size(), 2u);
  EXPECT_EQ(queued[0].after, std::nullopt);
  EXPECT_EQ(queued[1].after, SegmentEnding::Transferred);
  EXPECT_EQ(queued[1].queue_centre_id, floor.world.north);
  EXPECT_EQ(told<ContactAnswered>().at(0).team_id, floor.world.north_team);
  EXPECT_EQ(told<ContactAnswered>().at(0).agent_centre_id, floor.world.north);
  EXPECT_FALSE(told<ContactAnswered>().at(0).taken_over);

  const auto gold = entry("customer_tiers", "gold");
  customers::CustomerFields fields = need(lobby.customers.customer(lobby.admin(), customer("王女士")));
  fields.name = "李女士";
  fields.tier_id = gold;
  auto known = need(lobby.customers.create(lobby.admin(), fields)).id;
  link(id, known);
  EXPECT_EQ(lobby.get(id).tier_id, gold);
  EXPECT_EQ(told<ContactCustomerLinked>().back().tier_id, gold);
  auto opened = lobby.fields(queue);
  opened.customer_id = known;
  EXPECT_EQ(lobby.get(lobby.arrive(opened)).tier_id, gold);
  EXPECT_EQ(told<ContactOpened>().back().tier_id, gold);
}

TEST_P(ContactsTest, ATierIsAnEntryOfItsDictionaryAndStandsInTheHistoryByName) {
  auto id = customer("王女士");
  customers::CustomerFields fields = need(lobby.customers.customer(lobby.admin(), id));
  fields.tier_id = entry("urgency", "high");
  EXPECT_EQ(why(lobby.customers.edit(lobby.admin(), id, 1, fields)), "/tier_id no_such_object");
  fields.tier_id = entry("customer_tiers", "silver");
  need(lobby.customers.edit(lobby.admin(), id, 1, fields));
  auto change = need(lobby.customers.changes(lobby.admin(), id, {})).items.at(0);
  EXPECT_EQ(change.differences.at(0).after, "银卡");
  customers::CustomerFilter filter;
  filter.tier_id = fields.tier_id;
  EXPECT_EQ(need(lobby.customers.customers(lobby.admin(), filter, {})).items.size(), 1u);
  filter.tier_id = entry("customer_tiers", "gold");
  EXPECT_THAT(need(lobby.customers.customers(lobby.admin(), filter, {})).items, IsEmpty());
}

TEST_P(ContactsTest, WhatIsPromisedToWhoComesIsJudgedByWhenItHappened) {
  commitments::ServiceLevelFields handling;
  handling.centre_id = floor.world.north;
  handling.name = "十分钟办结";
  handling.measure = commitments::Measure::Handling;
  handling.target_seconds = 600;
  need(lobby.commitments.create_service_level(lobby.admin(), handling));
  auto agent = floor.ready_agent("li");
  auto states = [&](ContactId id) {
    std::map<commitments::Measure, commitments::CommitmentState> states;
    commitments::CommitmentFilter filter{.subject_id = commitments::SubjectId{id.value}};
    for (const auto& clock : need(lobby.commitments.commitments(lobby.admin(), filter, {})).items)
      states[clock.measure] = clock.state;
    return states;
  };
  using commitments::CommitmentState;
  using commitments::Measure;
  auto served = serve(agent);
  EXPECT_THAT(states(served), ElementsAre(std::pair{Measure::FirstAnswer, CommitmentState::Met},
                                          std::pair{Measure::Handling, CommitmentState::Met}));
  need(floor.agents.set_readiness(agent, {false, floor.reason("rest")}));
  auto late = lobby.arrive(queue), soon = lobby.arrive(queue), gone = lobby.arrive(queue);
  EXPECT_THAT(states(late), ElementsAre(std::pair{Measure::FirstAnswer, CommitmentState::Running},
                                        std::pair{Measure::Handling, CommitmentState::Running}));
  lobby.pass(3s);
  lobby.leave(soon);
  lobby.pass(10s);
  lobby.leave(gone);
  lobby.pass(30s);
  lobby.commitments.tick(lobby.hall.now());
  EXPECT_EQ(states(late)[Measure::FirstAnswer], CommitmentState::Breached);
  EXPECT_THAT(states(soon), ElementsAre(std::pair{Measure::FirstAnswer, CommitmentState::Cancelled},
                                        std::pair{Measure::Handling, CommitmentState::Cancelled}));
  EXPECT_THAT(states(gone), ElementsAre(std::pair{Measure::FirstAnswer, CommitmentState::Breached},
                                        std::pair{Measure::Handling, CommitmentState::Cancelled}));
}

TEST_P(ContactsTest, AMessageLeftEndsAtOnceAndWithoutSegments) {
  auto fresh = lobby.fields(queue);
  auto id = database().write([&](db::Transaction& tx) {
    auto contact = Contacts::open(tx, lobby.platform(), Lobby::visitor, fresh);
    Contacts::close_as(tx, lobby.platform(), Lobby::visitor, contact.id, ContactOutcome::Message);
    Contacts::close_as(tx, lobby.platform(), Lobby::visitor, contact.id, ContactOutcome::Handled);
    return contact.id;
  });
  lobby.settle();
  EXPECT_EQ(lobby.get(id).outcome, ContactOutcome::Message);
  EXPECT_EQ(lobby.get(id).state, ContactState::Ended);
  EXPECT_THAT(segments(id), IsEmpty());
  EXPECT_THAT(told_of(id), ElementsAre("contacts.opened", "contacts.ended", "contacts.closed"));
}

TEST_P(ContactsTest, ACallIsInAFlowAtOnceAndGoesThroughTwoQueues) {
  auto li = floor.ready_agent("li");
  const auto start = lobby.hall.now();
  auto id = lobby.call();
  EXPECT_EQ(lobby.get(id).state, ContactState::InFlow) << "before anybody reads the log";
  lobby.pass(10s);
  need(lobby.into_queue(id, calls));
  lobby.settle();
  const auto first = *lobby.get(id).work_item_id;
  lobby.pass(5s);
  lobby.answer(id, li);
  lobby.pass(20s);
  // All of it before the reader hears of any.
  lobby.release_into_flow(id);
  need(lobby.into_queue(id, calls));
  EXPECT_NE(lobby.get(id).work_item_id, first);
  lobby.settle();
  EXPECT_EQ(lobby.get(id).state, ContactState::Waiting);
  lobby.pass(3s);
  lobby.leave(id);
  lobby.settle();
  auto contact = lobby.get(id);
  EXPECT_EQ(contact.state, ContactState::Ended);
  EXPECT_EQ(contact.outcome, ContactOutcome::Handled);
  EXPECT_EQ(contact.arrived_at, start);
  EXPECT_EQ(contact.flow_ms, 10'000);
  EXPECT_EQ(contact.wait_ms, 8'000);
  EXPECT_EQ(contact.talk_ms, 20'000);
  EXPECT_EQ(contact.wrap_up_ms, 0) << "none after a release";
  EXPECT_THAT(segments(id), ElementsAre("flow moved_on", "queue answered", "offer answered", "agent released",
                                        "flow moved_on", "queue abandoned", "offer withdrawn"));
  auto closed = told<ContactClosed>().back();
  EXPECT_EQ(closed.flow_ms, 10'000);
  EXPECT_EQ(closed.outside_ms, 0);
}

TEST_P(ContactsTest, WhoHangsUpInAFlowIsClosedWithoutAnAgent) {
  auto served = lobby.call(), lost = lobby.call();
  lobby.pass(30s);
  lobby.close_as(served, ContactOutcome::SelfService);
  lobby.close_as(lost, ContactOutcome::Abandoned);
  EXPECT_TRUE(lobby.get(served).ended_at);
  lobby.settle();
  EXPECT_EQ(lobby.get(served).outcome, ContactOutcome::SelfService);
  EXPECT_EQ(lobby.get(lost).outcome, ContactOutcome::Abandoned);
  EXPECT_EQ(lobby.get(served).state, ContactState::Ended);
  EXPECT_THAT(segments(served), ElementsAre("flow over"));
  EXPECT_THAT(segments(lost), ElementsAre("flow abandoned"));
  EXPECT_THAT(told_of(served), ElementsAre("contacts.opened", "contacts.sent_to_flow", "contacts.in_flow",
                                           "contacts.left", "contacts.ended", "contacts.closed"));
  lobby.close_as(served, ContactOutcome::Abandoned);
  lobby.settle();
  EXPECT_EQ(lobby.get(served).outcome, ContactOutcome::SelfService);
}

TEST_P(ContactsTest, WhatIsPromisedToACallCountsFromTheQueueAndOnce) {
  auto commitments = [&] { return need(lobby.commitments.commitments(lobby.admin(), {}, {10, {}})).items; };
  auto id = lobby.call();
  lobby.pass(60s);
  EXPECT_THAT(commitments(), IsEmpty()) << "nobody waits";
  need(lobby.into_queue(id, calls));
  lobby.pass(5s);
  ASSERT_EQ(commitments().size(), 1u);
  EXPECT_EQ(commitments()[0].started_at, lobby.hall.now() - 5s);
  lobby.release_into_flow(id);
  need(lobby.into_queue(id, calls));
  lobby.settle();
  EXPECT_EQ(commitments().size(), 1u);
  lobby.release_into_flow(id);
  lobby.close_as(id, ContactOutcome::SelfService);
  lobby.settle();
  EXPECT_TRUE(commitments()[0].stopped_at);
  auto out = need(lobby.call_out(calls, Floor::id_of(floor.ready_agent("li"))));
  lobby.settle();
  EXPECT_EQ(commitments().size(), 1u) << "who is called waits for nobody";
  EXPECT_EQ(lobby.get(out).direction, Direction::Outbound);
}

TEST_P(ContactsTest, ACallThatNobodyOutsideAnsweredIsWrittenUpAllTheSame) {
  auto li = floor.ready_agent("li");
  lobby.settle();
  auto id = need(lobby.call_out(calls, Floor::id_of(li)));
  lobby.pass(20s);
  EXPECT_EQ(lobby.get(id).state, ContactState::Active);
  EXPECT_EQ(lobby.get(id).agent_id, Floor::id_of(li));
  lobby.close_as(id, ContactOutcome::Unanswered);
  lobby.settle();
  EXPECT_EQ(lobby.get(id).state, ContactState::WrapUp);
  lobby.pass(5s);
  lobby.finish(id, li);
  EXPECT_EQ(lobby.get(id).outcome, ContactOutcome::Unanswered);
  EXPECT_EQ(lobby.get(id).state, ContactState::Ended);
  EXPECT_THAT(segments(id), ElementsAre("agent over", "wrap_up closed"));
  EXPECT_THAT(told<ContactQueued>(), IsEmpty());
}

TEST_P(ContactsTest, AConversationIsOverOnce) {
  auto id = lobby.arrive(queue);
  lobby.leave(id);
  auto over = lobby.get(id).ended_at;
  lobby.hall.floor.world.clock.advance(5s);
  database().write([&](db::Transaction& tx) { Contacts::conversation_over(tx, lobby.platform(), Lobby::visitor, id); });
  lobby.settle();
  EXPECT_EQ(lobby.get(id).ended_at, over);
  EXPECT_THAT(told_of(id), ElementsAre("contacts.opened", "contacts.ended", "contacts.queued", "contacts.closed"));
}

TEST_P(ContactsTest, ARatingIsGivenOnceAndWithinItsBounds) {
  auto id = lobby.arrive(queue);
  EXPECT_EQ(why(rate(id, 0)), "/score out_of_range");
  EXPECT_EQ(why(rate(id, 6)), "/score out_of_range");
  EXPECT_EQ(why(rate(id, 5, std::string(501, 'x'))), "/comment too_long");
  need(rate(id, 4, " 很好\n谢谢 "));
  EXPECT_EQ(lobby.get(id).rating, 4);
  EXPECT_EQ(lobby.get(id).rating_comment, "很好\n谢谢");
  EXPECT_EQ(lobby.get(id).rated_at, lobby.hall.now());
  EXPECT_EQ(why(rate(id, 5)), "already_rated");
  EXPECT_EQ(lobby.get(id).rating, 4);
  EXPECT_EQ(why(rate(ContactId{7}, 5)), "not_found");
}

TEST_P(ContactsTest, ARecordTakesChoicesOfItsDictionariesOnly) {
  auto id = serve(floor.ready_agent("li"));
  ContactFields fields;
  fields.disposition_id = entry("dispositions", "inquiry");
  EXPECT_EQ(why(lobby.contacts.edit(lobby.admin(), id, 1, fields)), "/disposition_id not_exact_enough");
  fields.disposition_id = entry("urgency", "high");
  EXPECT_EQ(why(lobby.contacts.edit(lobby.admin(), id, 1, fields)), "/disposition_id no_such_object");
  fields.disposition_id = {};
  fields.record_complete = true;
  EXPECT_EQ(why(lobby.contacts.edit(lobby.admin(), id, 1, fields)), "/disposition_id missing");
  fields.disposition_id = entry("dispositions", "inquiry_fees_bill");
  fields.kind_id = entry("contact_kinds", "inquiry");
  fields.urgency_id = entry("urgency", "high");
  fields.business_line_id = entry("business_lines", "tv");
  fields.responsibility_id = entry("responsibility", "own_service");
  fields.note = "问账单\n已解释";
  auto edited = need(lobby.contacts.edit(lobby.admin(), id, 1, fields));
  EXPECT_EQ(edited.version, 2);
  EXPECT_EQ(edited.note, "问账单\n已解释");
  EXPECT_EQ(edited.talk_ms, 30'000);
  EXPECT_EQ(why(lobby.contacts.edit(lobby.admin(), id, 1, fields)), "stale");
}

TEST_P(ContactsTest, WhatWasChosenStaysWhenItIsOfferedNoMore) {
  auto id = lobby.arrive(queue);
  ContactFields fields;
  fields.urgency_id = entry("urgency", "high");
  need(lobby.contacts.edit(lobby.admin(), id, 1, fields));
  auto chosen = need(floor.dictionaries.entry(lobby.admin(), *fields.urgency_id));
  chosen.active = false;
  need(floor.dictionaries.edit_entry(lobby.admin(), chosen.id, chosen.version, chosen));
  fields.note = "补充";
  EXPECT_EQ(why(lobby.contacts.edit(lobby.admin(), id, 2, fields)), "");
  auto other = lobby.arrive(queue);
  EXPECT_EQ(why(lobby.contacts.edit(lobby.admin(), other, 1, fields)), "/urgency_id no_such_object");
}

TEST_P(ContactsTest, ANoteIsAuditedByNameAndNotTold) {
  auto id = lobby.arrive(queue);
  ContactFields fields;
  fields.note = "私密";
  need(lobby.contacts.edit(lobby.admin(), id, 1, fields));
  auto line = need(floor.world.access.audit_entries(lobby.admin(), {.action = "contact.edited"}, {})).items.at(0);
  EXPECT_EQ(line.subject_id.value, id.value);
  EXPECT_EQ(line.detail, "note");
  events::wait_until_settled(database());
  for (const auto& event : database().read([](db::Transaction& tx) { return events::read_after(tx, {}, 10'000); }))
    EXPECT_EQ(event.body.find("私密"), std::string::npos);
}

TEST_P(ContactsTest, WhatFollowsTheConversationDoesNotDisturbWhoWrites) {
  auto agent = floor.ready_agent("li");
  auto id = lobby.arrive(queue);
  lobby.settle();
  lobby.answer(id, agent);
  auto seen = need(lobby.contacts.contact(agent, id)).version;
  lobby.leave(id);
  lobby.settle();
  need(rate(id, 5));
  EXPECT_EQ(why(lobby.contacts.edit(agent, id, seen, {})), "");
  EXPECT_EQ(lobby.get(id).state, ContactState::WrapUp);
}

TEST_P(ContactsTest, AnAgentReachesItsOwnContactsAndThoseOfItsTeamAsFarAsTheGrantGoes) {
  auto agent = floor.ready_agent("li");
  auto id = serve(agent);
  auto waiting = lobby.arrive(queue);
  auto own = floor.world.add_role("只看自己", {"contacts.view", "contacts.edit"});
  floor.world.add_person("zhao", floor.world.north_place(), {{own, org::Scope::Own}});
  floor.world.add_person("qian", floor.world.north_place(), {{own, org::Scope::Team}});
  floor.world.add_person("sun", floor.world.south_place(), {{own, org::Scope::Centre}});
  EXPECT_EQ(why(lobby.contacts.contact(agent, id)), "");
  EXPECT_EQ(why(lobby.contacts.contact(floor.world.actor("zhao"), id)), "not_found");
  EXPECT_EQ(why(lobby.contacts.contact(floor.world.actor("qian"), id)), "");
  EXPECT_EQ(why(lobby.contacts.edit(floor.world.actor("sun"), id, 1, {})), "not_found");
  EXPECT_EQ(why(lobby.contacts.contact(agent, waiting)), "not_found") << "nobody's yet";
  EXPECT_THAT(ids(lobby.contacts.contacts(floor.world.actor("qian"), {}, {})), ElementsAre(id));
  EXPECT_THAT(ids(lobby.contacts.contacts(lobby.admin(), {}, {})), ElementsAre(waiting, id));
}

TEST_P(ContactsTest, WhoHasAContactOfAnotherCentreWritesItUpAndNobodyElseThereDoes) {
  auto centre = floor.world.add_role("看本中心", {"contacts.view", "contacts.edit", "agents.work"});
  auto agent = floor.agent("wu", {}, floor.world.south_place());
  need(floor.agents.sign_in(agent));
  floor.agents.desk_attached(Floor::id_of(agent));
  need(floor.agents.set_readiness(agent, {true, {}}));
  floor.world.add_person("zheng", floor.world.south_place(), {{centre, org::Scope::Centre}});
  auto id = serve(agent);
  EXPECT_EQ(why(lobby.contacts.contact(agent, id)), "");
  EXPECT_EQ(why(lobby.contacts.edit(agent, id, lobby.get(id).version, {})), "");
  EXPECT_EQ(why(lobby.contacts.contact(floor.world.actor("zheng"), id)), "not_found");
}

TEST_P(ContactsTest, AListIsNarrowedByWhatIsAsked) {
  auto agent = floor.ready_agent("li");
  const auto start = lobby.hall.now();
  auto served = serve(agent);
  need(floor.agents.set_readiness(agent, {false, floor.reason("rest")}));
  auto gone = lobby.arrive(queue);
  lobby.leave(gone);
  lobby.settle();
  need(rate(served, 5));
  auto list = [&](const ContactFilter& filter) { return ids(lobby.contacts.contacts(lobby.admin(), filter, {})); };
  EXPECT_THAT(list({.outcome = ContactOutcome::Abandoned}), ElementsAre(gone));
  EXPECT_THAT(list({.agent_id = Floor::id_of(agent)}), ElementsAre(served));
  EXPECT_THAT(list({.rating = 5}), ElementsAre(served));
  EXPECT_THAT(list({.direction = Direction::Inbound}), ElementsAre(gone, served));
  EXPECT_THAT(list({.direction = Direction::Outbound}), IsEmpty());
  EXPECT_THAT(list({.queue_id = queue.id}), ElementsAre(gone, served));
  EXPECT_THAT(list({.from = start, .until = start + 1s}), ElementsAre(served));
  EXPECT_THAT(list({.from = start + 1s}), ElementsAre(gone));
  EXPECT_THAT(list({.state = ContactState::Active}), IsEmpty());
  EXPECT_THAT(list({.centre_id = floor.world.south}), IsEmpty());
}

TEST_P(ContactsTest, ContactsOfACustomerFollowMerges) {
  auto kept = customer("王小明"), other = customer("王晓明");
  auto fresh = lobby.fields(queue);
  fresh.customer_id = kept;
  auto one = lobby.arrive(fresh), two = lobby.arrive(queue);
  link(two, other);
  link(two, other);
  EXPECT_THAT(ids(lobby.contacts.contacts_of(lobby.admin(), kept, {})), ElementsAre(one));
  need(lobby.customers.merge(lobby.admin(), kept, other));
  EXPECT_THAT(ids(lobby.contacts.contacts_of(lobby.admin(), kept, {})), ElementsAre(two, one));
  EXPECT_THAT(ids(lobby.contacts.contacts(lobby.admin(), {.customer_id = kept}, {})), ElementsAre(two, one));
  need(lobby.customers.split(lobby.admin(), kept, other));
  EXPECT_THAT(ids(lobby.contacts.contacts_of(lobby.admin(), kept, {})), ElementsAre(one));
  EXPECT_EQ(why(lobby.contacts.contacts_of(lobby.admin(), customers::CustomerId{7}, {})), "not_found");
  lobby.settle();
  EXPECT_THAT(told_of(two), ElementsAre("contacts.opened", "contacts.customer_linked", "contacts.queued"));
}

TEST_P(ContactsTest, WhoServesACustomerOfAnotherCentreSeesTheFileAndWhatWasBefore) {
  const auto file = customer("王小明", floor.world.south);
  auto fresh = lobby.fields(queue);
  fresh.customer_id = file;
  fresh.centre_id = floor.world.south;
  const auto before = lobby.arrive(fresh);
  lobby.leave(before);
  lobby.settle();
  const auto li = floor.ready_agent("li");
  auto& customers = lobby.customers;
  auto refused = [&] {
    EXPECT_EQ(why(customers.customer(li, file)), "not_found");
    EXPECT_EQ(why(customers.relations(li, file)), "not_found");
    EXPECT_EQ(why(lobby.contacts.contacts_of(li, file, {})), "not_found");
    EXPECT_EQ(why(lobby.contacts.contact(li, before)), "not_found");
  };
  refused();
  const auto now = lobby.arrive(fresh);
  lobby.settle();
  EXPECT_EQ(need(customers.customer(li, file)).name, "王小明");  // before the answer
  lobby.answer(now, li);
  EXPECT_EQ(need(customers.customer(li, file)).name, "王小明");
  EXPECT_TRUE(need(customers.relations(li, file)).empty());
  EXPECT_THAT(ids(lobby.contacts.contacts_of(li, file, {})), ElementsAre(now, before));
  EXPECT_EQ(need(lobby.contacts.contact(li, before)).id, before);
  EXPECT_EQ(why(lobby.contacts.edit(li, before, 1, {})), "not_found");
  EXPECT_EQ(why(customers.edit(li, file, 1, {})), "not_found");
  lobby.leave(now);
  lobby.settle();
  EXPECT_TRUE(customers.customer(li, file));  // writes it up
  lobby.finish(now, li);
  refused();
}

TEST_P(ContactsTest, ACustomerThatAContactRefersToStays) {
  auto id = customer("王小明");
  auto contact = lobby.arrive(queue);
  link(contact, id);
  EXPECT_EQ(why(lobby.customers.remove(lobby.admin(), id)), "customer_in_use");
  link(contact, {});
  EXPECT_EQ(why(lobby.customers.remove(lobby.admin(), id)), "");
}

YINGDA_ON_BOTH_ENGINES(ContactsTest);

}  // namespace
}  // namespace contacts
