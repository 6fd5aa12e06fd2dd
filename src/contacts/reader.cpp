// The durable reader "contacts": what routing tells, and what channels ask for, becomes states,
// durations and segments.

#include <algorithm>

#include "contacts/course.h"
#include "contacts/verbs.h"
#include "routing/routing.h"

namespace contacts {
namespace {

constexpr base::ActorRef nobody{};

bool is_agents(const Segment& segment) {
  return segment.kind == SegmentKind::Agent;
}

// Where the agent stands now, which is where it stood a moment ago.
void place_with_agent(db::Transaction& tx, Contact& contact) {
  auto place = org::Access::person_place(tx, *contact.agent_id);
  contact.team_id = place ? place->team_id : std::nullopt;
  contact.department_id = place ? place->department_id : std::nullopt;
}

// How the stretch that `begun` follows has ended.
std::optional<SegmentEnding> ending_before(const Course& course) {
  for (const auto& segment : course.ended())
    if (segment.kind != SegmentKind::Offer) return segment.ending;
  return {};
}

org::CentreId centre_of(db::Transaction& tx, org::PersonId agent) {
  auto place = org::Access::person_place(tx, agent);
  return place ? place->centre_id : org::CentreId{};
}

org::CentreId centre_of(db::Transaction& tx, routing::QueueId id) {
  auto queue = routing::Routing::find_queue(tx, id);
  return queue ? queue->centre_id : org::CentreId{};
}

void tell_of(db::Transaction& tx, const Contact& before, const Contact& after, const Course& course,
             const Segment& begun) {
  const auto at = begun.started_at;
  if (begun.kind == SegmentKind::Queue)
    tell(tx, at, nobody, after,
         ContactQueued{after.id, *begun.queue_id, centre_of(tx, *begun.queue_id), ending_before(course)});
  else if (begun.kind == SegmentKind::Agent)
    tell(tx, at, nobody, after,
         ContactAnswered{after.id, *begun.queue_id, *begun.agent_id, !before.answered_at,
                         (at - after.arrived_at).count(), ending_before(course) == SegmentEnding::TakenOver,
                         centre_of(tx, *begun.agent_id), after.team_id, after.department_id});
  else if (begun.kind == SegmentKind::WrapUp)
    tell(tx, at, nobody, after, ContactWrapUpBegun{after.id, *begun.agent_id});
  else if (begun.kind == SegmentKind::Flow)
    tell(tx, at, nobody, after, ContactInFlow{after.id, ending_before(course)});
  else if (begun.kind == SegmentKind::Outside)
    tell(tx, at, nobody, after, ContactOutside{after.id, ending_before(course)});
}

// What was promised is judged here, where it is known whether anybody answered.
void stop_clocks(db::Transaction& tx, const org::Platform& platform, const Contact& before, const Contact& after) {
  using commitments::Commitments;
  using commitments::Measure;
  const auto subject = subject_of(after);
  if (!before.answered_at && after.answered_at)
    Commitments::stop(tx, platform, nobody, subject, Measure::FirstAnswer, *after.answered_at);
  if (after.state == ContactState::Ended && !after.answered_at)
    Commitments::abandon(tx, platform, nobody, subject, *after.ended_at);
  else if (after.state == ContactState::WrapUp || after.state == ContactState::Ended)
    Commitments::stop(tx, platform, nobody, subject, Measure::Handling, *after.ended_at);
}

void follow_one(db::Transaction& tx, const org::Platform& platform, const events::Event& event) {
  auto before = is_asked_by_channel(event) ? find_contact(tx, ContactId{event.subject_id})
                                           : find_contact_of(tx, routing::WorkItemId{event.subject_id});
  if (!before || before->state == ContactState::Ended) return;
  Course course(*before, open_segments(tx, before->id));
  course.apply(event);
  auto after = course.contact();
  if (std::any_of(course.begun().begin(), course.begun().end(), is_agents)) place_with_agent(tx, after);
  update_course(tx, after);
  for (const auto& segment : course.ended()) update(tx, segment);
  for (auto segment : course.begun()) {
    segment.id = platform.ids.make<SegmentId>();
    insert(tx, segment);
    tell_of(tx, *before, after, course, segment);
  }
  if (after.state == ContactState::WrapUp || after.state == ContactState::Ended) {
    end_conversation(tx, event.at, nobody, after);
    if (!after.ended_at) after.ended_at = event.at;
  }
  stop_clocks(tx, platform, *before, after);
  if (after.state == ContactState::Ended) tell_closed(tx, *after.closed_at, nobody, after);
}

}  // namespace

void Contacts::follow(db::Transaction& tx, const std::vector<events::Event>& events) {
  for (const auto& event : events)
    if (is_of_course(event)) follow_one(tx, platform_, event);
}

void add_contact_readers(events::Pump& pump, Contacts& contacts) {
  pump.add_durable("contacts", [&contacts](db::Transaction& tx, const std::vector<events::Event>& events) {
    contacts.follow(tx, events);
  });
}

}  // namespace contacts
