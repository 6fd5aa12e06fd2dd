// A random day: whatever happens, every contact ends once, its segments tile its time, its
// figures are their sums, the log gives the same rows again, and live lists are what a fresh
// read gives.

#include <gtest/gtest.h>

#include <random>

#include "access/live_testing.h"
#include "contacts/events.h"
#include "contacts/testing.h"
#include "tests/support/databases.h"

namespace contacts {
namespace {

using namespace std::chrono_literals;
using agents::fixture::Floor;
using fixture::Lobby;
using fixture::need;

class ContactsDay : public support::StoreTest {
 protected:
  ContactsDay() {
    for (std::string login : {"li", "wang", "zhao"}) agents.push_back(floor.ready_agent(login));
    queues = {lobby.hall.queue("一"), lobby.hall.queue("二")};
    auto third = lobby.hall.fields("三");
    third.overflow_queue_id = queues[0].id;
    third.overflow_seconds = 20;
    third.wrap_up_seconds = 0;
    queues.push_back(need(lobby.hall.routing.create_queue(lobby.admin(), third)));
    for (std::string name : {"热线一", "热线二"}) {
      auto voice = lobby.hall.fields(name);
      voice.channel = agents::Channel::Voice;
      lines.push_back(need(lobby.hall.routing.create_queue(lobby.admin(), voice)));
    }
  }

  std::size_t pick(std::size_t count) { return std::uniform_int_distribution<std::size_t>(0, count - 1)(random); }

  std::vector<ContactId> held_by(const org::Actor& agent) {
    return database().read([&](db::Transaction& tx) {
      std::vector<ContactId> held;
      for (auto id : ids) {
        auto item_id = Contacts::find(tx, id)->work_item_id;
        if (!item_id) continue;
        auto item = routing::Routing::find_item(tx, *item_id);
        if (item->agent_id == Floor::id_of(agent) && item->state != routing::ItemState::Ended) held.push_back(id);
      }
      return held;
    });
  }
  // What an agent may do with what it has; `keen` agents do not pass anything on.
  void work(const org::Actor& agent, ContactId id, bool keen) {
    auto item = lobby.item(id);
    if (item.state == routing::ItemState::Offered && !keen && pick(4) == 0)
      (void)lobby.hall.routing.decline(agent, *item.offer_id);
    else if (item.state == routing::ItemState::Offered)
      (void)lobby.hall.routing.answer(agent, *item.offer_id);
    else if (item.state == routing::ItemState::WrapUp)
      need(lobby.hall.routing.finish(agent, item.id));
    else if (!keen && pick(3) == 0)
      (void)lobby.transfer(id, (is_call(id) ? lines : queues)[pick(2)].id);
    else if (!keen && is_call(id) && pick(3) == 0)
      lobby.release_into_flow(id);
    else if (!keen && is_call(id) && pick(5) == 0)
      lobby.release_outside(id);
    else if (is_call(id) && pick(6) == 0)
      lobby.close_as(id, ContactOutcome::Unanswered);
    else if (keen || pick(2) == 0)
      lobby.leave(id);
  }
  bool is_call(ContactId id) { return lobby.get(id).channel == agents::Channel::Voice; }
  // Whoever is in a flow or outside, as far as its channel knows, goes on or hangs up.
  void go_on(ContactId id, bool hangs_up) {
    const auto contact = lobby.get(id);
    const bool is_held = contact.work_item_id && lobby.item(id).state != routing::ItemState::Ended;
    if (contact.channel != agents::Channel::Voice || is_held || contact.ended_at) return;
    if (hangs_up || pick(3) == 0)
      lobby.close_as(id, pick(2) == 0 ? ContactOutcome::SelfService : ContactOutcome::Abandoned);
    else
      need(lobby.into_queue(id, lines[pick(2)]));
  }
  void step() {
    auto& agent = agents[pick(agents.size())];
    switch (pick(16)) {
      case 12:
        ids.push_back(lobby.call());
        break;
      case 13:
      case 14:
        if (!ids.empty()) go_on(ids[pick(ids.size())], false);
        break;
      case 15:
        if (auto id = lobby.call_out(lines[pick(2)], Floor::id_of(agent)); id && pick(2) == 0)
          ids.push_back(*id);
        else if (id)
          lobby.leave((ids.push_back(*id), *id));
        break;
      case 0:
      case 1:
      case 2:
        ids.push_back(lobby.arrive(queues[pick(queues.size())]));
        break;
      case 3:
        if (!ids.empty()) lobby.leave(ids[pick(ids.size())]);
        break;
      case 4:
      case 5:
        lobby.hall.pass(std::chrono::seconds{pick(25)});
        lobby.commitments.tick(lobby.hall.now());
        break;
      case 6:
        (void)floor.agents.set_readiness(agent, {true, {}});
        break;
      case 7:
        if (pick(3) == 0)
          need(floor.agents.force_state(lobby.admin(), Floor::id_of(agent), {agents::State::SignedOut}));
        break;
      case 8:
        floor.agents.desk_attached(Floor::id_of(agent));
        need(floor.agents.sign_in(agent));
        need(floor.agents.set_readiness(agent, {true, {}}));
        break;
      default:
        for (auto id : held_by(agent)) work(agent, id, false);
    }
    if (pick(3) == 0) lobby.settle();
  }
  // Everybody is served by those who stay.
  void close() {
    for (int round = 0; round < 200 && !all_ended(); ++round) {
      for (auto& agent : agents) {
        floor.agents.desk_attached(Floor::id_of(agent));
        need(floor.agents.sign_in(agent));
        need(floor.agents.set_readiness(agent, {true, {}}));
        for (auto id : held_by(agent)) work(agent, id, true);
      }
      for (auto id : ids) go_on(id, true);
      lobby.pass(5s);
    }
    ASSERT_TRUE(all_ended());
  }
  bool all_ended() {
    return std::all_of(ids.begin(), ids.end(),
                       [&](ContactId id) { return lobby.get(id).state == ContactState::Ended; });
  }

