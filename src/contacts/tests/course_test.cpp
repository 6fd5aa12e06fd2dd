// What an event makes of a contact, without a database.

#include "contacts/course.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace contacts {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

const base::Time start = base::from_epoch_ms(1'800'000'000'000);
constexpr routing::WorkItemId item{1};
constexpr routing::QueueId queue{2};
constexpr org::PersonId li{3}, wang{4};

template <class E>
events::Event at(base::Duration after, const E& body) {
  return {{}, start + after, std::string(E::type), {}, 0, item.value, base::to_json(body)};
}

// A contact and all its segments, as the reader would keep them.
class Story {
 public:
  Story() {
    contact.id = ContactId{9};
    contact.arrived_at = start;
  }
  template <class E>
  void tell(base::Duration after, const E& body) {
    std::vector<Segment> open;
    for (const auto& segment : segments)
      if (!segment.ended_at) open.push_back(segment);
    Course course(contact, open);
    course.apply(at(after, body));
    contact = course.contact();
    for (const auto& ended : course.ended())
      for (auto& segment : segments)
        if (segment.id == ended.id) segment = ended;
    for (auto begun : course.begun()) {
      begun.id = SegmentId{static_cast<std::int64_t>(segments.size()) + 1};
      segments.push_back(begun);
    }
  }
  std::vector<std::string> told() const {
    std::vector<std::string> words;
    for (const auto& segment : segments)
      words.push_back(base::word_of(segment.kind) + ' ' + (segment.ending ? base::word_of(*segment.ending) : "open") +
                      (segment.ended_at
                           ? ' ' + std::to_string((*segment.ended_at - segment.started_at) / std::chrono::seconds{1})
                           : ""));
    return words;
  }

  Contact contact;
  std::vector<Segment> segments;
};

routing::OfferEnded answered(org::PersonId agent) {
  routing::OfferEnded ended;
  ended.item_id = item;
  ended.offer_id = routing::OfferId{1};
  ended.queue_id = queue;
  ended.agent_id = agent;
  return ended;
}
routing::OfferMade offered(org::PersonId agent) {
  routing::OfferMade made;
  made.item_id = item;
  made.offer_id = routing::OfferId{1};
  made.queue_id = queue;
  made.agent_id = agent;
  return made;
}

