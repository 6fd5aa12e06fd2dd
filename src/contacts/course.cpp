#include "contacts/course.h"

#include <algorithm>
#include <initializer_list>

namespace contacts {
namespace {

SegmentEnding ending_of(routing::OfferState how) {
  switch (how) {
    case routing::OfferState::Answered:
      return SegmentEnding::Answered;
    case routing::OfferState::Declined:
      return SegmentEnding::Declined;
    case routing::OfferState::Lapsed:
      return SegmentEnding::Lapsed;
    default:
      return SegmentEnding::Withdrawn;
  }
}

// How a stretch ends when nothing follows it.
SegmentEnding last_ending_of(SegmentKind kind, ContactOutcome outcome) {
  if (kind == SegmentKind::Queue) return SegmentEnding::Abandoned;
  if (kind == SegmentKind::WrapUp) return SegmentEnding::Closed;
  const bool in_vain = kind == SegmentKind::Flow && outcome == ContactOutcome::Abandoned;
  return in_vain ? SegmentEnding::Abandoned : SegmentEnding::Over;
}

bool is_elsewhere(SegmentKind kind) {
  return kind == SegmentKind::Flow || kind == SegmentKind::Outside;
}

bool is_one_of(const events::Event& event, std::initializer_list<std::string_view> types) {
  return std::find(types.begin(), types.end(), event.type) != types.end();
}

bool is_offer(const Segment& segment) {
  return segment.kind == SegmentKind::Offer;
}

}  // namespace

bool is_of_course(const events::Event& event) {
  return is_asked_by_channel(event) ||
         is_one_of(event, {routing::ItemEntered::type, routing::ItemBegun::type, routing::ItemMoved::type,
                           routing::OfferMade::type, routing::OfferEnded::type, routing::WrapUpBegun::type,
                           routing::ItemHandedBack::type, routing::ItemTakenOver::type, routing::ItemEnded::type});
}

bool is_asked_by_channel(const events::Event& event) {
  return is_one_of(event, {ContactSentToFlow::type, ContactSentOutside::type, ContactLeft::type});
}

void Course::apply(const events::Event& event) {
  if (contact_.state == ContactState::Ended) return;
  // Clocks of several nodes may differ by a little; a stretch never ends before it began.
  at_ = event.at;
  for (const auto& segment : open_) at_ = std::max(at_, segment.started_at);
  if (event.type == routing::ItemEntered::type) {
    move_on();
    queue(event.as<routing::ItemEntered>().queue_id);
  } else if (event.type == routing::ItemBegun::type) {
    auto begun = event.as<routing::ItemBegun>();
    move_on();
    give_to(begun.queue_id, begun.agent_id);
  } else if (event.type == ContactSentToFlow::type) {
    send(SegmentKind::Flow, ContactState::InFlow);
  } else if (event.type == ContactSentOutside::type) {
    send(SegmentKind::Outside, ContactState::Outside);
  } else if (event.type == ContactLeft::type) {
    leave(event.as<ContactLeft>());
  } else if (event.type == routing::OfferMade::type) {
    auto made = event.as<routing::OfferMade>();
    offer(made.queue_id, made.agent_id);
  } else if (event.type == routing::OfferEnded::type) {
    auto over = event.as<routing::OfferEnded>();
    end_offer(ending_of(over.how));
    if (over.how != routing::OfferState::Answered) return;
    end_stretch(SegmentEnding::Answered);
    give_to(over.queue_id, over.agent_id);
  } else if (event.type == routing::ItemMoved::type) {
    auto moved = event.as<routing::ItemMoved>();
    const bool by_agent = moved.reason == routing::MoveReason::Transfer;
    end_stretch(by_agent ? SegmentEnding::Transferred : SegmentEnding::Overflowed);
    contact_.transfers += by_agent;
    queue(moved.to_queue_id);
  } else if (event.type == routing::ItemHandedBack::type) {
    end_stretch(SegmentEnding::HandedBack);
    queue(event.as<routing::ItemHandedBack>().queue_id);
  } else if (event.type == routing::ItemTakenOver::type) {
    auto taken = event.as<routing::ItemTakenOver>();
    end_offer(SegmentEnding::Withdrawn);
    end_stretch(SegmentEnding::TakenOver);
    give_to(taken.queue_id, taken.to_agent_id);
  } else if (event.type == routing::WrapUpBegun::type) {
    auto begun = event.as<routing::WrapUpBegun>();
    end_stretch(SegmentEnding::Over);
    wrap_up(begun.queue_id, begun.agent_id);
  } else if (event.type == routing::ItemEnded::type) {
    // Where to what was released goes is told next.
    if (event.as<routing::ItemEnded>().outcome != routing::Outcome::Released) close();
  }
}

void Course::queue(routing::QueueId id) {
  contact_.state = ContactState::Waiting;
  contact_.queue_id = id;
  begin(SegmentKind::Queue, id, {});
}

void Course::offer(routing::QueueId id, org::PersonId agent) {
  begin(SegmentKind::Offer, id, agent);
}

void Course::give_to(routing::QueueId id, org::PersonId agent) {
  contact_.state = ContactState::Active;
  contact_.queue_id = id;
  contact_.agent_id = agent;
  if (!contact_.answered_at) contact_.answered_at = at_;
  begin(SegmentKind::Agent, id, agent);
}

void Course::wrap_up(routing::QueueId id, org::PersonId agent) {
  contact_.state = ContactState::WrapUp;
  begin(SegmentKind::WrapUp, id, agent);
}

void Course::send(SegmentKind kind, ContactState state) {
  const bool is_there = std::any_of(open_.begin(), open_.end(), [&](const Segment& each) { return each.kind == kind; });
  if (is_there) return;
  // Nobody but the system had it before.
  if (open_.empty()) at_ = contact_.arrived_at;
  move_on();
  contact_.state = state;
  begin(kind, {}, {});
}

void Course::leave(const ContactLeft& left) {
  const bool was_answered = contact_.answered_at && left.outcome != ContactOutcome::Unanswered;
  contact_.outcome = was_answered ? ContactOutcome::Handled : left.outcome;
  if (left.closes) close();
}

// Whom an agent had answered once was handled, also when nobody took the transfer.
void Course::close() {
  if (!contact_.outcome) contact_.outcome = contact_.answered_at ? ContactOutcome::Handled : ContactOutcome::Abandoned;
  end_offer(SegmentEnding::Withdrawn);
  for (const auto& segment : open_) end(segment, last_ending_of(segment.kind, *contact_.outcome));
  open_.clear();
  contact_.state = ContactState::Ended;
  contact_.closed_at = at_;
}

// What is open ends because something else follows that no event of its own work item tells.
void Course::move_on() {
  end_offer(SegmentEnding::Withdrawn);
  for (const auto& segment : open_)
    end(segment, is_elsewhere(segment.kind) ? SegmentEnding::MovedOn : SegmentEnding::Released);
  open_.clear();
}

void Course::end_offer(SegmentEnding ending) {
  for (const auto& segment : open_)
    if (is_offer(segment)) end(segment, ending);
  std::erase_if(open_, is_offer);
}

void Course::end_stretch(SegmentEnding ending) {
  for (const auto& segment : open_)
    if (!is_offer(segment)) end(segment, ending);
  std::erase_if(open_, [](const Segment& segment) { return !is_offer(segment); });
}

void Course::end(Segment segment, SegmentEnding ending) {
  segment.ended_at = at_;
  segment.ending = ending;
  const auto lasted = (at_ - segment.started_at).count();
  if (segment.kind == SegmentKind::Queue) contact_.wait_ms += lasted;
  if (segment.kind == SegmentKind::Agent) contact_.talk_ms += lasted;
  if (segment.kind == SegmentKind::WrapUp) contact_.wrap_up_ms += lasted;
  if (segment.kind == SegmentKind::Flow) contact_.flow_ms += lasted;
  if (segment.kind == SegmentKind::Outside) contact_.outside_ms += lasted;
  ended_.push_back(std::move(segment));
}

void Course::begin(SegmentKind kind, std::optional<routing::QueueId> queue, std::optional<org::PersonId> agent) {
  begun_.push_back({{}, contact_.id, kind, queue, agent, at_, {}, {}});
}

}  // namespace contacts