  void tiles_its_time(const Contact& contact) {
    base::Time until = contact.arrived_at;
    std::map<SegmentKind, std::int64_t> sums;
    const Segment* waiting = nullptr;
    const auto segments = need(lobby.contacts.segments(lobby.admin(), contact.id));
    for (const auto& segment : segments) {
      ASSERT_TRUE(segment.ended_at && segment.ending) << contact.id.text();
      if (segment.kind == SegmentKind::Offer) {
        ASSERT_TRUE(waiting);
        EXPECT_GE(segment.started_at, waiting->started_at);
        EXPECT_LE(*segment.ended_at, *waiting->ended_at);
        EXPECT_EQ(segment.queue_id, waiting->queue_id);
        continue;
      }
      EXPECT_EQ(segment.started_at, until) << contact.id.text();
      until = *segment.ended_at;
      sums[segment.kind] += (until - segment.started_at).count();
      waiting = segment.kind == SegmentKind::Queue ? &segment : nullptr;
    }
    EXPECT_EQ(contact.closed_at, until);
    EXPECT_EQ(contact.wait_ms, sums[SegmentKind::Queue]);
    EXPECT_EQ(contact.talk_ms, sums[SegmentKind::Agent]);
    EXPECT_EQ(contact.wrap_up_ms, sums[SegmentKind::WrapUp]);
    EXPECT_EQ(contact.flow_ms, sums[SegmentKind::Flow]);
    EXPECT_EQ(contact.outside_ms, sums[SegmentKind::Outside]);
    if (contact.outcome == ContactOutcome::Unanswered) return;
    if (contact.answered_at) {
      EXPECT_EQ(contact.outcome, ContactOutcome::Handled);
    } else {
      EXPECT_TRUE(contact.outcome == ContactOutcome::Abandoned || contact.outcome == ContactOutcome::SelfService);
    }
  }
  // How often the log tells `type` of each contact.
  std::map<std::int64_t, int> told(std::string_view type) {
    std::map<std::int64_t, int> times;
    for (const auto& event : log())
      if (event.type == type) ++times[event.subject_id];
    return times;
  }
  std::vector<events::Event> log() {
    events::wait_until_settled(database());
    return database().read([](db::Transaction& tx) { return events::read_after(tx, {}, 100'000); });
  }
  // All rows as text, but for the ids of segments.
  std::vector<std::string> rows() {
    std::vector<std::string> rows;
    for (auto id : ids) {
      rows.push_back(base::to_json(lobby.get(id)));
      for (auto segment : need(lobby.contacts.segments(lobby.admin(), id))) {
        segment.id = {};
        rows.push_back(base::to_json(segment));
      }
    }
    return rows;
  }
  // As if the reader had never been there.
  void forget_all_that_was_read() {
    database().write([](db::Transaction& tx) {
      tx.execute("DELETE FROM contact_segment");
      tx.execute(
          "UPDATE contact SET state = 'waiting', outcome = NULL, agent_id = NULL, team_id = NULL, department_id = "
          "NULL, "
          "answered_at = NULL, ended_at = NULL, closed_at = NULL, wait_ms = 0, talk_ms = 0, wrap_up_ms = 0, flow_ms = "
          "0, "
          "outside_ms = 0, "
          "transfers = 0");
    });
  }

  std::mt19937 random{20261122};
  support::TempFolder folder;
  Lobby lobby{database(), folder.path("files")};
  Floor& floor = lobby.hall.floor;
  std::vector<org::Actor> agents;
  std::vector<routing::Queue> queues, lines;
  std::vector<ContactId> ids;
};

TEST_P(ContactsDay, EveryContactEndsOnceTilesItsTimeAndFollowsFromTheLog) {
  for (int i = 0; i < 400 && !HasFailure(); ++i) step();
  close();
  lobby.settle();
  EXPECT_GT(ids.size(), 60u);
  std::int64_t transfers = 0, handled = 0;
  std::map<SegmentKind, int> kinds;
  auto closed = told(ContactClosed::type), ended = told(ContactEnded::type);
  for (auto id : ids) {
    auto contact = lobby.get(id);
    tiles_its_time(contact);
    EXPECT_EQ(closed[id.value], 1);
    EXPECT_EQ(ended[id.value], 1);
    for (const auto& segment : need(lobby.contacts.segments(lobby.admin(), id))) ++kinds[segment.kind];
    transfers += contact.transfers;
    handled += contact.outcome == ContactOutcome::Handled;
  }
  EXPECT_GT(transfers, 0);
  EXPECT_GT(handled, 20);
  EXPECT_GT(kinds[SegmentKind::Flow], 10);
  EXPECT_GT(kinds[SegmentKind::Outside], 0);
  const auto promised = std::count_if(ids.begin(), ids.end(), [&](ContactId id) {
    auto contact = lobby.get(id);
    return contact.direction == Direction::Inbound && contact.work_item_id;
  });
  const auto clocks = need(lobby.commitments.commitments(lobby.admin(), {}, {200, {}}));
  EXPECT_EQ(std::ssize(clocks.items), promised) << "one promise of a first answer for each who waited";
  for (const auto& clock : clocks.items) {
    EXPECT_TRUE(clock.stopped_at) << clock.subject_id.text();
    auto contact = lobby.get(ContactId{clock.subject_id.value});
    const auto target = is_call(contact.id) ? 20s : 30s;
    EXPECT_EQ(clock.state == commitments::CommitmentState::Met,
              contact.answered_at && *contact.answered_at - clock.started_at <= target);
  }
  const auto before = rows();
  forget_all_that_was_read();
  EXPECT_NE(rows(), before);
  const auto all = log();
  database().write([&](db::Transaction& tx) { lobby.contacts.follow(tx, all); });
  EXPECT_EQ(rows(), before);
}

class ContactTopics : public ContactsDay {
 protected:
  ContactTopics() { add_contact_topics(consoles.hub()); }

  org::fixture::Consoles consoles{floor.world, {"contacts"}};
};

TEST_P(ContactTopics, TheDeltasOfARandomDayGiveWhatAFreshReadGives) {
  for (int i = 0; i < 60; ++i) ids.push_back(lobby.arrive(queues[pick(queues.size())]));
  floor.supervisor("north", org::Scope::Centre);
  lobby.settle();
  consoles.tell();
  std::vector<std::int64_t> watched;
  for (auto id : ids) watched.push_back(id.value);
  consoles.ask_for("contacts", watched);
  for (std::string login : {"li", "north", "admin"}) consoles.open(login);
  for (int i = 0; i < 150 && !HasFailure(); ++i) {
    step();
    ids.resize(watched.size());
    auto id = ids[pick(ids.size())];
    ContactFields fields;
    fields.note = "记录" + std::to_string(i);
    if (pick(4) == 0) need(lobby.contacts.edit(lobby.admin(), id, lobby.get(id).version, fields));
    if (pick(6) == 0)
      (void)database().write([&](db::Transaction& tx) {
        return Contacts::rate(tx, lobby.platform(), Lobby::visitor, id, 1 + static_cast<std::int64_t>(pick(5)), "");
      });
    if (i % 10 != 9) continue;
    lobby.settle();
    consoles.compare();
  }
  EXPECT_GT(consoles.compared("contacts"), 500u);
}

YINGDA_ON_BOTH_ENGINES(ContactsDay);
YINGDA_ON_BOTH_ENGINES(ContactTopics);

}  // namespace
}  // namespace contacts