TEST(Course, WhoTakesOverHasItFromThenOn) {
  Story story;
  story.tell(0s, routing::ItemEntered{item, queue, {}});
  story.tell(5s, offered(li));
  story.tell(8s, answered(li));
  story.tell(20s, routing::ItemTakenOver{item, queue, li, wang});
  EXPECT_EQ(story.contact.state, ContactState::Active);
  EXPECT_EQ(story.contact.agent_id, wang);
  EXPECT_EQ(story.contact.answered_at, start + 8s);
  EXPECT_EQ(story.contact.transfers, 0);
  story.tell(50s, routing::WrapUpBegun{item, queue, wang});
  story.tell(60s, routing::ItemEnded{item, queue, wang, routing::Outcome::Done, 60'000});
  EXPECT_THAT(story.told(), ElementsAre("queue answered 8", "offer answered 3", "agent taken_over 12", "agent over 30",
                                        "wrap_up closed 10"));
  EXPECT_EQ(story.contact.talk_ms, 42'000);
}

TEST(Course, WhoIsTakenFromTheQueueItselfIsAnswered) {
  Story story;
  story.tell(0s, routing::ItemEntered{item, queue, {}});
  story.tell(5s, offered(li));
  story.tell(9s, routing::ItemTakenOver{item, queue, li, wang});
  EXPECT_THAT(story.told(), ElementsAre("queue taken_over 9", "offer withdrawn 4", "agent open"));
  EXPECT_EQ(story.contact.answered_at, start + 9s);
}

TEST(Course, WhoWasAnsweredOnceIsHandledAlsoWhenNobodyTookTheTransfer) {
  Story story;
  story.tell(0s, routing::ItemEntered{item, queue, {}});
  story.tell(2s, offered(li));
  story.tell(3s, answered(li));
  story.tell(30s, routing::ItemMoved{item, queue, queue, routing::MoveReason::Transfer, {}});
  story.tell(90s, routing::ItemEnded{item, queue, {}, routing::Outcome::Abandoned, 90'000});
  EXPECT_EQ(story.contact.outcome, ContactOutcome::Handled);
  EXPECT_THAT(story.told(),
              ElementsAre("queue answered 3", "offer answered 1", "agent transferred 27", "queue abandoned 60"));
  EXPECT_EQ(story.contact.wait_ms, 63'000);
  EXPECT_EQ(story.contact.agent_id, li);
}

TEST(Course, ACallGoesThroughFlowsQueuesAgentsAndOutsideWithoutAGap) {
  Story story;
  story.tell(1s, ContactSentToFlow{story.contact.id});
  EXPECT_EQ(story.contact.state, ContactState::InFlow);
  story.tell(2s, ContactSentToFlow{story.contact.id});
  story.tell(10s, routing::ItemEntered{item, queue, {}});
  EXPECT_EQ(story.contact.state, ContactState::Waiting);
  story.tell(15s, offered(li));
  story.tell(20s, answered(li));
  story.tell(50s, routing::ItemEnded{item, queue, li, routing::Outcome::Released, 40'000});
  EXPECT_EQ(story.contact.state, ContactState::Active) << "until it is known where to";
  story.tell(51s, ContactSentToFlow{story.contact.id});
  story.tell(60s, routing::ItemEntered{item, queue, {}});
  story.tell(61s, offered(wang));
  story.tell(62s, answered(wang));
  story.tell(80s, routing::ItemEnded{item, queue, wang, routing::Outcome::Released, 20'000});
  story.tell(80s, ContactSentOutside{story.contact.id});
  EXPECT_EQ(story.contact.state, ContactState::Outside);
  story.tell(100s, ContactLeft{story.contact.id, ContactOutcome::Abandoned, true});
  EXPECT_THAT(story.told(), ElementsAre("flow moved_on 10", "queue answered 10", "offer answered 5",
                                        "agent released 31", "flow moved_on 9", "queue answered 2", "offer answered 1",
                                        "agent released 18", "outside over 20"));
  EXPECT_EQ(story.contact.outcome, ContactOutcome::Handled);
  EXPECT_EQ(story.contact.flow_ms, 19'000);
  EXPECT_EQ(story.contact.outside_ms, 20'000);
  EXPECT_EQ(story.contact.wait_ms, 12'000);
  EXPECT_EQ(story.contact.talk_ms, 49'000);
  EXPECT_EQ(story.contact.agent_id, wang);
  EXPECT_EQ(story.contact.transfers, 0);
  EXPECT_FALSE(story.segments[0].queue_id);
}

TEST(Course, WhoHangsUpInAFlowWasServedByItOrHasAbandoned) {
  for (auto outcome : {ContactOutcome::SelfService, ContactOutcome::Abandoned}) {
    Story story;
    story.tell(0s, ContactSentToFlow{story.contact.id});
    story.tell(30s, ContactLeft{story.contact.id, outcome, true});
    EXPECT_EQ(story.contact.outcome, outcome);
    EXPECT_EQ(story.contact.state, ContactState::Ended);
    EXPECT_THAT(story.told(), ElementsAre(outcome == ContactOutcome::Abandoned ? "flow abandoned 30" : "flow over 30"));
  }
}

TEST(Course, WhoLeavesTheQueueForAFlowHasNotAbandonedTheQueue) {
  Story story;
  story.tell(0s, routing::ItemEntered{item, queue, {}});
  story.tell(8s, offered(li));
  story.tell(9s, routing::ItemEnded{item, queue, {}, routing::Outcome::Released, 9'000});
  story.tell(9s, ContactSentToFlow{story.contact.id});
  story.tell(12s, ContactLeft{story.contact.id, ContactOutcome::SelfService, true});
  EXPECT_THAT(story.told(), ElementsAre("queue released 9", "offer withdrawn 1", "flow over 3"));
  EXPECT_EQ(story.contact.outcome, ContactOutcome::SelfService);
}

TEST(Course, ACallThatAnAgentBeganIsWithTheAgentFromTheBeginning) {
  Story story;
  story.tell(0s, routing::ItemBegun{item, queue, {}, li});
  EXPECT_EQ(story.contact.state, ContactState::Active);
  EXPECT_EQ(story.contact.agent_id, li);
  story.tell(20s, ContactLeft{story.contact.id, ContactOutcome::Unanswered, false});
  EXPECT_EQ(story.contact.state, ContactState::Active);
  story.tell(20s, routing::WrapUpBegun{item, queue, li});
  story.tell(30s, routing::ItemEnded{item, queue, li, routing::Outcome::Done, 30'000});
  EXPECT_EQ(story.contact.outcome, ContactOutcome::Unanswered);
  EXPECT_THAT(story.told(), ElementsAre("agent over 20", "wrap_up closed 10"));
  EXPECT_EQ(story.contact.wait_ms, 0);
}

TEST(Course, AfterTheEndNothingIsChanged) {
  Story story;
  story.tell(0s, routing::ItemEntered{item, queue, {}});
  story.tell(7s, routing::ItemEnded{item, queue, {}, routing::Outcome::Abandoned, 7'000});
  auto before = base::to_json(story.contact);
  story.tell(6s, offered(li));
  story.tell(7s, answered(li));
  EXPECT_EQ(base::to_json(story.contact), before);
  EXPECT_THAT(story.told(), ElementsAre("queue abandoned 7"));
}

TEST(Course, AClockThatIsBehindShortensNothingBelowZero) {
  Story story;
  story.tell(10s, routing::ItemEntered{item, queue, {}});
  story.tell(9s, routing::ItemMoved{item, queue, routing::QueueId{5}, routing::MoveReason::Overflow, {}});
  EXPECT_EQ(story.contact.wait_ms, 0);
  EXPECT_EQ(story.segments[1].started_at, start + 10s);
  EXPECT_THAT(story.told(), ElementsAre("queue overflowed 0", "queue open"));
}

}  // namespace
}  // namespace contacts
